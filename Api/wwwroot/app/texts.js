import { h, KeyedList, setText } from './dom.js';
import { nameOf, t } from './i18n.js';

/** Texts that grow as their tokens come. */
export function textsPanel() {
  const list = h('div', { class: 'texts' });
  const rows = new KeyedList(list, (x) => x.target, textRow);
  const empty = h('p', { class: 'empty' });
  return {
    element: h('div', {}, empty, list),
    count: ({ texts }) => texts.length,
    update({ texts }, { ended }) {
      empty.hidden = texts.length > 0;
      setText(empty, t(ended ? 'panel.nothingEver' : 'panel.nothing'));
      list.classList.toggle('growing', !ended);
      rows.sync(texts);
    },
  };
}

function textRow(text) {
  const node = document.createTextNode('');
  const body = h('p', { class: 'text-body' }, node, h('span', { class: 'caret', 'aria-hidden': 'true' }));
  const count = h('span', { class: 'muted small' });
  const update = ({ text: now }) => {
    // Only what is new is added: what is there keeps its layout and selection.
    if (now.startsWith(node.data)) node.appendData(now.slice(node.data.length));
    else node.data = now;
    setText(count, `${now.trim().split(/\s+/).filter(Boolean).length}\u00a0w`);
  };
  update(text);
  return { element: h('article', { class: 'text' }, h('h3', {}, nameOf('text', text.target), count), body), update };
}
