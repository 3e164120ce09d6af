// What a reader chose in the form of a question, as SPARQL: bound by VALUES, never pasted as it is.

const XSD = "http://www.w3.org/2001/XMLSchema#";
const IRI = /^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`]+$/i;
const WORDS = {
  vi: {
    integer: (name, least, most) => `“${name}” phải là số nguyên${least === null ? "" : ` từ ${least}`}${most === null ? "" : ` đến ${most}`}.`,
    date: (name) => `“${name}” phải là ngày (2025-07-01 hoặc 01/7/2025).`,
    iri: (name) => `“${name}”: hãy chọn trong danh sách.`,
  },
  en: {
    integer: (name, least, most) => `“${name}” must be a whole number${least === null ? "" : ` from ${least}`}${most === null ? "" : ` to ${most}`}.`,
    date: (name) => `“${name}” must be a day (2025-07-01 or 01/7/2025).`,
    iri: (name) => `“${name}”: choose from the list.`,
  },
};

function dayOf(written) {
  const found = /^(\d{4})-(\d\d?)-(\d\d?)$/.exec(written) || /^(\d\d?)\/(\d\d?)\/(\d{4})$/.exec(written);
  if (!found) return "";
  const [year, month, day] = (found[1].length === 4 ? found.slice(1) : found.slice(1).reverse()).map(Number);
  const made = new Date(Date.UTC(year, month - 1, day));
  const iso = made.toISOString().slice(0, 10);
  return made.getUTCMonth() === month - 1 && made.getUTCDate() === day ? iso : "";
}

/** Return the SPARQL term of a value; throws an `Error` with a sentence where it is none. */
export function termOf(parameter, written, lang) {
  const words = WORDS[lang] || WORDS.vi;
  const { type, minimum, maximum, choices } = parameter;
  const name = parameter.label[lang] || parameter.name;
  const value = written.trim();
  if (type === "integer") {
    const number = Number(value);
    const fits = /^-?\d{1,15}$/.test(value) && (minimum === null || number >= minimum) && (maximum === null || number <= maximum);
    if (!fits) throw new Error(words.integer(name, minimum, maximum));
    return `"${number}"^^<${XSD}integer>`;
  }
  if (type === "date") {
    const day = dayOf(value);
    if (!day) throw new Error(words.date(name));
    return `"${day}"^^<${XSD}date>`;
  }
  if (type === "iri") {
    if (choices ? !choices.includes(value) : !IRI.test(value)) throw new Error(words.iri(name));
    return `<${value}>`;
  }
  return JSON.stringify(value); // its escapes are SPARQL's: \" \\ \n \t \uXXXX
}

/** Return a query with its parameters, a map of names to terms, bound where it says so. */
export function bound(query, terms) {
  const clauses = [...terms].map(([name, term]) => `VALUES ?${name} { ${term} }`).join(" ");
  return query.replace("# parameters", () => clauses);
}
