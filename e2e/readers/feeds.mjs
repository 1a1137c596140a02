// Reads JSON, RSS and Atom feeds with feedsmith, and says what is amiss.
//
//     node feeds.mjs ADDRESS...
//
// What is asked and printed is as in feeds.py.

import { parseFeed } from "feedsmith";

const formats = { json: "json", xml: "rss", atom: "atom" };
const type = { json: "application/feed+json", rss: "application/rss+xml", atom: "application/atom+xml" };

// What each format calls the parts of an entry.
const parts = {
  json: (e) => [e.id, e.title, e.url, e.date_modified ?? e.date_published],
  rss: (e) => [e.guid?.value, e.title, e.link, e.pubDate],
  atom: (e) => [e.id, e.title?.value ?? e.title, e.links?.find((l) => (l.rel ?? "alternate") === "alternate")?.href, e.updated],
};

async function read(address, note) {
  const first = await fetch(address);
  const text = await first.text();
  if (first.status !== 200) note(`answered with ${first.status}`);
  const again = await fetch(address, { headers: { "If-None-Match": first.headers.get("etag") ?? "" } });
  if (again.status !== 304 || (await again.text()) !== "") note(`answered with ${again.status} when nothing had changed`);
  const { format, feed } = parseFeed(text);
  const wanted = formats[address.slice(address.lastIndexOf(".") + 1)];
  if (format !== wanted) note(`understood as ${format}, not ${wanted}`);
  if (!first.headers.get("content-type").startsWith(type[wanted])) note(`sent as ${first.headers.get("content-type")}`);
  if (!(feed.title?.value ?? feed.title)) note("the feed has no title");
  if (wanted === "json") {
    for (const key of ["home_page_url", "feed_url", "language"]) if (!feed[key]) note(`the feed has no ${key}`);
    if (!feed.authors?.[0]?.name) note("the feed has no author");
  }
  const seen = new Set();
  return (feed.items ?? feed.entries ?? []).map((entry) => {
    const [id, title, link, date] = parts[format](entry);
    const day = Date.parse(date) / 1000;
    if (!id || !title || !link) note(`an entry lacks id, title or address: ${id}, ${title}, ${link}`);
    if (Number.isNaN(day)) note(`${title} has no day that can be read`);
    if (seen.has(id)) note(`two entries are ${id}`);
    seen.add(id);
    return [id, title, link, day];
  });
}

const entries = {};
for (const address of process.argv.slice(2)) {
  entries[address] = await read(address, (fault) => {
    console.error(`${address}: ${fault}`);
    process.exitCode = 1;
  });
}
process.stdout.write(JSON.stringify(entries));
