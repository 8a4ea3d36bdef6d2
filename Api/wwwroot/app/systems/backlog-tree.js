import { h, KeyedList, setText } from '../dom.js';
import { nameOf, t } from '../i18n.js';

/** A tree of backlog items: epic, stories, test cases. Each opens to all that it says. */
export function backlogTree() {
  const element = h('ul', { class: 'branch' });
  const rows = new KeyedList(element, ({ item }) => item.id, nodeView);
  return { element, sync: (nodes) => rows.sync(nodes) };
}

/** @param {{item: object, children: object[], mark?: string}} node mark: `found` among others, `context` for what only shows where it belongs */
function nodeView(node) {
  const { item } = node;
  const children = backlogTree();
  const count = h('span', { class: 'count', hidden: true });
  const details = h('details', { class: 'backlog-item', dataset: { type: item.type } },
    h('summary', {},
      h('span', { class: 'chip type' }, nameOf('type', item.type)), h('span', { class: 'backlog-title' }, item.title),
      item.points && h('span', { class: 'muted small' }, t('backlog.points', { n: item.points })), count),
    h('div', { class: 'backlog-body' },
      item.description && !item.steps?.length && h('p', {}, item.description),
      list(t('field.acceptance_criteria'), item.acceptance_criteria),
      list(t('field.steps'), item.steps, 'ol'),
      item.expected && h('p', {}, h('b', {}, t('field.expected')), ' ', item.expected)));
  const element = h('li', {}, details, children.element);
  const update = (now) => {
    children.sync(now.children);
    count.hidden = now.children.length === 0;
    setText(count, String(now.children.length));
    details.dataset.mark = now.mark ?? '';
  };
  update(node);
  return { element, update };
}

const list = (label, items, tag = 'ul') => items?.length > 0 && h('div', {}, h('p', {}, h('b', {}, label)), h(tag, { class: 'plain-list' }, items.map((x) => h('li', {}, x))));
