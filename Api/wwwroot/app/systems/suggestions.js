import { diffsPanel } from '../diffs.js';
import { h, icon, KeyedList } from '../dom.js';
import { nameOf, t } from '../i18n.js';

/** System 5, `optimization`: edits with before, after and reason; advice and rules that name no text to put in. */
export function suggestionsPanel() {
  const edits = diffsPanel();
  const list = h('ul', { class: 'notes' });
  const rows = new KeyedList(list, (s) => s.key, ({ data }) => ({ element: noteView(data) }));
  const notes = h('section', { class: 'notes-part' }, h('h3', {}, t('suggestions.notes')), list);
  let shown = null;
  return {
    element: h('div', {}, edits.element, notes),
    count: ({ results }) => results.length,
    update({ results }, context) {
      if (results !== shown) {
        shown = results;
        const others = results.filter(({ data }) => data.kind !== 'edit');
        rows.sync(others);
        notes.hidden = others.length === 0;
        this.diffs = results.filter(({ data }) => data.kind === 'edit').map(({ key, data }) => ({ diff_id: key, ...data }));
      }

      edits.update({ diffs: this.diffs }, context);
    },
  };
}

const noteView = ({ kind, section, summary, reason }) => h('li', { class: 'note', dataset: { kind } },
  icon(kind === 'rule' ? 'warn' : 'bulb'),
  h('div', {},
    h('p', {}, h('b', {}, kind === 'rule' ? nameOf('rule', section) : nameOf('category', section))),
    h('p', {}, reason || summary)));
