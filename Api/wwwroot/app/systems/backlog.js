import { h, replace } from '../dom.js';
import { t } from '../i18n.js';
import { projectPath } from '../projects.js';
import { growingText } from '../texts.js';
import { treeOf, withoutIds } from './backlog-items.js';
import { backlogTree } from './backlog-tree.js';

/** System 3, `agent-workflow`: what this run put into the backlog, as a tree: epic, stories, test cases; or its answer. */
export function backlogPanel() {
  const answer = growingText();
  const tree = backlogTree();
  const added = h('p', { class: 'panel-note' });
  const element = h('div', { class: 'backlog' }, added, answer.element, tree.element);
  let shown = null;
  let shownProject = null;
  let hidden = null;
  return {
    element,
    count: ({ results, texts }) => results.length + texts.length,
    update({ results, texts, timeline, summary }, { ended }) {
      const text = withoutIds(texts.find((x) => x.target === 'answer')?.text ?? '');
      answer.element.hidden = text === '';
      answer.update(text);
      element.classList.toggle('growing', !ended);
      const project = summary?.project_id ?? timeline.find((x) => x.kind === 'WORKFLOW_START')?.details?.project_id ?? null;
      if (results === shown && project === shownProject && answer.element.hidden === hidden) return;
      shown = results;
      shownProject = project;
      hidden = answer.element.hidden;
      const items = results.map(({ key, data }) => ({ id: key, ...data }));
      tree.sync(treeOf(items));
      replace(added, project && [
        (items.length > 0 || text === '') && `${t('backlog.added', { n: items.length })} `, h('a', { href: projectPath(project, items[0]?.created_by) }, t('backlog.whole', { project }))]);
    },
  };
}
