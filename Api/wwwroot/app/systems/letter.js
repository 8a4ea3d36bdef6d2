import { download } from '../api.js';
import { h, icon, KeyedList, setText } from '../dom.js';
import { t } from '../i18n.js';
import { copyButton, documentButtons } from '../parts.js';
import { growingText } from '../texts.js';

/** System 5, `cover-letter`: the letter as it is written, paragraph by paragraph. */
export function letterPanel() {
  const body = h('article', { class: 'letter' });
  const rows = new KeyedList(body, (x) => x.target, (x) => {
    const text = growingText();
    text.update(x.text);
    return { element: text.element, update: (now) => text.update(now.text) };
  });
  const own = h('textarea', {
    class: 'letter-edit', hidden: true, spellcheck: true, 'aria-label': t('letter.edit'),
    oninput: () => count(),
  });
  const edit = h('button', { type: 'button', class: 'quiet', hidden: true, onclick: () => begin() }, icon('pencil'), h('span', {}, t('letter.edit')));
  const words = h('span', { class: 'muted small', role: 'status' });
  const tools = h('div', { class: 'panel-tools' }, words, h('span', { class: 'tool-buttons' },
    edit,
    copyButton(() => letter()),
    documentButtons(() => ({ name: t('letter.file'), text: letter(), format: 'text' })),
    h('button', { type: 'button', class: 'quiet', onclick: () => download(`${t('letter.file')}.txt`, letter(), 'text/plain') }, icon('download'), h('span', {}, t('panel.download')))));
  let shown = [];
  /** As the user left it. */
  const letter = () => (own.hidden ? shown.map((x) => x.text).join('\n\n') : own.value);
  const count = () => setText(words, t('texts.words', { n: letter().match(/\S+/g)?.length ?? 0 }));
  const begin = () => {
    own.value = letter();
    own.rows = own.value.split('\n').reduce((rows, line) => rows + 1 + Math.floor(line.length / 80), 1);
    body.hidden = edit.hidden = true;
    own.hidden = false;
    own.focus();
  };
  return {
    element: h('div', {}, tools, body, own),
    whole: true,
    count: ({ texts }) => texts.length,
    update({ texts }, { ended }) {
      body.classList.toggle('growing', !ended);
      tools.hidden = texts.length === 0;
      edit.hidden = !ended || !own.hidden;
      if (texts === shown) return;
      shown = texts;
      rows.sync(texts);
      count();
    },
  };
}
