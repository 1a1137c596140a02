"""Reads RSS and Atom feeds as feed readers do, and says what is amiss.

    /usr/bin/python3 feeds.py FEED...

FEED is a file or an http address. feedparser forgives much, so what it understood
is looked at: the version, and of each entry identity, title, address and day.
An address is asked twice, the second time with what the answer gave to ask with:
it has to be answered with 304. Prints a JSON object: for each feed the list of
[id, title, link, day] of its entries, the day in seconds since 1970; what is
amiss goes to standard error, and makes the exit status 1.
"""

import calendar
import json
import sys

import feedparser

VERSIONS = {".xml": "rss20", ".atom": "atom10"}


def fetched(address):
    """The feed at an address, and what is amiss in how it was served."""
    feed = feedparser.parse(address)
    if feed.get("status") != 200:
        return feed, [f"answered with {feed.get('status')}: {feed.get('bozo_exception')}"]
    again = feedparser.parse(address, etag=feed.get("etag"), modified=feed.get("modified"))
    faults = []
    if again.status != 304:
        faults.append(f"answered with {again.status} when nothing had changed")
    return feed, faults


def opened(name):
    with open(name, "rb") as file:
        return feedparser.parse(file.read()), []


def day(entry):
    at = entry.get("updated_parsed") or entry.get("published_parsed")
    return calendar.timegm(at) if at else None


def read(name):
    """The entries, and what is amiss."""
    feed, faults = fetched(name) if name.startswith("http:") else opened(name)
    if feed.bozo:
        faults.append(str(feed.bozo_exception))
    version = VERSIONS[name[name.rindex("."):]]
    if feed.version != version:
        faults.append(f"understood as {feed.version!r}, not {version!r}")
    for key in ("title", "link"):
        if not feed.feed.get(key):
            faults.append(f"the feed has no {key}")
    seen = set()
    for entry in feed.entries:
        for key in ("id", "title", "link"):
            if not entry.get(key):
                faults.append(f"an entry has no {key}")
        if day(entry) is None:
            faults.append(f"{entry.get('title')!r} has no day that can be read")
        if entry.get("id") in seen:
            faults.append(f"two entries are {entry.get('id')}")
        seen.add(entry.get("id"))
    return [[e.get("id"), e.get("title"), e.get("link"), day(e)] for e in feed.entries], faults


def main(names):
    bad = 0
    entries = {}
    for name in names:
        entries[name], faults = read(name)
        for fault in faults:
            print(f"{name}: {fault}", file=sys.stderr)
        bad += bool(faults)
    json.dump(entries, sys.stdout)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
