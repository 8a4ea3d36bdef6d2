import { download } from './api.js';
import { documentsOf, isDocument, withoutDocuments } from './documents.js';
import { h, icon, replace, setText } from './dom.js';
import { nameOf, t } from './i18n.js';
import { markdown } from './markdown.js';
import { documentButtons } from './parts.js';
import { plain, sortTable } from './sort-table.js';

const PAGE = 100;
const MOST_COLUMNS = 7;
const isScalar = (value) => value === null || ['string', 'number', 'boolean'].includes(typeof value);

/** The results: long texts as documents, the rest as a table that sorts, the pipeline's summary below. */
export function resultsPanel() {
  const documents = h('div', { class: 'documents' });
  const tables = h('div', { class: 'tables' });
  const single = h('div', { class: 'single' });
  const summary = h('div', {});
  const empty = h('p', { class: 'empty' });
  let shown = null;
  let shownSummary;
  let shownDocuments = [];
  let table = null;
  let columns = '';

  const draw = () => {
    const rows = shown.map(withoutDocuments).filter(Boolean);
    const found = shown.flatMap(documentsOf);
    if (found.length !== shownDocuments.length || found.some((d, i) => d.text !== shownDocuments[i].text)) replace(documents, found.map(documentView));
    shownDocuments = found;
    drawTable(rows.length > 1 ? rows : []);
    replace(single, rows.length === 1 && [h('h3', {}, nameOf('result', rows[0].key)), valueView(rows[0].data)]);
    replace(summary, shownSummary !== undefined && shownSummary !== null && [h('h3', {}, t('results.summary')), valueView(shownSummary)]);
    empty.hidden = shown.length > 0 || shownSummary !== undefined;
  };

  /** Made again only when rows of another kind come; otherwise rows are added and open rows stay open. */
  function drawTable(rows) {
    const fields = columnsOf(rows);
    if (fields.join() !== columns || rows.length === 0) {
      columns = fields.join();
      table = rows.length === 0 ? null : sortTable([
        { id: 'key', label: t('results.key'), value: (r) => r.key },
        ...fields.map((field) => ({
          id: field, label: nameOf('field', field), value: (r) => cell(r, field), number: rows.some((r) => typeof cell(r, field) === 'number'), down: false,
        })),
      ], { key: (r) => r.key, detail: (r) => valueView(r.data) });
      replace(tables, table?.element);
    }

    table?.sync(rows);
  }

  return {
    element: h('div', {}, empty, documents, tables, single, summary),
    count: ({ results }) => results.length,
    update({ results, summary: closing }, { ended }) {
      setText(empty, t(ended ? 'panel.nothingEver' : 'panel.nothing'));
      if (results === shown && closing === shownSummary) return;
      shown = results;
      shownSummary = closing;
      draw();
    },
  };
}

function documentView(document) {
  const pretty = document.formatted ? h('div', { class: 'prose' }, markdown(document.text)) : null;
  const raw = h('pre', { class: 'raw-text', hidden: Boolean(pretty) }, document.text);
  const toggle = pretty && h('button', {
    type: 'button', class: 'quiet',
    onclick: () => {
      pretty.hidden = !pretty.hidden;
      raw.hidden = !raw.hidden;
      setText(toggle, t(pretty.hidden ? 'results.formatted' : 'results.raw'));
    },
  }, t('results.raw'));
  return h('article', { class: 'document' },
    h('div', { class: 'document-head' },
      h('h3', {}, icon('file'), document.name),
      toggle,
      h('button', { type: 'button', class: 'quiet', onclick: () => download(document.name, document.text, document.type) }, icon('download'), h('span', {}, t('job.download'))),
      documentButtons(() => ({ name: document.name.replace(/\.\w{1,5}$/, ''), text: document.text, format: document.formatted ? 'markdown' : 'text' }))),
    pretty, raw);
}

/** Columns: the scalar fields that most rows have, nested ones by their path. */
function columnsOf(rows) {
  const seen = new Map();
  for (const row of rows.slice(0, 200)) {
    for (const path of scalarPaths(row.data)) seen.set(path, (seen.get(path) ?? 0) + 1);
  }

  return [...seen].filter(([, n]) => n * 3 >= Math.min(rows.length, 200)).map(([path]) => path)
    .filter((path) => rows.some((row) => cell(row, path) !== row.key)) // a column that repeats the key adds nothing
    .slice(0, MOST_COLUMNS);
}

function scalarPaths(data, prefix = '', depth = 0) {
  if (data === null || typeof data !== 'object' || Array.isArray(data)) return [];
  return Object.entries(data).flatMap(([name, value]) => {
    const path = prefix + name;
    if (isScalar(value)) return isDocument(value) ? [] : [path];
    return depth < 2 ? scalarPaths(value, `${path}.`, depth + 1) : [];
  });
}

const cell = ({ data }, column) => column.split('.').reduce((value, name) => value?.[name], data);

/** Shows any value readably: objects as terms, lists as lists. */
export function valueView(value, depth = 0) {
  if (isScalar(value)) return isDocument(value) ? h('pre', { class: 'raw-text' }, value) : h('span', {}, plain(value));
  if (Array.isArray(value)) {
    if (value.length === 0) return h('span', {}, '–');
    if (value.every(isScalar) && value.length <= 40) return h('span', { class: 'chips' }, value.map((v) => h('span', { class: 'chip' }, plain(v))));
    if (isTable(value)) return smallTable(value);
    return h('ol', { class: 'value-list' }, value.slice(0, PAGE).map((v) => h('li', {}, valueView(v, depth + 1))));
  }

  return h('dl', { class: 'value' }, Object.entries(value).map(([name, v]) => h('div', {},
    h('dt', {}, nameOf('field', name)), h('dd', {}, valueView(v, depth + 1)))));
}

const isTable = (items) => items.length <= PAGE && Object.keys(items[0] ?? {}).length <= 4
  && items.every((item) => item !== null && typeof item === 'object' && Object.values(item).every((v) => isScalar(v) && !isDocument(v)));

function smallTable(items) {
  const columns = [...new Set(items.flatMap(Object.keys))];
  return h('div', { class: 'table-wrap' }, h('table', {},
    h('thead', {}, h('tr', {}, columns.map((c) => h('th', { scope: 'col', class: 'plain' }, nameOf('field', c))))),
    h('tbody', {}, items.map((item) => h('tr', {}, columns.map((c) => h('td', {}, plain(item[c]))))))));
}
