import { h, icon, KeyedList, replace } from './dom.js';
import { formatNumber, t } from './i18n.js';

const PAGE = 100;

/**
 * A table that sorts by its heads and stays sorted as rows come; a row's detail opens below it.
 * @param {{id: string, label: string, value: (row) => any, view?: (row) => any, number?: boolean, wide?: boolean, down?: boolean}[]} columns
 *   `wide`: left out on a small screen; `down`: the first click sorts downwards
 * @param {{key: (row) => string, detail?: (row) => Node, sort?: {column: string, down: boolean}|null}} options
 */
export function sortTable(columns, { key, detail = null, sort = null }) {
  const heads = columns.map(head);
  const thead = h('thead', {}, h('tr', {}, heads));
  const table = h('table', {}, thead);
  const list = new KeyedList(table, key, (row) => tableRow(row, columns, detail), thead);
  const more = h('button', { type: 'button', class: 'quiet wide', hidden: true }, t('panel.showMore'));
  let rows = [];
  let sorted = [];
  let most = PAGE;

  function head(column) {
    const button = h('button', { type: 'button', class: 'quiet', onclick: () => sortBy(column) }, column.label, icon('sort'));
    return h('th', { scope: 'col', class: classes(column), dataset: { column: column.id } }, button);
  }

  function sortBy(column) {
    const first = column.down ?? Boolean(column.number);
    sort = { column: column.id, down: sort?.column === column.id ? !sort.down : first };
    draw();
  }

  function draw() {
    for (const th of heads) {
      th.setAttribute('aria-sort', th.dataset.column !== sort?.column ? 'none' : sort.down ? 'descending' : 'ascending');
    }

    const by = columns.find((c) => c.id === sort?.column);
    sorted = by ? [...rows].sort((a, b) => compare(by.value(a), by.value(b), sort.down)) : rows;
    list.sync(sorted.slice(0, most));
    more.hidden = rows.length <= most;
  }

  more.addEventListener('click', () => {
    most += PAGE;
    draw();
  });
  return {
    element: h('div', { class: 'sort-table' }, h('div', { class: 'table-wrap', tabindex: 0, role: 'group' }, table), more),
    /** All rows in the order of the table. */
    get sorted() {
      return sorted;
    },
    sync(next) {
      rows = next;
      draw();
    },
  };
}

/** A tbody with the row, and with its detail after the user has opened it. */
function tableRow(row, columns, detail) {
  const cells = columns.map((column, i) => h(i === 0 ? 'th' : 'td', { scope: i === 0 ? 'row' : null, class: classes(column) }));
  const line = h('tr', {}, cells);
  const element = h('tbody', {}, line);
  let current = row;
  let opened = null;
  const toggle = detail && h('button', { type: 'button', class: 'quiet row-toggle', 'aria-expanded': 'false', onclick: () => open(!opened) });

  function open(wanted) {
    opened?.remove();
    opened = wanted ? h('tr', { class: 'row-detail' }, h('td', { colspan: columns.length }, detail(current))) : null;
    if (opened) element.append(opened);
    toggle.setAttribute('aria-expanded', wanted);
  }

  const update = (now) => {
    current = now;
    columns.forEach((column, i) => {
      const content = (column.view ?? ((r) => plain(column.value(r))))(now);
      if (i === 0 && toggle) replace(cells[0], replace(toggle, icon('forward'), h('span', {}, content)));
      else replace(cells[i], content);
    });
    if (opened) open(true);
  };
  update(row);
  return { element, update };
}

const classes = ({ number, wide }) => [number && 'number', wide && 'wide-only'].filter(Boolean).join(' ') || null;

/** Missing values come last in both directions. */
function compare(a, b, down) {
  const missing = (a === undefined || a === null || a === '') - (b === undefined || b === null || b === '');
  if (missing !== 0) return missing;
  const order = typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), undefined, { numeric: true });
  return down ? -order : order;
}

export function plain(value) {
  if (value === undefined || value === null || value === '') return '–';
  if (typeof value === 'number') return formatNumber(value);
  if (typeof value === 'boolean') return h('span', { class: value ? 'yes' : 'no' }, icon(value ? 'check' : 'cross'), h('span', { class: 'visually-hidden' }, t(value ? 'panel.yes' : 'panel.no')));
  return String(value);
}
