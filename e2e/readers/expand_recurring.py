"""Expands calendar files with icalendar and recurring_ical_events.

    /usr/bin/python3 expand_recurring.py WINDOWS

WINDOWS and what is printed are as in expand_libical.py. Where icalendar cannot read
a property, that is all that is printed for a file: ["cannot read", what, "", ""].
"""

import json
import sys
from datetime import datetime, timedelta, timezone

import icalendar
import recurring_ical_events


def written(at):
    if not isinstance(at, datetime):
        return at.strftime("%Y-%m-%d")
    return at.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def instant(at):
    if not isinstance(at, datetime):
        at = datetime(at.year, at.month, at.day, tzinfo=timezone.utc)
    return at.timestamp()


def expand(window):
    with open(window["file"], "rb") as file:
        calendar = icalendar.Calendar.from_ical(file.read())
    faults = [fault[0] for part in calendar.walk() for fault in part.errors]
    if faults:
        return [["cannot read", fault, "", ""] for fault in faults]
    begin = datetime.fromtimestamp(window["from"], timezone.utc)
    end = datetime.fromtimestamp(window["to"], timezone.utc)
    found = []
    for event in recurring_ical_events.of(calendar).between(begin, end + timedelta(days=1)):
        start = event["DTSTART"].dt
        if not window["from"] <= instant(start) < window["to"]:
            continue
        # Every occurrence is given a DTEND; without one it ends where it begins.
        stop = event["DTEND"].dt
        ends = "" if stop == start else written(stop)
        found.append([written(start), ends, str(event.get("STATUS", "none")).lower(), str(event.get("URL", ""))])
    return sorted(found)


def main(name):
    with open(name, encoding="utf-8") as file:
        windows = json.load(file)
    json.dump({window["file"]: expand(window) for window in windows}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
