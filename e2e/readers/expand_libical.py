"""Expands calendar files with libical, the library of GNOME, KDE and Evolution.

    /usr/bin/python3 expand_libical.py WINDOWS

WINDOWS is a JSON file: a list of objects with "file", "from" and "to" (seconds
since 1970). Prints a JSON object: for each file the sorted list of
[start, end, status, URL] of everything that begins in its window. Times are in UTC
as 2026-12-03T18:00:00Z, whole days 2026-12-03; an event without end or URL has "".

libical expands one component at a time, so overrides take the place of
occurrences here as programs that use it do it: by the instant of RECURRENCE-ID.
"""

import json
import sys
from datetime import datetime, timezone

import gi

gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib  # noqa: E402

UTC = ICalGLib.Timezone.get_utc_timezone()


def seconds(time):
    return time.as_timet_with_zone(time.get_timezone())


def written(at, is_date):
    form = "%Y-%m-%d" if is_date else "%Y-%m-%dT%H:%M:%SZ"
    return datetime.fromtimestamp(at, timezone.utc).strftime(form)


def events(calendar):
    event = calendar.get_first_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)
    while event is not None:
        yield event
        event = calendar.get_next_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)


def planned(event):
    """The instant of RECURRENCE-ID; get_recurrenceid() forgets its zone."""
    found = event.get_first_property(ICalGLib.PropertyKind.RECURRENCEID_PROPERTY)
    return seconds(found.get_datetime_with_component(event))


def has(event, kind):
    return event.get_first_property(kind) is not None


def expand(window):
    with open(window["file"], encoding="utf-8", newline="") as file:
        calendar = ICalGLib.Component.new_from_string(file.read())
    begin = ICalGLib.Time.new_from_timet_with_zone(window["from"] - 86400 * 400, 0, UTC)
    end = ICalGLib.Time.new_from_timet_with_zone(window["to"], 0, UTC)
    replaced = {
        (event.get_uid(), planned(event))
        for event in events(calendar)
        if has(event, ICalGLib.PropertyKind.RECURRENCEID_PROPERTY)
    }
    found = []
    for event in events(calendar):
        is_date = event.get_dtstart().is_date()
        ends = has(event, ICalGLib.PropertyKind.DTEND_PROPERTY) or has(event, ICalGLib.PropertyKind.DURATION_PROPERTY)
        status = event.get_status().value_nick.lower()
        url = event.get_first_property(ICalGLib.PropertyKind.URL_PROPERTY)
        url = url.get_url() if url is not None else ""
        master = has(event, ICalGLib.PropertyKind.RRULE_PROPERTY)

        def note(_, span, *rest):
            start = span.get_start()
            if master and (event.get_uid(), start) in replaced:
                return
            if window["from"] <= start < window["to"]:
                found.append([written(start, is_date), written(span.get_end(), is_date) if ends else "", status, url])

        if master:
            event.foreach_recurrence(begin, end, note, None)
        else:
            start = seconds(event.get_dtstart())
            stop = seconds(event.get_dtend()) if ends else start
            if window["from"] <= start < window["to"]:
                found.append([written(start, is_date), written(stop, is_date) if ends else "", status, url])
    return sorted(found)


def main(name):
    with open(name, encoding="utf-8") as file:
        windows = json.load(file)
    json.dump({window["file"]: expand(window) for window in windows}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
