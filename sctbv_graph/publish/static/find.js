// Looking things up in the browser, ranked and marked as the server does it (search/find.py).
import { plain, plainTokens, setAbbreviations, stripMarks } from "./fold.js";

const LIMIT = 30;
const FEW = 4;
const AROUND = 90;
const KINDS = { Agency: 0, AgencyUnit: 0, AdministrativeUnit: 1, Plan: 0, Decision: 0, Document: 0, Programme: 0, Standard: 0, Task: 1, Target: 1, Objective: 2, Duty: 2, Question: 3, Term: 5, Concept: 4 };

// A citation, its accents put aside: "… số 211/KH-UBND …, mục II.2", "Quyết định 889/QĐ-TTg".
const NUMBER = /(?<![\p{L}\p{N}_/])\d+(?:\/\d{4})?\/\p{L}+(?:-\p{L}+)*/gu;
const PLACE = /\b(?:muc|dieu|phan)\s+([ivx]+(?:\.\d+)*)|\bnhiem vu(?: so)?\s+(\d+)/g;
const YEAR = /(?<!\d)(?:19|20)\d\d(?!\d)/g;
const DOCUMENT = "id/document/";
const OWN = ["Concept", "Term", "Question"];

/** Everything that can be found, from `search/index.json`; MiniSearch is given, for it is a script. */
export class Finder {
  constructor(index, MiniSearch) {
    setAbbreviations(index.abbreviations);
    this.classes = index.classes;
    const things = index.things.map(([id, cls, title, names, body]) => ({ id, cls, title, names, body, line: 0 }));
    const lines = index.lines.map(([id, document, line, body]) => ({
      id: id || index.documents[document], document: index.documents[document], line, cls: "", title: "", names: "", body,
    }));
    this.entries = [...things, ...lines];
    this.index = new MiniSearch({
      idField: "at",
      fields: ["title", "names", "body"],
      tokenize: (text) => plainTokens(text).map((token) => token.text),
      processTerm: (term) => term,
      searchOptions: { boost: { title: 8, names: 6, body: 1 }, prefix: (_term, at, terms) => at === terms.length - 1 },
    });
    this.index.addAll(this.entries.map(({ title, names, body }, at) => ({ at, title, names, body })));
  }

  /** Return {hits, allWords, truncated}; a hit is {id, line, cls, text, marks}. */
  search(typed) {
    const text = typed.slice(0, 1000);
    const words = plainTokens(text);
    if (!words.length) return { hits: [], allWords: true, truncated: false };
    const phrases = phrasesOf(text, words);
    const cited = this.#cited(text.normalize("NFC"));
    const rows = this.#match(text, "AND").filter(({ entry }) => phrases.every((phrase) => holds(entry, phrase)));
    const allWords = rows.length > 0 || cited.length > 0;
    const wanted = words.map((word) => word.text).join(" ");
    let ranked = rows.map((row) => ({ ...row, rank: rankOf(row.entry, wanted) }));
    ranked.sort((a, b) => a.rank[0] - b.rank[0] || a.rank[1] - b.rank[1] || b.score - a.score || a.at - b.at);
    if (ranked.length < FEW && !cited.length) {
      const there = new Set(rows.map((row) => row.at));
      ranked = ranked.concat(this.#match(text, "OR").filter((row) => !there.has(row.at)));
    }
    const hits = [];
    const seen = new Set();
    for (const { entry } of [...cited.map((entry) => ({ entry })), ...ranked]) {
      // The line of a text adds nothing where the thing that was cut from it is there already.
      const place = entry.id === entry.document ? `${entry.id}#${entry.line}` : entry.id;
      if (seen.has(place)) continue;
      seen.add(place);
      if (hits.length < LIMIT) hits.push(hitOf(entry, words));
    }
    return { hits, allWords, truncated: seen.size > LIMIT };
  }

  // What a pasted citation names: documents, those whose year is cited first, and places in them.
  #cited(text) {
    const numbers = (text.match(NUMBER) || []).map(plain);
    const bare = stripMarks(text).split(/\s+/).join(" ");
    const places = [...bare.matchAll(PLACE)].map(([, a, b]) => (a || b).toUpperCase());
    const years = text.match(YEAR) || [];
    const late = ({ id }) => !years.includes(id.split("-").pop());
    const things = numbers.length ? this.entries.filter(({ line, cls }) => !line && !OWN.includes(cls)) : [];
    const named = things.filter(({ id, title }) => id.startsWith(DOCUMENT) && numbers.includes(plain(title)));
    named.sort((a, b) => late(a) - late(b) || (a.id < b.id ? -1 : 1));
    return named.flatMap((document) => {
      const key = document.id.slice(DOCUMENT.length);
      const within = places.flatMap((place) => {
        const found = things.filter(({ id }) => id.startsWith("id/") && id.endsWith(`/${key}/${place}`));
        return found.sort((a, b) => a.id.includes("/part/") - b.id.includes("/part/") || (a.id < b.id ? -1 : 1));
      });
      return [...within, document];
    });
  }

  #match(text, combineWith) {
    return this.index.search(text, { combineWith }).slice(0, 400)
      .map(({ id, score }) => ({ at: id, score, entry: this.entries[id] }));
  }
}

// Signs and abbreviations inside one written word make a phrase: 211/KH-UBND.
function phrasesOf(text, words) {
  const phrases = [];
  words.forEach((word, at) => {
    const before = at ? text.slice(words[at - 1].end, word.start) : " ";
    if (at && !/\s/.test(before)) phrases.at(-1).push(word.text);
    else phrases.push([word.text]);
  });
  return phrases.filter((phrase) => phrase.length > 1).map((phrase) => phrase.join(" "));
}

function holds(entry, phrase) {
  return [entry.title, entry.names, entry.body].some((field) => ` ${plain(field)}`.includes(` ${phrase}`));
}

function rankOf(entry, wanted) {
  const kind = KINDS[entry.cls] ?? 3;
  if (entry.line) return [plain(entry.body).includes(wanted) ? 4 : 6, kind];
  const name = plain(entry.title);
  if (name === wanted) return [0, kind];
  if (` ${name} `.includes(` ${wanted} `)) return [2, kind];
  return [entry.body ? 5 : 3, kind];
}

// Where the words stand in a text: as one run if they do, else each for itself.
function marksOf(text, words) {
  const tokens = plainTokens(text);
  const wanted = words.map((word) => word.text);
  const last = wanted.at(-1);
  const found = [];
  for (let at = 0; at + wanted.length <= tokens.length; at += 1) {
    const run = tokens.slice(at, at + wanted.length);
    const same = run.every((token, i) => (i < run.length - 1 ? token.text === wanted[i] : token.text.startsWith(last)));
    if (same) found.push([run[0].start, run.at(-1).end]);
  }
  if (!found.length) {
    const single = new Set(wanted.filter((word) => word.length > 1 || /^\d$/.test(word)));
    for (const token of tokens) {
      if (single.has(token.text) || (last.length > 1 && token.text.startsWith(last))) found.push([token.start, token.end]);
    }
  }
  found.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const merged = [];
  for (const [start, end] of found) {
    const before = merged.at(-1);
    if (before && start >= before[1] && !text.slice(before[1], start).trim()) before[1] = Math.max(end, before[1]);
    else if (!before || start >= before[1]) merged.push([start, end]);
  }
  return merged;
}

function hitOf(entry, words) {
  const { id, document, line, cls } = entry;
  const marks = marksOf(entry.title, words);
  const shown = marks.length || !entry.body ? { text: entry.title, marks } : around(entry.body, marksOf(entry.body, words));
  return { id, document, line, cls, title: entry.title, ...shown };
}

// The stretch of a long text around the first mark, with its marks moved along.
function around(text, marks) {
  if (!marks.length) return { text: text.slice(0, 2 * AROUND).trim(), marks: [] };
  const [start, end] = marks[0];
  let first = Math.max(0, start - AROUND);
  if (first) {
    const blank = text.indexOf(" ", first);
    first = blank >= 0 && blank < start ? blank + 1 : first;
  }
  let last = Math.min(text.length, end + AROUND);
  if (last < text.length) last = Math.max(text.lastIndexOf(" ", last), end);
  const before = first ? "… " : "";
  const move = before.length - first;
  return {
    text: before + text.slice(first, last) + (last < text.length ? " …" : ""),
    marks: marks.filter((mark) => mark[1] <= last).map(([a, b]) => [a + move, b + move]),
  };
}

/** Return where a hit leads, from the root of the pages of a language. */
export function pathOf(hit) {
  const [path, fragment] = hit.id.split("#");
  if (hit.line && hit.id === hit.document) return `text/${path.replace(/^id\//, "")}/#L${hit.line}`;
  const folder = path.replace(/^id\//, "page/").replace(/^question\//, "questions/");
  return `${folder}/${fragment ? `#${fragment}` : ""}`;
}
