import { h, KeyedList, setAttribute, setText } from '../dom.js';

/**
 * A table whose rows change every second. Cells are updated, never made anew, so that the focus stays. While the pointer or the focus is in
 * the table its rows keep their order: a click must not hit another row. On a small screen a row is a card, so the roles are written out.
 * @param {{label: string, cell: () => {element: Node, update: (row) => void}, number?: boolean, hidden?: boolean}[]} columns
 *   `hidden`: the label is for screen readers only
 */
export function liveTable(columns, { key, label, empty }) {
  const body = h('tbody', { role: 'rowgroup' });
  const list = new KeyedList(body, key, (row) => tableRow(row, columns));
  const wrap = h('div', { class: 'table-wrap', tabindex: 0, role: 'group', 'aria-label': label, hidden: true },
    h('table', { role: 'table' },
      h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, columns.map((column) =>
        h('th', { role: 'columnheader', scope: 'col', class: column.number ? 'plain number' : 'plain' }, column.hidden ? h('span', { class: 'visually-hidden' }, column.label) : column.label)))),
      body));
  const none = h('p', { class: 'empty' }, empty);
  let order = [];
  return {
    element: h('div', {}, wrap, none),
    sync(rows) {
      if (wrap.matches(':hover, :focus-within')) {
        const place = new Map(order.map((id, i) => [id, i]));
        rows = [...rows].sort((a, b) => (place.get(key(a)) ?? order.length) - (place.get(key(b)) ?? order.length));
      }

      order = rows.map(key);
      list.sync(rows);
      wrap.hidden = rows.length === 0;
      none.hidden = rows.length > 0;
    },
  };
}

function tableRow(row, columns) {
  const cells = columns.map((column) => column.cell());
  const element = h('tr', { role: 'row' }, cells.map((cell, i) => h('td', {
    role: 'cell', class: [columns[i].number && 'number', columns[i].hidden && 'ops-actions'].filter(Boolean).join(' ') || null, 'data-label': columns[i].hidden ? null : columns[i].label,
  }, cell.element)));
  const update = (now) => cells.forEach((cell) => cell.update(now));
  update(row);
  return { element, update };
}

/** @param {(row) => string} text @param {(row) => string} [title] */
export const textCell = (text, title = null, tag = 'span') => () => {
  const element = h(tag);
  return {
    element,
    update(row) {
      setText(element, text(row));
      if (title) setAttribute(element, 'title', title(row));
    },
  };
};

/** A cell of several parts, one below the other. */
export const stackCell = (...parts) => () => {
  const made = parts.map((part) => part());
  return { element: h('div', { class: 'ops-stack' }, made.map((part) => part.element)), update: (row) => made.forEach((part) => part.update(row)) };
};

/** A link to a job by its id. @param {(row) => string} id */
export const jobCell = (id) => () => {
  const element = h('a', { class: 'ops-id' });
  return {
    element,
    update(row) {
      setText(element, id(row).slice(0, 8));
      setAttribute(element, 'href', `/jobs/${id(row)}`);
      setAttribute(element, 'title', id(row));
    },
  };
};
