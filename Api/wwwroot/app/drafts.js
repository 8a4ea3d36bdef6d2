// What was typed into the forms of this tab: kept over another pipeline, another language, back and reload.

const PREFIX = 'draft:';

export class Drafts {
  #memory = new Map();
  #texts;
  #files;

  /**
   * @param {Storage} texts session storage: ends with the tab. It may be off or full, then only the memory of the page is left
   * @param {{keep: Function, kept: Function, forget: Function}} files keeps files, which session storage can't
   */
  constructor(texts, files) {
    this.#texts = texts;
    this.#files = files;
  }

  /** What a form held, files only where this page still has them; null for nothing. */
  get(name) {
    if (this.#memory.has(name)) return this.#memory.get(name);
    try {
      return JSON.parse(this.#texts.getItem(PREFIX + name));
    } catch {
      return null;
    }
  }

  /** The files of a form before a reload, by field. */
  filesOf(name) {
    return this.#memory.has(name) ? Promise.resolve({}) : this.#files.kept(name);
  }

  /** @param {object} held what the form holds by field; lists of File are files */
  set(name, held) {
    this.#memory.set(name, held);
    const files = Object.fromEntries(Object.entries(held).filter(([, value]) => isFiles(value)));
    const texts = Object.fromEntries(Object.entries(held).filter(([, value]) => !isFiles(value)));
    try {
      this.#texts.setItem(PREFIX + name, JSON.stringify(texts));
    } catch {
      // Off or full: a reload loses the text.
    }

    if (Object.keys(files).length > 0) this.#files.keep(name, files);
    else this.#files.forget(name);
  }

  delete(name) {
    this.#memory.delete(name);
    try {
      this.#texts.removeItem(PREFIX + name);
    } catch {
      // Off: nothing was kept.
    }

    this.#files.forget(name);
  }
}

const isFiles = (value) => Array.isArray(value) && value.length > 0 && value.every((x) => x instanceof Blob);
