import { evidenceDetails } from './evidence.js';
import { h, KeyedList, setText } from './dom.js';
import { nameOf, t } from './i18n.js';
import { keep, kept } from './storage.js';
import { wordDiff } from './word-diff.js';

const PAGE = 40;

/** The proposed changes, side by side or inline, with the words that differ marked. */
export function diffsPanel() {
  const list = h('ul', { class: 'diffs' });
  const rows = new KeyedList(list, (d) => d.diff_id, diffCard);
  const more = h('button', { type: 'button', class: 'quiet wide', hidden: true }, t('panel.showMore'));
  const empty = h('p', { class: 'empty' });
  const modes = ['sideBySide', 'inline'].map((mode) => h('button', { type: 'button', onclick: () => setMode(mode), dataset: { mode } }, t(`diff.${mode}`)));
  const tools = h('div', { class: 'panel-tools' }, h('div', { class: 'segmented', role: 'group' }, modes));
  let most = PAGE;
  let shown = [];

  const setMode = (mode) => {
    list.dataset.mode = mode;
    for (const button of modes) button.setAttribute('aria-pressed', button.dataset.mode === mode);
    keep('diff', mode);
  };
  const draw = () => {
    rows.sync(shown.slice(0, most));
    more.hidden = shown.length <= most;
    tools.hidden = shown.length === 0;
    empty.hidden = shown.length > 0;
  };
  more.addEventListener('click', () => {
    most += PAGE;
    draw();
  });
  setMode(kept('diff') === 'inline' ? 'inline' : 'sideBySide');
  return {
    element: h('div', {}, tools, empty, list, more),
    count: ({ diffs }) => diffs.length,
    update({ diffs }, { ended }) {
      setText(empty, t(ended ? 'panel.nothingEver' : 'panel.nothing'));
      if (diffs === shown) return;
      shown = diffs;
      draw();
    },
  };
}

function diffCard(diff) {
  const parts = wordDiff(diff.before, diff.after);
  const text = (keepOps) => parts.filter(({ op }) => keepOps.includes(op))
    .map(({ op, text: words }) => (op === 'same' ? words : h(op === 'add' ? 'ins' : 'del', {}, words)));
  const side = (op, label, content) => h('div', { class: 'diff-side', dataset: { op } },
    h('span', { class: 'diff-label' }, label), h('p', { class: 'diff-text' }, content));
  return {
    element: h('li', { class: 'diff', dataset: { op: diff.op } },
      h('p', { class: 'diff-head' },
        h('span', { class: 'chip' }, nameOf('section', diff.section)),
        h('span', { class: 'diff-op' }, t(`diff.${diff.op}`)),
        h('span', { class: 'diff-summary' }, diff.summary)),
      h('div', { class: 'diff-sides' },
        diff.before !== '' && side('remove', t('diff.before'), text(['same', 'remove'])),
        diff.after !== '' && side('add', t('diff.after'), text(['same', 'add']))),
      h('p', { class: 'diff-text diff-inline' }, text(['same', 'remove', 'add'])),
      diff.reason && h('p', { class: 'diff-reason' }, diff.reason),
      diff.evidence && evidenceDetails([{ offer: diff.evidence.offer, cv: diff.evidence.cv ? [diff.evidence.cv] : [] }])),
  };
}
