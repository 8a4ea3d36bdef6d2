import { api, go } from './api.js';
import { h } from './dom.js';
import { nameOf, t } from './i18n.js';
import { keep } from './storage.js';

const TYPING_MS = 200;
const MOST = 12;
/** How long after `g` the next key counts. */
const CHORD_MS = 1200;
const PLACES = { h: ['/', 'app.back'], j: ['/jobs', 'app.jobs'], b: ['/projects', 'app.backlogs'], o: ['/ops', 'app.ops'] };

/** Keys of the whole page: `/`, `g h`, `g j`, `g b`, `g o`, `?`, and Ctrl+K for the palette. Keys that are typed into a field are text. */
export function listenForShortcuts() {
  let chord = 0;
  document.addEventListener('keydown', (e) => {
    if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === 'k') {
      e.preventDefault();
      openPalette();
      return;
    }

    if (e.ctrlKey || e.metaKey || e.altKey || e.defaultPrevented || e.target.closest?.('input, textarea, select, dialog, [contenteditable]')) return;
    const place = Date.now() < chord && Object.hasOwn(PLACES, e.key) ? PLACES[e.key][0] : null;
    chord = e.key === 'g' ? Date.now() + CHORD_MS : 0;
    if (place) go(place);
    else if (e.key === '/') search();
    else if (e.key === '?') openHelp();
    else return;
    e.preventDefault();
  });
}

async function search() {
  if (location.pathname !== '/jobs') await go('/jobs');
  document.querySelector('.filters input[type=search]')?.focus();
}

/** @returns {HTMLDialogElement} removed when it closes */
function dialog(label, ...content) {
  document.querySelector('dialog.palette')?.close();
  const element = h('dialog', { class: 'card palette', 'aria-label': label, onclose: () => element.remove(), onclick: (e) => e.target === element && element.close() }, content);
  document.body.append(element);
  element.showModal();
  return element;
}

function openHelp() {
  const row = (keys, label) => h('div', {}, h('dt', {}, keys.map((key) => h('kbd', {}, key))), h('dd', {}, label));
  const element = dialog(t('keys.title'), h('h2', {}, t('keys.title')),
    h('dl', { class: 'keys' },
      row(['Ctrl', 'K'], t('keys.palette')), row(['/'], t('keys.search')),
      Object.entries(PLACES).map(([key, [, label]]) => row(['g', key], t(label))), row(['?'], t('keys.title'))),
    h('button', { type: 'button', onclick: () => element.close() }, t('app.close')));
}

/** Finds pages, pipelines and jobs by their names. */
function openPalette() {
  const fixed = Object.values(PLACES).map(([path, label]) => ({ label: t(label), path }));
  let found = [];
  let at = 0;
  let timer = null;
  let asked = 0;
  const list = h('ul', { id: 'palette-list', class: 'palette-list', role: 'listbox', 'aria-label': t('keys.palette') });
  const input = h('input', {
    type: 'text', role: 'combobox', 'aria-expanded': 'true', 'aria-controls': 'palette-list', 'aria-label': t('keys.palette'), placeholder: t('keys.type'), autocomplete: 'off',
    oninput: () => {
      find();
      clearTimeout(timer);
      timer = setTimeout(findJobs, TYPING_MS);
    },
    onkeydown: (e) => {
      const to = { ArrowDown: at + 1, ArrowUp: at - 1 }[e.key];
      if (to !== undefined) choose((to + found.length) % Math.max(found.length, 1));
      else if (e.key === 'Enter') run(found[at]);
      else return;
      e.preventDefault();
    },
  });

  function find(jobs = []) {
    const text = input.value.trim().toLowerCase();
    found = [...fixed.filter(({ label }) => label.toLowerCase().includes(text)), ...jobs].slice(0, MOST);
    list.replaceChildren(...found.map(({ label, about }, i) => h('li', { role: 'option', id: `palette-${i}`, onclick: () => run(found[i]) },
      h('span', {}, label), about && h('span', { class: 'muted small' }, about))));
    choose(0);
  }

  async function findJobs() {
    const now = ++asked;
    const text = input.value.trim();
    try {
      const { jobs } = await api.list({ limit: MOST, text });
      if (now !== asked) return;
      find(jobs.map((job) => ({
        label: job.title ?? nameOf('pipeline', job.pipeline), about: `${nameOf('pipeline', job.pipeline)} · ${t(`status.${job.status}`)}`, path: `/jobs/${job.job_id}`,
      })));
    } catch {
      // The pages are found without the server.
    }
  }

  function choose(index) {
    at = index;
    [...list.children].forEach((row, i) => row.setAttribute('aria-selected', i === at));
    if (list.children[at]) input.setAttribute('aria-activedescendant', `palette-${at}`);
    list.children[at]?.scrollIntoView({ block: 'nearest' });
  }

  function run(command) {
    if (!command) return;
    element.close();
    if (command.pipeline) keep('pipeline', command.pipeline);
    go(command.path);
  }

  const element = dialog(t('keys.palette'), input, list);
  find();
  findJobs();
  api.pipelines().then((pipelines) => {
    fixed.push(...pipelines.map(({ name }) => ({ label: t('keys.start', { name: nameOf('pipeline', name) }), path: '/', pipeline: name })));
    find();
  }, () => {});
  input.focus();
}
