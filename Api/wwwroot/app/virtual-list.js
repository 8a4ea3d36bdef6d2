import { h } from './dom.js';

const ROW = 30;
const SPARE = 8;
/** Browsers stop laying out beyond some 10 to 30 million pixels. */
const MOST_PIXELS = 8_000_000;

/**
 * A list of any length of which only the visible rows are in the DOM: a listbox with keys, one tab stop.
 * @param {(row: Element, index: number) => void} draw fills a row's element, which is used again and again
 */
export class VirtualList {
  #draw;
  #rows = new Map();
  #free = [];
  #spacer = h('div', { class: 'virtual-spacer' });
  #count = 0;
  #selected = -1;
  #follow = true;
  #frame = 0;

  constructor(label, draw, onSelect) {
    this.#draw = draw;
    this.onSelect = onSelect;
    this.element = h('div', { class: 'virtual', role: 'listbox', tabindex: 0, 'aria-label': label }, this.#spacer);
    this.element.addEventListener('scroll', () => {
      this.#follow = this.element.scrollTop + this.element.clientHeight >= this.element.scrollHeight - ROW;
      this.#schedule();
    }, { passive: true });
    this.element.addEventListener('click', (e) => {
      const row = e.target.closest('[role=option]');
      if (row) this.select(Number(row.dataset.index));
    });
    this.element.addEventListener('keydown', (e) => this.#key(e));
    new ResizeObserver(() => this.#schedule()).observe(this.element);
  }

  get count() {
    return this.#count;
  }

  /** @param fresh the content of the rows may have changed too */
  setCount(count, fresh = true) {
    this.#count = count;
    this.#spacer.style.setProperty('height', `${Math.min(count * ROW, MOST_PIXELS)}px`);
    if (this.#selected >= count) this.#selected = -1;
    if (fresh) for (const row of this.#rows.values()) row.dataset.index = '';
    if (this.#follow) this.element.scrollTop = this.element.scrollHeight;
    this.#schedule();
  }

  select(index) {
    if (index < 0 || index >= this.#count) return;
    this.#selected = index;
    this.#follow = false;
    const top = index * this.#rowPixels;
    const { scrollTop, clientHeight } = this.element;
    if (top < scrollTop) this.element.scrollTop = top;
    else if (top + ROW > scrollTop + clientHeight) this.element.scrollTop = top + ROW - clientHeight;
    this.#render();
    this.onSelect(index);
  }

  /** Less than a row's height when the list is longer than a browser can lay out. */
  get #rowPixels() {
    return Math.min(ROW, MOST_PIXELS / Math.max(this.#count, 1));
  }

  #key(e) {
    const page = Math.max(Math.floor(this.element.clientHeight / ROW) - 1, 1);
    const from = this.#selected < 0 ? this.#count : this.#selected;
    const to = { ArrowDown: from + 1, ArrowUp: from - 1, PageDown: from + page, PageUp: from - page, Home: 0, End: this.#count - 1 }[e.key];
    if (to === undefined) return;
    e.preventDefault();
    this.select(Math.min(Math.max(to, 0), this.#count - 1));
  }

  #schedule() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#render();
    });
  }

  #render() {
    const { scrollTop, clientHeight } = this.element;
    const first = Math.max(Math.floor(scrollTop / this.#rowPixels) - SPARE, 0);
    const last = Math.min(first + Math.ceil(clientHeight / ROW) + 2 * SPARE, this.#count);
    for (const [index, row] of this.#rows) {
      if (index >= first && index < last) continue;
      this.#rows.delete(index);
      row.hidden = true;
      this.#free.push(row);
    }

    for (let index = first; index < last; index++) {
      let row = this.#rows.get(index);
      if (!row) {
        row = this.#free.pop() ?? this.#newRow();
        row.hidden = false;
        row.dataset.index = '';
        this.#rows.set(index, row);
      }

      if (row.dataset.index !== String(index)) {
        row.dataset.index = index;
        row.id = `event-row-${index}`;
        row.setAttribute('aria-posinset', index + 1);
        this.#draw(row, index);
      }

      row.setAttribute('aria-setsize', this.#count);
      row.setAttribute('aria-selected', index === this.#selected);
      row.style.setProperty('transform', `translateY(${index * this.#rowPixels}px)`);
    }

    if (this.#rows.has(this.#selected)) this.element.setAttribute('aria-activedescendant', `event-row-${this.#selected}`);
    else this.element.removeAttribute('aria-activedescendant');
  }

  #newRow() {
    const row = h('div', { class: 'virtual-row', role: 'option' });
    this.#spacer.append(row);
    return row;
  }
}
