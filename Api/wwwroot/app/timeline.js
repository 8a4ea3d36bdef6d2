import { h, KeyedList, setText } from './dom.js';
import { nameOf, t } from './i18n.js';
import { valueView } from './results.js';
import { withoutIds } from './systems/backlog-items.js';

const PAGE = 200;

export function timelinePanel() {
  const list = h('ol', { class: 'timeline' });
  const rows = new KeyedList(list, (x) => x.event_id, timelineRow);
  const more = h('button', { type: 'button', class: 'quiet wide', hidden: true }, t('panel.showMore'));
  const empty = h('p', { class: 'empty' });
  let most = PAGE;
  let shown = [];
  const draw = () => {
    rows.sync(shown.slice(0, most));
    more.hidden = shown.length <= most;
    empty.hidden = shown.length > 0;
  };
  more.addEventListener('click', () => {
    most += PAGE;
    draw();
  });
  return {
    element: h('div', {}, empty, list, more),
    count: ({ timeline }) => timeline.length,
    update({ timeline }, { ended }) {
      setText(empty, t(ended ? 'panel.nothingEver' : 'panel.nothing'));
      if (timeline === shown) return;
      shown = timeline;
      draw();
    },
  };
}

/** A progress item takes one line; any other item also names its kind and its agent. */
function timelineRow(item) {
  const details = item.details !== undefined && Object.keys(item.details).length > 0
    && h('details', { class: 'row-detail' }, h('summary', {}, t('panel.detail')), valueView(item.details));
  const minor = item.kind.endsWith('_PROGRESS');
  return {
    element: h('li', { class: 'timeline-item', dataset: { status: item.status, kind: item.kind, minor } },
      !minor && h('p', { class: 'timeline-head' },
        h('span', { class: 'timeline-kind' }, nameOf('kind', item.kind.toLowerCase())),
        item.agent_name && h('span', { class: 'chip agent' }, nameOf('agent', item.agent_name))),
      h('p', { class: 'timeline-text' }, withoutIds(item.message ?? '')),
      !minor && details),
  };
}
