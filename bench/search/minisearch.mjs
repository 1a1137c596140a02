// Reads documents and queries as JSON, prints the addresses that MiniSearch puts
// first for each query, and writes its index where the second argument says.
import { readFileSync, writeFileSync } from "node:fs";
import MiniSearch from "minisearch";

const { documents, queries } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const index = new MiniSearch({
  idField: "URL", fields: ["Title", "Text"], storeFields: ["Title"],
  searchOptions: { boost: { Title: 2 }, prefix: true, fuzzy: 0.2 },
});
index.addAll(documents);
writeFileSync(process.argv[3], JSON.stringify(index));
console.log(JSON.stringify(queries.map((query) => index.search(query).slice(0, 10).map((hit) => hit.id))));
