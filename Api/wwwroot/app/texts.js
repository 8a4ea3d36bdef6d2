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
  let length = 0;
  let words = 0;
  const update = ({ text: now }) => {
    // Only what is new is added: what is there keeps its layout and selection.
    if (length > 0 && now.length >= length && now.startsWith(node.data)) {
      const added = now.slice(length);
      words += starts(added, node.data.at(-1));
      node.appendData(added);
    } else {
      node.data = now;
      words = starts(now, ' ');
    }

    length = now.length;
    setText(count, t('texts.words', { n: words }));
  };
  update(text);
  return { element: h('article', { class: 'text' }, h('h3', {}, nameOf('text', text.target), count), body), update };
}

/** How many words begin in a text that follows a character. */
function starts(text, before) {
  return (text.match(/(?<!\S)\S/g)?.length ?? 0) - (/\S/.test(before) && /^\S/.test(text) ? 1 : 0);
}
