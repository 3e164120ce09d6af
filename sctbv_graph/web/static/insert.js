// A box beside the editor: a name typed without accents becomes the address of the thing it names.

const WAIT = 150;
const WORDS = {
  vi: { label: "Chèn một đối tượng vào truy vấn: tên hoặc số hiệu, có dấu hay không dấu", none: "không thấy" },
  en: { label: "Put a thing into the query: its name or number, accents optional", none: "nothing found" },
};

function made(name, attributes = {}, ...inside) {
  const element = document.createElement(name);
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
  element.append(...inside);
  return element;
}

/** Fill `place` with the box (ARIA's combobox); `find` gives {iri, label, kind}, `put` takes an IRI. */
export function insertBox(place, lang, find, put) {
  const words = WORDS[lang] || WORDS.vi;
  const list = made("ul", { id: "insert-list", role: "listbox", "aria-label": words.label });
  const box = made("input", { id: "insert-box", type: "search", autocomplete: "off", role: "combobox", "aria-controls": list.id, "aria-expanded": "false", "aria-autocomplete": "list" });
  const status = made("span", { role: "status" });
  let options = [];
  let at = -1;
  let asked = 0;
  let clock = 0;

  const mark = (to) => {
    at = to;
    [...list.children].forEach((one, number) => one.setAttribute("aria-selected", String(number === at)));
    if (at < 0) box.removeAttribute("aria-activedescendant");
    else box.setAttribute("aria-activedescendant", list.children[at].id);
  };
  const show = (found, said = "") => {
    options = found;
    list.replaceChildren(...found.map(({ label, kind }, number) => made("li", { id: `insert-${number}`, role: "option" }, label, made("small", {}, ` ${kind}`))));
    list.hidden = !found.length;
    box.setAttribute("aria-expanded", String(found.length > 0));
    status.textContent = said;
    mark(found.length ? 0 : -1);
  };
  const take = (number) => {
    const { iri } = options[number];
    show([]);
    box.value = "";
    put(iri);
  };
  const look = async () => {
    asked += 1;
    const mine = asked;
    const typed = box.value.trim();
    const found = typed ? await find(typed).catch((error) => [error.message]) : [];
    if (mine !== asked) return; // more was typed meanwhile
    if (typeof found[0] === "string") show([], found[0]);
    else show(found.slice(0, 8), typed && !found.length ? words.none : "");
  };
  box.addEventListener("input", () => {
    clearTimeout(clock);
    clock = setTimeout(look, WAIT);
  });
  box.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && options.length) mark((at + step + options.length) % options.length);
    else if (event.key === "Enter" && at >= 0) take(at);
    else if (event.key === "Escape") show([]);
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => {
    const one = event.target.closest("li");
    if (one) take([...list.children].indexOf(one));
    event.preventDefault(); // the box keeps the focus
  });
  box.addEventListener("blur", () => show([]));
  show([]);
  place.replaceChildren(made("label", {}, words.label, " ", box), status, list);
}
