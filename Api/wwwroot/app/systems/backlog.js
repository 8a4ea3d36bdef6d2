import { h, KeyedList, setText } from '../dom.js';
import { nameOf, t } from '../i18n.js';
import { growingText } from '../texts.js';

/** System 3, `agent-workflow`: what the agents put into the backlog, as a tree: epic, stories, test cases; or their answer. */
export function backlogPanel() {
  const answer = growingText();
  const tree = branch();
  const element = h('div', { class: 'backlog' }, answer.element, tree.element);
  let shown = null;
  return {
    element,
    count: ({ results, texts }) => results.length + texts.length,
    update({ results, texts }, { ended }) {
      const text = texts.find((x) => x.target === 'answer')?.text ?? '';
      answer.element.hidden = text === '';
      answer.update(text);
      element.classList.toggle('growing', !ended);
      if (results === shown) return;
      shown = results;
      tree.sync(treeOf(results.map(({ key, data }) => ({ id: key, ...data }))));
    },
  };
}

/** Every item under its parent; an item without a loaded parent is at the top. */
function treeOf(items) {
  const childrenOf = Map.groupBy ? Map.groupBy(items, (x) => x.parent) : groupByParent(items);
  const ids = new Set(items.map((x) => x.id));
  const grow = (item) => ({ item, children: (childrenOf.get(item.id) ?? []).map(grow) });
  return items.filter((x) => !ids.has(x.parent)).map(grow);
}

function groupByParent(items) {
  const groups = new Map();
  for (const item of items) groups.set(item.parent, [...(groups.get(item.parent) ?? []), item]);
  return groups;
}

function branch() {
  const element = h('ul', { class: 'branch' });
  const rows = new KeyedList(element, ({ item }) => item.id, nodeView);
  return { element, sync: (nodes) => rows.sync(nodes) };
}

function nodeView(node) {
  const { item } = node;
  const children = branch();
  const count = h('span', { class: 'count', hidden: true });
  const element = h('li', {},
    h('details', { class: 'backlog-item', dataset: { type: item.type } },
      h('summary', {},
        h('span', { class: 'chip type' }, nameOf('type', item.type)), h('span', { class: 'backlog-title' }, item.title),
        item.points && h('span', { class: 'muted small' }, t('backlog.points', { n: item.points })), count),
      h('div', { class: 'backlog-body' },
        item.description && !item.steps?.length && h('p', {}, item.description),
        list(t('field.acceptance_criteria'), item.acceptance_criteria),
        list(t('field.steps'), item.steps, 'ol'),
        item.expected && h('p', {}, h('b', {}, t('field.expected')), ' ', item.expected))),
    children.element);
  const update = (now) => {
    children.sync(now.children);
    count.hidden = now.children.length === 0;
    setText(count, String(now.children.length));
  };
  update(node);
  return { element, update };
}

const list = (label, items, tag = 'ul') => items?.length > 0 && h('div', {}, h('p', {}, h('b', {}, label)), h(tag, { class: 'plain-list' }, items.map((x) => h('li', {}, x))));
