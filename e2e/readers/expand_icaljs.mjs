// Expands calendar files with ical.js, the library of Thunderbird.
//
//     node expand_icaljs.mjs WINDOWS
//
// WINDOWS and what is printed are as in expand_libical.py. ical.js knows no
// zones of its own: it uses the VTIMEZONE that stands in the file.

import { readFileSync } from "node:fs";
import ICAL from "ical.js";

function written(time) {
  if (time.isDate) return time.toString();
  return new Date(time.toUnixTime() * 1000).toISOString().replace(".000Z", "Z");
}

function seconds(time) {
  if (time.isDate) return Date.UTC(time.year, time.month - 1, time.day) / 1000;
  return time.toUnixTime();
}

function expand(window) {
  const calendar = new ICAL.Component(ICAL.parse(readFileSync(window.file, "utf8")));
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  const parts = calendar.getAllSubcomponents("vevent");
  const found = [];
  const note = (component, start, end) => {
    if (seconds(start) < window.from || seconds(start) >= window.to) return;
    const ends = component.hasProperty("dtend") || component.hasProperty("duration");
    const status = (component.getFirstPropertyValue("status") ?? "none").toLowerCase();
    const url = component.getFirstPropertyValue("url") ?? "";
    found.push([written(start), ends ? written(end) : "", status, url]);
  };
  for (const component of parts) {
    if (component.hasProperty("recurrence-id")) continue;
    const uid = component.getFirstPropertyValue("uid");
    const exceptions = parts.filter((p) => p.hasProperty("recurrence-id") && p.getFirstPropertyValue("uid") === uid);
    const event = new ICAL.Event(component, { strictExceptions: true, exceptions });
    if (!event.isRecurring()) {
      note(component, event.startDate, event.endDate);
      continue;
    }
    const iterator = event.iterator();
    for (let next; (next = iterator.next()); ) {
      // A moved occurrence may lie far from where the rule has it.
      if (seconds(next) > window.to + 86400 * 400) break;
      const { item, startDate, endDate } = event.getOccurrenceDetails(next);
      note(item.component, startDate, endDate);
    }
  }
  return found.sort((a, b) => (a.join() < b.join() ? -1 : 1));
}

const windows = JSON.parse(readFileSync(process.argv[2], "utf8"));
process.stdout.write(JSON.stringify(Object.fromEntries(windows.map((w) => [w.file, expand(w)]))));
