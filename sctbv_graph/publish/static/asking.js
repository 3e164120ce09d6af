// Asking in the browser: the engine in a thread of its own, started when the first query comes.

const SECONDS = 60;
const WORDS = {
  vi: {
    loading: "Đang tải bộ máy và dữ liệu…", loaded: "bộ bốn trong kho",
    toolong: `Truy vấn chạy quá ${SECONDS} giây nên đã dừng; hãy hỏi hẹp hơn.`,
  },
  en: {
    loading: "Fetching the engine and the data…", loaded: "quads in the store",
    toolong: `The query ran for ${SECONDS} seconds and was ended; ask for less.`,
  },
};

/** The engine in a worker; a browser without module workers has it in the page. */
export class Asking {
  #data;
  #say;
  #lang = document.documentElement.lang;
  #words = WORDS[this.#lang] || WORDS.vi;
  #worker = null;
  #module = null;
  #waiting = new Map();
  #last = 0;
  #ready = null;

  /** `data` is the address of the N-Quads, `say` is told what is under way. */
  constructor(data, say) {
    this.#data = data;
    this.#say = say;
  }

  #started() {
    this.#ready = this.#ready || this.#start().catch((error) => {
      this.stop(error);
      throw error;
    });
    return this.#ready;
  }

  async #start() {
    this.#say(this.#words.loading);
    const started = await new Promise((resolve) => {
      const worker = new Worker(new URL("./engine-worker.js", import.meta.url), { type: "module" });
      worker.addEventListener("error", () => resolve(null), { once: true });
      worker.addEventListener("message", () => resolve(worker), { once: true });
    });
    if (started) {
      this.#worker = started;
      started.addEventListener("message", ({ data }) => {
        const waits = this.#waiting.get(data.id);
        this.#waiting.delete(data.id);
        if (waits && "error" in data) waits.reject(new Error(data.error));
        else if (waits) waits.resolve(data.result);
      });
    } else {
      this.#module = await import("./engine.js");
    }
    const size = await this.#send({ address: this.#data });
    this.#say(`${size.toLocaleString(this.#lang)} ${this.#words.loaded}`);
  }

  #send(message) {
    if (!this.#worker) {
      const engine = this.#module;
      return Promise.resolve().then(() => (message.address ? engine.load(message.address) : engine.ask(message.query, message.medias)));
    }
    const id = (this.#last += 1);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, ...message });
    });
  }

  /** End what runs; the next query starts the engine again. */
  stop(error) {
    if (this.#worker) this.#worker.terminate();
    this.#worker = null;
    this.#ready = null;
    this.#waiting.forEach(({ reject }) => reject(error));
    this.#waiting.clear();
    this.#say("");
  }

  /** Return {media, text} of a query, in the first of the media types that fits its form. */
  async ask(query, medias, signal) {
    await this.#started();
    const clock = setTimeout(() => this.stop(new Error(this.#words.toolong)), SECONDS * 1000);
    const abort = () => this.stop(new DOMException("Aborted", "AbortError"));
    if (signal) signal.addEventListener("abort", abort);
    try {
      return await this.#send({ query, medias });
    } finally {
      clearTimeout(clock);
      if (signal) signal.removeEventListener("abort", abort);
    }
  }
}
