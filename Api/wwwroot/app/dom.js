// Building and updating DOM. Text is always inserted as text.

/**
 * `h('button', { class: 'primary', onclick: go, 'aria-label': '…' }, 'Start', icon('play'))`.
 * `on…` adds a listener, `class` and `dataset` set what they name, `true` sets an empty attribute, null and false set nothing.
 */
export function h(tag, props = {}, ...children) {
  return fill(document.createElement(tag), props, children);
}

const SVG = 'http://www.w3.org/2000/svg';

export function svg(tag, props = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

function fill(element, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'class') element.setAttribute('class', value);
    else if (name === 'dataset') Object.assign(element.dataset, value);
    else if (name === 'value') element.value = value;
    else element.setAttribute(name, value === true ? '' : value);
  }

  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
}

/** Sets text only where it differs: an unchanged text node keeps selections and costs no layout. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function setAttribute(element, name, value) {
  if (value === null || value === false) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}

export function replace(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

/**
 * Makes the children of a parent match items: nodes are kept by key, moved only when needed, and updated only when their
 * item is another object than before.
 * @param {(item) => {element: Element, update?: (item) => void}} create
 */
export class KeyedList {
  #parent;
  #key;
  #create;
  #after;
  #rows = new Map();

  /** @param after a child of the parent that is no item and stays before all items */
  constructor(parent, key, create, after = null) {
    this.#parent = parent;
    this.#key = key;
    this.#create = create;
    this.#after = after;
  }

  get size() {
    return this.#rows.size;
  }

  sync(items) {
    const rows = new Map();
    let at = this.#after ? this.#after.nextSibling : this.#parent.firstChild;
    for (const item of items) {
      const key = this.#key(item);
      let row = this.#rows.get(key);
      if (!row) {
        row = { ...this.#create(item), item };
      } else if (row.item !== item) {
        if (row.update) row.update(item);
        else {
          const fresh = this.#create(item);
          row.element.replaceWith(fresh.element);
          if (at === row.element) at = fresh.element;
          Object.assign(row, fresh);
        }

        row.item = item;
      }

      if (row.element === at) at = at.nextSibling;
      else this.#parent.insertBefore(row.element, at);
      rows.set(key, row);
      this.#rows.delete(key);
    }

    for (const gone of this.#rows.values()) gone.element.remove();
    this.#rows = rows;
  }
}

const PATHS = {
  check: 'M4.5 10.5l3.5 3.5 7.5-8',
  cross: 'M5.5 5.5l9 9m0-9l-9 9',
  warn: 'M10 6v5m0 3v.1',
  dot: 'M10 10v.1',
  plus: 'M10 4.5v11M4.5 10h11',
  dash: 'M5.5 10h9',
  history: 'M4.5 10a5.500 5.500 0 105.500-5.500A5.500 5.500 0 005.400 7M5 3.800V7h3.200M10 7v3.200l2.200 1.300',
  bell: 'M10 3.500a4.500 4.500 0 00-4.500 4.500c0 4-1.500 5-1.500 5h12s-1.500-1-1.500-5A4.500 4.500 0 0010 3.500zM8.500 15.500a1.600 1.600 0 003 0',
  hold: 'M7.5 6v8m5-8v8',
  search: 'M9 4.500a4.500 4.500 0 110 9 4.500 4.500 0 010-9zM12.500 12.500L16 16',
  sun: 'M10 2v2m0 12v2M2 10h2m12 0h2M4.3 4.3l1.4 1.4m8.6 8.6l1.4 1.4m0-11.4l-1.4 1.4m-8.6 8.6l-1.4 1.4M13 10a3 3 0 11-6 0 3 3 0 016 0z',
  moon: 'M16.5 12A7 7 0 018 3.5a7 7 0 108.5 8.5z',
  play: 'M6.5 4.5l9 5.5-9 5.5z',
  pause: 'M7 5v10m6-10v10',
  back: 'M12.5 4.5L7 10l5.5 5.5',
  forward: 'M7.5 4.5L13 10l-5.5 5.5',
  download: 'M10 3v9m-4-3.5l4 4 4-4M4 16.5h12',
  link: 'M8.5 11.5l3-3M9 6l1.8-1.8a3.1 3.1 0 014.5 4.4L13.5 10.500M11 14l-1.800 1.800a3.100 3.100 0 01-4.400-4.400L6.500 9.500',
  retry: 'M15.500 10a5.500 5.500 0 11-1.700-4M14 3v3.200h-3.200',
  stop: 'M6 6h8v8H6z',
  file: 'M5.500 3h6l3.500 3.500V17h-9.500zM11 3v4h4',
  pencil: 'M4 16l1-4 8.500-8.500 3 3L8 15z',
  trash: 'M4.500 6h11M8 6V4h4v2m-6 0l.7 10.500h6.600L14 6',
  bulb: 'M8 16.5h4M7.500 14h5c0-2 2-3 2-5.500a4.500 4.500 0 00-9 0c0 2.500 2 3.500 2 5.500z',
  copy: 'M7 7V4h9v9h-3M4 7h9v9H4z',
  star: 'M10 3.200l2.100 4.400 4.800.6-3.500 3.300.9 4.800L10 13.900l-4.300 2.400.9-4.800L3.100 8.200l4.800-.6z',
  sort: 'M6.500 8L10 4.500 13.500 8m-7 4l3.500 3.500 3.500-3.500',
};

export function icon(name) {
  return svg('svg', { class: 'icon', viewBox: '0 0 20 20', 'aria-hidden': 'true' }, svg('path', { d: PATHS[name] }));
}
