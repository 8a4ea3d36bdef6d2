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
  const growing = growingText();
  const count = h('span', { class: 'muted small' });
  const update = ({ text: now }) => {
    growing.update(now);
    setText(count, t('texts.words', { n: growing.words }));
  };
  update(text);
  return { element: h('article', { class: 'text' }, h('h3', {}, nameOf('text', text.target), count), growing.element), update };
}

/** A text to which only new text is added: the existing text keeps its layout and selection. */
export function growingText() {
  const node = document.createTextNode('');
  const element = h('p', { class: 'text-body' }, node, h('span', { class: 'caret', 'aria-hidden': 'true' }));
  const growing = {
    element,
    words: 0,
    update(now) {
      const { data } = node;
      if (data.length > 0 && now.length >= data.length && now.startsWith(data)) {
        const added = now.slice(data.length);
        growing.words += starts(added, data.at(-1));
        if (added !== '') node.appendData(added);
      } else if (now !== data) {
        node.data = now;
        growing.words = starts(now, ' ');
      }
    },
  };
  return growing;
}

/** How many words begin in a text that follows a character. */
function starts(text, before) {
  return (text.match(/(?<!\S)\S/g)?.length ?? 0) - (/\S/.test(before) && /^\S/.test(text) ? 1 : 0);
}
