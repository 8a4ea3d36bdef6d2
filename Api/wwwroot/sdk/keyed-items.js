/** One section of a snapshot: the latest item of each key, in order of first appearance. */
export class KeyedItems {
  #items = new Map();
  #array = [];

  put(key, item) {
    this.#items.set(key, item);
    this.#array = null;
  }

  remove(key) {
    if (this.#items.delete(key)) this.#array = null;
  }

  /** The same array until an item changes. */
  toArray() {
    return (this.#array ??= Object.freeze([...this.#items.values()]));
  }
}
