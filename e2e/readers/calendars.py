"""Reads calendar files as people's programs do, and says what they object to.

    /usr/bin/python3 calendars.py FILE...

libical (GNOME, KDE, Evolution) checks each file against the rules of RFC 5545
and 5546; icalendar parses it strictly a second time. Both must find the same
number of events.
"""

import re
import sys

import gi

gi.require_version("ICalGLib", "3.0")
import icalendar  # noqa: E402
from gi.repository import ICalGLib  # noqa: E402


# Names of RFC 9073 and RFC 9253, which libical 3.0.16 takes for faults and passes over.
UNKNOWN = ("STYLED-DESCRIPTION", "CONCEPT", "REFID")
PASSED_OVER = "X-LIC-ERROR;X-LIC-ERRORTYPE=PROPERTY-PARSE-ERROR:Parse error in property name: "


def unfolded(text):
    return re.sub(r"\r?\n[ \t]", "", text).splitlines()


def libical(text):
    """The number of events, and what libical objects to."""
    calendar = ICalGLib.Component.new_from_string(text)
    if calendar is None:
        return 0, ["libical cannot read it"]
    ICalGLib.restriction_check(calendar)
    faults = []
    if calendar.count_errors():
        faults = [line for line in unfolded(calendar.as_ical_string()) if "X-LIC-ERROR" in line]
    for name in UNKNOWN:
        written = sum(1 for line in unfolded(text) if re.match(name + "[;:]", line))
        if faults.count(PASSED_OVER + name) != written:
            faults.append(f"libical reads {name} now: take it off UNKNOWN")
        faults = [line for line in faults if line != PASSED_OVER + name]
    return calendar.count_components(ICalGLib.ComponentKind.VEVENT_COMPONENT), faults


def strict(text):
    """The number of events, and what icalendar objects to."""
    calendar = icalendar.Calendar.from_ical(text)
    faults = [f"{part.name}: {what}" for part in calendar.walk() for what in part.errors]
    zones = {str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")}
    for event in calendar.walk("VEVENT"):
        for name in ("UID", "DTSTAMP", "DTSTART", "SUMMARY"):
            if name not in event:
                faults.append(f"an event without {name}")
        for name in ("DTSTART", "DTEND"):
            zone = event[name].params.get("TZID") if name in event else None
            if zone and zone not in zones:
                faults.append(f"{name} names the zone {zone}, which the file does not define")
    return len(calendar.walk("VEVENT")), faults


def main(names):
    bad = 0
    events = 0
    for name in names:
        with open(name, encoding="utf-8", newline="") as file:
            text = file.read()
        one, faults = libical(text)
        two, more = strict(text)
        faults += more
        if one != two:
            faults.append(f"libical sees {one} events, icalendar {two}")
        events += two
        for fault in faults:
            print(f"{name}: {fault}")
        bad += bool(faults)
    print(f"{len(names)} calendars, {events} events, {bad} with faults")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
