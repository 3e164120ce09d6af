// Vietnamese words for search, as sctbv_graph/vietnamese/fold.py makes them: no marks, đ as d,
// abbreviations spelt out. A test holds the two against each other on the words of the corpus.

const WORD = /[\p{L}\p{N}_\u0300-\u036f]+/gu;
const ALPHANUMERIC = /^[\p{L}\p{N}]+$/u;

let abbreviations = new Map();

/** Take the abbreviations (folded → folded words) that the index was made with. */
export function setAbbreviations(table) {
  abbreviations = new Map(Object.entries(table));
}

/** Return a text in small letters and without marks, đ (and ð, which is typed for it) as d. */
export function stripMarks(text) {
  return text.replace(/[ÐĐðđ]/g, "d").toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d");
}

/** Return the words of a text, each with where it stands: {text, start, end}. */
export function plainTokens(text) {
  const found = [];
  for (const match of text.matchAll(WORD)) {
    const bare = stripMarks(match[0]);
    if (!ALPHANUMERIC.test(bare)) continue;
    const end = match.index + match[0].length;
    for (const word of (abbreviations.get(bare) || bare).split(" ")) {
      found.push({ text: word, start: match.index, end });
    }
  }
  return found;
}

/** Return the words of a text, joined by blanks. */
export function plain(text) {
  return plainTokens(text).map((token) => token.text).join(" ");
}
