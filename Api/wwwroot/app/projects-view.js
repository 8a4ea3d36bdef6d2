import { go } from './api.js';
import { h, icon } from './dom.js';
import { t } from './i18n.js';
import { projectPath, seenProjects } from './projects.js';

/** Opens the backlog of a project by its name; those that this browser has seen are a click away. */
export function projectsView() {
  document.title = `${t('app.backlogs')} · AspireStreaming`;
  const seen = seenProjects();
  const name = h('input', { type: 'text', id: 'project', maxlength: 128, required: true, pattern: '[^\\/\\\\]+', autocomplete: 'off' });
  return {
    element: h('div', { class: 'project' },
      h('h1', {}, t('app.backlogs')),
      h('section', { class: 'card' },
        h('form', { class: 'project-open', onsubmit: (e) => { e.preventDefault(); go(projectPath(name.value.trim())); } },
          h('label', { class: 'filter-field', for: 'project' }, t('field.project_id'), name),
          h('button', { type: 'submit', class: 'primary' }, icon('forward'), h('span', {}, t('backlog.open')))),
        seen.length > 0
          ? h('ul', { class: 'project-list' }, seen.map((project) => h('li', {}, h('a', { href: projectPath(project) }, project))))
          : h('p', { class: 'muted' }, t('backlog.noneSeen')))),
    unmount() {},
  };
}
