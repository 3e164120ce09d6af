// A chart of any result with a column of numbers: one bar a row, named by the row's first words.

const MOST = 100;
const WORDS = {
  vi: { label: "Biểu đồ", column: "Cột số", left: (all) => `Kết quả có ${all} dòng; chỉ vẽ ${MOST} dòng đầu.` },
  en: { label: "Chart", column: "Column of numbers", left: (all) => `The result has ${all} rows; only the first ${MOST} are drawn.` },
};
const SVG = "http://www.w3.org/2000/svg";

const isNumber = (term) => term.value.trim() !== "" && !Number.isNaN(Number(term.value));

/** Return the columns of a result that hold numbers only. */
export function numeric(json) {
  if (!json || !json.results) return [];
  const rows = json.results.bindings;
  return json.head.vars.filter((name) => {
    const held = rows.map((row) => row[name]).filter(Boolean);
    return held.length > 0 && held.every((term) => term.type !== "uri" && isNumber(term));
  });
}

function bar(value, most) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("width", "100%");
  svg.setAttribute("height", "14");
  const drawn = document.createElementNS(SVG, "rect");
  drawn.setAttribute("class", "s0");
  drawn.setAttribute("height", "14");
  drawn.setAttribute("width", `${most > 0 ? Math.max(0, (value * 100) / most) : 0}%`);
  svg.append(drawn);
  return svg;
}

/** Return the class of a YASR plugin. */
export function barsPlugin({ lang }) {
  const words = WORDS[lang] || WORDS.vi;
  return class Bars {
    constructor(yasr) {
      this.yasr = yasr;
      this.label = words.label;
      this.priority = 5;
    }
    json() {
      return this.yasr.results ? this.yasr.results.getAsJson() : null;
    }
    canHandleResults() {
      const json = this.json();
      return numeric(json).length > 0 && json.head.vars.length > 1;
    }
    draw() {
      const json = this.json();
      const columns = numeric(json);
      // What is counted or summed stands last in most queries; a number of order stands first.
      if (!columns.includes(this.column)) this.column = columns.at(-1);
      const rows = json.results.bindings;
      const parts = [this.#table(rows, json.head.vars.filter((name) => name !== this.column))];
      if (columns.length > 1) parts.unshift(this.#choice(columns));
      if (rows.length > MOST) {
        const said = document.createElement("p");
        said.setAttribute("role", "status");
        said.textContent = words.left(rows.length);
        parts.unshift(said);
      }
      this.yasr.resultsEl.replaceChildren(...parts);
    }
    #choice(columns) {
      const label = document.createElement("label");
      const select = document.createElement("select");
      columns.forEach((name) => select.add(new Option(name, name, false, name === this.column)));
      select.addEventListener("change", () => {
        this.column = select.value;
        this.draw();
      });
      label.append(`${words.column} `, select);
      return label;
    }
    #table(rows, names) {
      const value = (row) => (row[this.column] ? Number(row[this.column].value) : 0);
      const most = Math.max(...rows.map(value), 0);
      const table = document.createElement("table");
      table.className = "bars";
      rows.slice(0, MOST).forEach((row) => {
        const line = table.insertRow();
        const head = document.createElement("th");
        head.scope = "row";
        const told = names.map((name) => row[name] && row[name].value).filter(Boolean);
        const shown = told.find((text) => !/^https?:/.test(text) && Number.isNaN(Number(text)));
        head.textContent = shown || (told[0] || "").split(/[#/]/).pop();
        const number = document.createElement("td");
        number.className = "number";
        number.textContent = value(row).toLocaleString(lang);
        const drawn = document.createElement("td");
        drawn.className = "drawn";
        drawn.append(bar(value(row), most));
        line.append(head, number, drawn);
      });
      return table;
    }
    getIcon() {
      const svg = document.createElementNS(SVG, "svg");
      svg.setAttribute("viewBox", "0 0 12 12");
      const path = document.createElementNS(SVG, "path");
      path.setAttribute("d", "M1 11V6h2v5zM5 11V1h2v10zM9 11V4h2v7z");
      svg.append(path);
      return svg;
    }
  };
}
