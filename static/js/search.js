// Searches the files that `advocate build` made: see internal/search, whose
// Reader answers step by step as this does.
"use strict";
(() => {
  const form = document.querySelector("form[data-search]");
  const list = document.querySelector("[data-results]");
  const status = document.querySelector("[data-status]");
  const more = document.querySelector("[data-more]");
  const row = document.querySelector("template[data-result]").content;
  const { q: box, kind: kinds, lang: langs } = form.elements;
  const letter = /[\p{L}\p{N}]/u;
  let base = "", files = {}, turn = 0, later;

  const load = (name) => files[base + name] ||= fetch(base + name + ".txt").then((answer) => {
    if (!answer.ok) throw Error(name);
    return answer.text();
  });

  const wordsOf = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "")
    .replace(/['’]s(?![\p{L}\p{N}])/gu, " ").replace(/['’]/g, "")
    .split(/[^\p{L}\p{N}]+/u).filter(Boolean).map((word) => word.slice(0, 40));

  const digit = (text, at) => text.charCodeAt(at) - 35;

  // expand reads keys that were written as what they do not share.
  const expand = (rows, read) => {
    let before = "";
    return rows.map((row) => before = before.slice(0, digit(row, 0)) + read(row));
  };
  const keysOf = (line) => line ? expand(line.split(" "), (row) => row.slice(1)) : [];
  const linesOf = (text) => text.split("\n").slice(0, -1);

  const readRoot = (text) => {
    const [groups, terms, corrections] = text.split("\n");
    const root = { groups: [], docs: 0, terms: keysOf(terms), corrections: keysOf(corrections) };
    for (const [, kind, count] of groups.matchAll(/(\S+) (\d+)/g)) root.groups.push([kind, root.docs += +count]);
    return root;
  };

  const termsOf = (text) => {
    const rows = linesOf(text).map((row) => row.split("\t"));
    const rests = rows.map(([head]) => head.slice(2).split(" "));
    const keys = expand(rows.map(([head]) => head), (head) => head.slice(2).split(" ")[0]);
    return rows.map(([head, postings], i) => ({
      idf: digit(head, 1) / 5, postings,
      forms: rests[i].length > 1 ? rests[i].slice(1).map((rest) => keys[i] + rest) : [keys[i]],
    }));
  };

  const numbers = (text) => {
    const all = [];
    for (let at = 0, n = 0; at < text.length; at++) {
      const d = digit(text, at);
      if (d < 64) {
        all.push(n * 64 + d);
        n = 0;
      } else n = n * 26 + d - 64;
    }
    return all;
  };

  const lookup = (keys, key) => {
    let at = keys.length - 1;
    while (at > 0 && keys[at] > key) at--;
    return at;
  };

  const add = (match, term, factor) => {
    const all = numbers(term.postings);
    for (let i = 0, doc = 0; i < all.length; i += 2) {
      doc += all[i];
      const score = factor * (all[i + 1] % 16);
      if (score > (match.docs.get(doc)?.[0] || 0)) match.docs.set(doc, [score, all[i + 1] >> 4]);
    }
  };

  // distance counts letters added, left out, changed or swapped.
  const distance = (a, b) => {
    const rows = [[...b, 0].map((_, j) => j)];
    for (let i = 1; i <= a.length; i++) {
      rows[i] = [i];
      for (let j = 1; j <= b.length; j++) {
        rows[i][j] = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (a[i - 1] !== b[j - 1]));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
      }
    }
    return rows[a.length][b.length];
  };

  const corrections = async (root, word, exact) => {
    const most = word.length < 4 ? 0 : word.length < 6 ? 1 : 2;
    if (!most || !root.corrections.length) return [];
    for (const first of word.slice(0, 2)) {
      const file = (length) => lookup(root.corrections, first + String.fromCharCode(35 + Math.min(length, 40)));
      for (let reach = 1; reach <= most; reach++) {
        const found = [], texts = [];
        for (let at = file(word.length - reach); at <= file(word.length + reach); at++) texts.push(load("c/" + at.toString(36)));
        for (const text of await Promise.all(texts)) {
          const rows = linesOf(text);
          expand(rows, (row) => row.slice(2)).forEach((near, i) => {
            const away = Math.abs(near.length - word.length) > most ? 9 : distance(word, near);
            if (away && away <= most) found.push({ near, away, spread: digit(rows[i], 1) });
          });
        }
        found.sort((a, b) => a.away - b.away || b.spread - a.spread || (a.near < b.near ? -1 : 1));
        if (found.length) return found.slice(0, 2).filter((f) => f.away === found[0].away);
      }
      if (exact) break;
    }
    return [];
  };

  // endings are the terms whose words begin most like a word that is in none.
  const endings = (terms, word) => {
    let most = 1, all = [];
    for (const term of terms) {
      const best = Math.max(...term.forms.map((form) => {
        let same = 0;
        while (same < form.length && form[same] === word[same]) same++;
        return same > 3 && word.length - same < 5 && form.length - same < 5 ? same : 0;
      }));
      if (best > most) [most, all] = [best, []];
      if (best === most) all.push(term);
    }
    return all;
  };

  const match = async (root, word, last) => {
    const m = { docs: new Map(), idf: 0, forms: new Set([word]), begins: "" };
    if (!root.terms.length) return m;
    const terms = async (at) => termsOf(await load("t/" + at.toString(36)));
    const from = lookup(root.terms, word), to = lookup(root.terms, word + "\uffff");
    const others = [];
    let exact = false, first;
    for (let at = from; at <= Math.min(to, from + 2) && !(exact && at > from); at++) {
      const here = await terms(at);
      first ||= here;
      for (const term of here) {
        if (term.forms.includes(word)) {
          exact = true;
          m.idf = term.idf;
          term.forms.forEach((form) => m.forms.add(form));
          add(m, term, 1);
        } else if (term.forms.some((form) => form.startsWith(word))) others.push(term);
      }
    }
    const stop = exact && !m.idf;
    if (m.docs.size < 3 && !stop && (exact || !others.length)) {
      const nearest = await corrections(root, word, exact);
      const take = (term) => {
        term.forms.forEach((form) => m.forms.add(form));
        add(m, term, 0.6);
      };
      const forms = exact || nearest[0]?.away === 1 ? [] : endings(first, word);
      forms.forEach(take);
      if (!forms.length || m.docs.size < 3) {
        for (const { near } of nearest) (await terms(lookup(root.terms, near))).filter((term) => term.forms.includes(near)).forEach(take);
      }
    }
    if ((!exact || last) && !stop) {
      if (others.length) m.begins = word;
      for (const term of others) add(m, term, exact ? 0.4 : 0.7);
    }
    if (!exact && m.docs.size) m.idf = Math.log2(1 + root.docs / m.docs.size);
    return m;
  };

  const search = async (query, kind) => {
    const root = readRoot(await load("root"));
    const words = [...new Set(wordsOf(query))].slice(0, 8);
    const asked = await Promise.all(words.map((word, i) => match(root, word, i === words.length - 1)));
    const telling = asked.filter((m) => m.idf);
    const hits = new Map();
    const used = telling.length ? telling : asked;
    for (const m of used) {
      for (const [doc, [score, block]] of m.docs) {
        const hit = hits.get(doc) || { doc, score: 0, best: 0, words: 0 };
        const part = score * Math.max(m.idf, 0.2);
        hit.score += part;
        hit.words++;
        if (part > hit.best) [hit.best, hit.block] = [part, block];
        hits.set(doc, hit);
      }
    }
    let found = [...hits.values()];
    for (const hit of found) {
      hit.kind = root.groups.find(([, end]) => hit.doc < end)[0];
      hit.score *= (hit.words / used.length) ** 2;
    }
    if (kind) found = found.filter((hit) => hit.kind === kind);
    const whole = found.filter((hit) => hit.words === used.length);
    if (whole.length >= 5) found = whole;
    found.sort((a, b) => b.score - a.score || a.doc - b.doc);
    return { found, marks: (word) => used.some((m) => m.forms.has(word) || m.begins && word.startsWith(m.begins)) };
  };

  // context puts into an element the part of a text that has most of the words.
  const context = (element, text, marks) => {
    const all = [...text.matchAll(/[\p{L}\p{N}\p{M}'’]+/gu)].map((m) => ({ at: m.index, end: m.index + m[0].length, words: wordsOf(m[0]) }));
    const hits = all.filter((word) => word.words.some(marks));
    const near = (hit) => new Set(hits.filter((h) => h.at >= hit.at && h.at < hit.at + 150).flatMap((h) => h.words)).size;
    const start = hits.reduce((best, hit) => near(hit) > near(best) ? hit : best, hits[0] || { at: 0 }).at;
    let at = start < 90 ? 0 : all.find((word) => word.at >= start - 60).at;
    const last = all.findLast((word) => word.end <= at + 210);
    const end = text.length <= at + 230 ? text.length : last ? last.end : at + 210;
    if (at && text[at - 1] !== "…") element.append("… ");
    for (const hit of hits) {
      if (hit.at < at || hit.end > end) continue;
      const mark = document.createElement("mark");
      mark.append(text.slice(hit.at, hit.end));
      element.append(text.slice(at, hit.at), mark);
      at = hit.end;
    }
    element.append(text.slice(at, end));
    if (end < text.length) element.append(" …");
  };

  const show = async (found, marks) => {
    const mine = turn;
    const shown = list.childElementCount;
    const part = found.slice(shown, shown + 10);
    const texts = part.map((hit) => load(`d/${hit.doc.toString(36)}-${hit.block.toString(36)}`));
    Promise.all(texts).catch(() => {}); // told below, at the first that fails
    for (const [i, hit] of part.entries()) {
      const [title, url, facts, text] = (await texts[i]).split("\n");
      if (mine !== turn) return;
      const item = row.cloneNode(true);
      const link = item.querySelector("a");
      link.href = url;
      link.append(title);
      if (langs) link.lang = langs.value;
      const [kind, fact] = item.querySelectorAll("span");
      kind.append([...kinds.options].find((option) => option.value === hit.kind)?.text || "");
      fact.append(facts);
      context(item.querySelector("p:last-child"), text, marks);
      list.append(item);
    }
    more.hidden = found.length <= shown + 10;
    more.onclick = async () => {
      await show(found, marks);
      list.children[shown + 10]?.querySelector("a").focus();
    };
  };

  const run = async () => {
    const mine = ++turn;
    const query = box.value.trim();
    const address = new URL(location);
    for (const field of [box, kinds, langs]) if (field) field.value && (field !== langs || langs.selectedIndex) ? address.searchParams.set(field.name, field.value.trim()) : address.searchParams.delete(field.name);
    history.replaceState(null, "", address);
    base = langs ? langs.selectedOptions[0].dataset.index : form.dataset.search;
    list.ariaBusy = "true";
    const say = (text) => {
      status.textContent = text;
      list.ariaBusy = "false";
    };
    try {
      const { found, marks } = query.match(letter) ? await search(query, kinds.value) : { found: [] };
      if (mine !== turn) return;
      list.replaceChildren();
      await show(found, marks);
      if (mine !== turn) return;
      const said = status.dataset;
      say(!query ? "" : !found.length ? said.none : found.length === 1 ? said.single : said.many.replace("99", found.length.toLocaleString(document.documentElement.lang)));
    } catch {
      files = {};
      if (mine === turn) say(status.dataset.failed);
    }
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(later);
    run();
  });
  form.addEventListener("change", (event) => { if (event.target !== box) run(); });
  box.addEventListener("input", () => {
    clearTimeout(later);
    later = setTimeout(run, 300);
  });
  for (const [name, value] of new URLSearchParams(location.search)) {
    const field = form.elements[name];
    if (field && [...(field.options || [{ value }])].some((option) => option.value === value)) field.value = value;
  }
  form.hidden = false;
  document.querySelector("[data-without]").hidden = true;
  if (box.value) run();
  else box.focus();
})();
