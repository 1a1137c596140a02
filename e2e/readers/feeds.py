"""Reads RSS and Atom feeds as feed readers do, and says what is amiss.

    /usr/bin/python3 feeds.py FILE...

feedparser forgives much, so what it understood is looked at: the version, and
of each entry identity, title, address and day.
"""

import sys

import feedparser

VERSIONS = {".xml": "rss20", ".atom": "atom10"}


def faults_of(name):
    """The number of entries, and what is amiss."""
    with open(name, "rb") as file:
        feed = feedparser.parse(file.read())
    faults = []
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
        if not (entry.get("published_parsed") or entry.get("updated_parsed")):
            faults.append(f"{entry.get('title')!r} has no day that can be read")
        if entry.get("id") in seen:
            faults.append(f"two entries are {entry.get('id')}")
        seen.add(entry.get("id"))
    return len(feed.entries), faults


def main(names):
    bad = 0
    entries = 0
    for name in names:
        count, faults = faults_of(name)
        entries += count
        for fault in faults:
            print(f"{name}: {fault}")
        bad += bool(faults)
    print(f"{len(names)} feeds, {entries} entries, {bad} with faults")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
