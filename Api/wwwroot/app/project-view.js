import { inAddress, setInAddress } from './address.js';
import { api, download } from './api.js';
import { csv } from './csv.js';
import { h, icon, setText } from './dom.js';
import { drafts } from './form-drafts.js';
import { openForm } from './form-opener.js';
import { formatDateTime, language, nameOf, t } from './i18n.js';
import { facts } from './parts.js';
import { rememberProject } from './projects.js';
import { countsOf, markdownOf, narrow, runsOf, tableOf, treeOf } from './systems/backlog-items.js';
import { backlogTree } from './systems/backlog-tree.js';

const PAGE = 500;
const MOST_BRANCHES = 100;
const LOOK_MS = 5000;
const TYPING_MS = 150;
const TYPES = ['epic', 'story', 'test_case'];

/** The whole backlog of a project: what all runs have added to it. Items are only ever added, so a look asks for what is new. */
export function projectView(project) {
  document.title = `${t('backlog.of', { project })} · AspireStreaming`;
  const tree = backlogTree();
  const counts = h('p', { class: 'muted', role: 'status' }, t('input.loading'));
  const problem = h('p', { class: 'banner bad', role: 'alert', hidden: true });
  const empty = h('p', { class: 'empty', hidden: true });
  const more = h('button', { type: 'button', class: 'quiet wide', hidden: true, onclick: () => { most += MOST_BRANCHES; draw(); } }, t('panel.showMore'));
  const words = h('input', { type: 'search', value: inAddress('find'), 'aria-label': t('backlog.find'), placeholder: t('backlog.find'), autocomplete: 'off' });
  const type = h('select', { 'aria-label': t('backlog.type') }, h('option', { value: '' }, t('backlog.allTypes')), TYPES.map((x) => h('option', { value: x }, nameOf('type', x))));
  const run = h('select', { 'aria-label': t('backlog.run') });
  const exporter = (label, work) => h('button', { type: 'button', onclick: work }, icon('download'), h('span', {}, label));
  let items = [];
  let shown = [];
  let most = MOST_BRANCHES;
  let wantedRun = inAddress('run');
  let timer = null;
  let alive = true;
  type.value = TYPES.includes(inAddress('type')) ? inAddress('type') : '';

  function draw() {
    const filter = { words: words.value.trim(), type: type.value, run: wantedRun };
    setInAddress({ find: filter.words, type: filter.type, run: filter.run });
    const isNarrow = Boolean(filter.words || filter.type || filter.run);
    const fitting = narrow(items, filter);
    shown = fitting.items;
    const nodes = treeOf(shown);
    if (isNarrow) mark(nodes, fitting.found);
    tree.sync(nodes.slice(0, most));
    more.hidden = nodes.length <= most;
    const byType = countsOf(items);
    setText(counts, facts(t('backlog.items', { n: items.length }), ...TYPES.map((x) => byType[x] && t('backlog.ofType', { type: nameOf('type', x), n: byType[x] })), isNarrow && t('backlog.found', { n: fitting.found.size })));
    setText(empty, t(items.length === 0 ? 'backlog.empty' : 'backlog.noMatch'));
    empty.hidden = shown.length > 0;
    drawRuns();
  }

  function drawRuns() {
    const runs = runsOf(items);
    const key = runs.map((x) => x.run + x.count).join();
    if (run.dataset.key === key) return;
    run.dataset.key = key;
    run.replaceChildren(h('option', { value: '' }, t('backlog.allRuns')), ...runs.map((x) => h('option', { value: x.run }, `${formatDateTime(x.at)} · +${x.count}`)));
    if (!runs.some((x) => x.run === wantedRun)) wantedRun = '';
    run.value = wantedRun;
  }

  async function look() {
    clearTimeout(timer);
    try {
      const before = items.length;
      for (let skip = before; skip !== null;) {
        const page = await api.request('GET', `/projects/${encodeURIComponent(project)}/backlog?skip=${skip}&limit=${PAGE}`);
        if (!alive) return;
        items = [...items, ...page.items];
        skip = page.next ?? null;
      }

      problem.hidden = true;
      if (items.length > 0) rememberProject(project);
      if (items.length > before || before === 0) draw();
    } catch (error) {
      if (!alive) return;
      problem.textContent = error.message;
      problem.hidden = false;
      if (items.length === 0) setText(counts, '');
      if (!error.transient) return;
    }

    timer = setTimeout(look, LOOK_MS);
  }

  let typing = null;
  words.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(draw, TYPING_MS);
  });
  type.addEventListener('change', draw);
  run.addEventListener('change', () => {
    wantedRun = run.value;
    draw();
  });
  look();

  const texts = { type: (x) => nameOf('type', x), criteria: t('field.acceptance_criteria'), steps: t('field.steps'), expected: t('field.expected'), points: (n) => t('backlog.points', { n }) };
  return {
    element: h('div', { class: 'project' },
      h('div', { class: 'project-head' },
        h('h1', {}, t('backlog.of', { project })),
        h('button', { type: 'button', class: 'primary', onclick: () => openForm('agent-workflow', { ...drafts.get('agent-workflow'), project_id: project }, t('backlog.asked')) }, icon('play'), h('span', {}, t('backlog.ask')))),
      problem,
      h('section', { class: 'card backlog' },
        h('div', { class: 'panel-tools' }, h('div', { class: 'event-filter' }, type, run, words),
          h('span', { class: 'tool-buttons' },
            exporter('Markdown', () => download(`${project}.md`, markdownOf(t('backlog.of', { project }), shown, texts), 'text/markdown')),
            exporter('CSV', () => download(`${project}.csv`, csv(tableOf(shown, t), language), 'text/csv')))),
        counts, empty, tree.element, more)),
    unmount() {
      alive = false;
      clearTimeout(timer);
    },
  };
}

/** What only shows where a found item belongs is pale. */
function mark(nodes, found) {
  for (const node of nodes) {
    node.mark = found.has(node.item.id) ? 'found' : 'context';
    mark(node.children, found);
  }
}
