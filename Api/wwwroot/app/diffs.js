import { download } from './api.js';
import { mainDocument } from './documents.js';
import { h, icon, KeyedList, setText } from './dom.js';
import { withoutEdits } from './edits.js';
import { evidenceDetails } from './evidence.js';
import { nameOf, t } from './i18n.js';
import { documentButtons } from './parts.js';
import { keep, kept } from './storage.js';
import { wordDiff } from './word-diff.js';

const PAGE = 40;

/** The proposed changes, side by side or inline, with the words that differ marked. Each can be refused before the document is downloaded. */
export function diffsPanel() {
  const list = h('ul', { class: 'diffs' });
  const refused = new Set();
  const rows = new KeyedList(list, (d) => d.diff_id, (diff) => diffCard(diff, (accepted) => {
    if (accepted) refused.delete(diff.diff_id);
    else refused.add(diff.diff_id);
    drawChoice();
  }));
  const more = h('button', { type: 'button', class: 'quiet wide', hidden: true }, t('panel.showMore'));
  const empty = h('p', { class: 'empty' });
  const modes = ['sideBySide', 'inline'].map((mode) => h('button', { type: 'button', onclick: () => setMode(mode), dataset: { mode } }, t(`diff.${mode}`)));
  const chosen = h('span', { class: 'muted small', role: 'status' });
  const left = h('p', { class: 'field-error', role: 'alert', hidden: true });
  const save = h('span', { class: 'tool-buttons', hidden: true }, chosen,
    documentButtons(() => ({ name: made.name.replace(/\.\w{1,5}$/, ''), text: accepted().text, format: made.formatted ? 'markdown' : 'text' })),
    h('button', { type: 'button', class: 'quiet', onclick: () => download(made.name, accepted().text, made.type) }, icon('download'), h('span', {}, t('panel.download'))));
  const tools = h('div', { class: 'panel-tools' }, h('div', { class: 'segmented', role: 'group' }, modes), save);
  let most = PAGE;
  let shown = [];
  /** The document that the job made with all edits, or null. */
  let made = null;

  /** The document with the accepted edits alone. */
  const accepted = () => withoutEdits(made.text, shown.filter((d) => refused.has(d.diff_id)));
  const drawChoice = () => {
    save.hidden = !made || shown.length === 0;
    if (save.hidden) return;
    setText(chosen, t('diff.accepted', { n: shown.length - refused.size, all: shown.length }));
    const stay = accepted().left;
    left.hidden = stay.length === 0;
    setText(left, stay.length === 0 ? '' : t('diff.stays', { edits: stay.map((d) => d.summary).join(' · ') }));
  };

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
    element: h('div', {}, tools, left, empty, list, more),
    count: ({ diffs }) => diffs.length,
    update(snapshot, { ended }) {
      setText(empty, t(ended ? 'panel.nothingEver' : 'panel.nothing'));
      made = ended && snapshot.results ? mainDocument(snapshot) : null;
      if (snapshot.diffs !== shown) {
        shown = snapshot.diffs;
        draw();
      }

      drawChoice();
    },
  };
}

/** @param {(accepted: boolean) => void} onChoice */
function diffCard(diff, onChoice) {
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
        h('span', { class: 'diff-summary' }, diff.summary),
        h('label', { class: 'diff-choice' },
          h('input', { type: 'checkbox', checked: true, 'aria-label': `${t('diff.accept')}: ${diff.summary}`, onchange: (e) => onChoice(e.target.checked) }), t('diff.accept'))),
      h('div', { class: 'diff-sides' },
        diff.before !== '' && side('remove', t('diff.before'), text(['same', 'remove'])),
        diff.after !== '' && side('add', t('diff.after'), text(['same', 'add']))),
      h('p', { class: 'diff-text diff-inline' }, text(['same', 'remove', 'add'])),
      diff.reason && h('p', { class: 'diff-reason' }, diff.reason),
      diff.evidence && evidenceDetails([{ offer: diff.evidence.offer, cv: diff.evidence.cv ? [diff.evidence.cv] : [] }])),
  };
}
