import { download } from '../api.js';
import { h, icon, KeyedList, setText } from '../dom.js';
import { t } from '../i18n.js';
import { copyButton } from '../parts.js';
import { growingText } from '../texts.js';

/** System 5, `cover-letter`: the letter as it is written, paragraph by paragraph. */
export function letterPanel() {
  const body = h('article', { class: 'letter' });
  const rows = new KeyedList(body, (x) => x.target, (x) => {
    const text = growingText();
    text.update(x.text);
    return { element: text.element, update: (now) => text.update(now.text) };
  });
  const words = h('span', { class: 'muted small', role: 'status' });
  const tools = h('div', { class: 'panel-tools' }, words, h('span', { class: 'tool-buttons' },
    copyButton(() => letter()),
    h('button', { type: 'button', class: 'quiet', onclick: () => download('letter.txt', letter(), 'text/plain') }, icon('download'), h('span', {}, t('panel.download')))));
  let shown = [];
  const letter = () => shown.map((x) => x.text).join('\n\n');
  return {
    element: h('div', {}, tools, body),
    count: ({ texts }) => texts.length,
    update({ texts }, { ended }) {
      body.classList.toggle('growing', !ended);
      tools.hidden = texts.length === 0;
      if (texts === shown) return;
      shown = texts;
      rows.sync(texts);
      setText(words, t('texts.words', { n: letter().match(/\S+/g)?.length ?? 0 }));
    },
  };
}
