import { api, go, newUuid, upload } from './api.js';
import { h, icon, replace } from './dom.js';
import { drafts } from './form-drafts.js';
import { language, nameOf, t, translated } from './i18n.js';
import { jobsList } from './jobs-list.js';
import { tellStarted } from './news.js';
import { SchemaForm } from './schema-form.js';
import { keep, kept } from './storage.js';
import { offerUndo } from './toast.js';

const SAVE_MS = 300;

/** The order of the pipelines, by system; pipelines that this page doesn't know come last. */
const ORDER = [
  'resume-tailoring', 'cv-parse', 'cv-matching', 'match-jobs', 'agent-workflow', 'optimization', 'cover-letter', 'job-analysis', 'resume-parsing',
];
const rank = ({ name }) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);

export function homeView() {
  document.title = 'AspireStreaming';
  const start = h('section', { class: 'start', 'aria-labelledby': 'start-title' });
  const jobs = jobsList();
  let alive = true;
  let retry = null;
  let saveForm = () => {};
  const save = () => saveForm();
  addEventListener('pagehide', save);

  const load = async () => {
    try {
      const { pipelines, sample_pace: pace } = await api.request('GET', '/api/pipelines');
      if (alive) drawStart(start, [...pipelines].sort((a, b) => rank(a) - rank(b)), pace ?? null, (save) => { saveForm = save; });
    } catch (error) {
      if (!alive) return;
      replace(start, h('p', { class: 'banner bad', role: 'alert' }, error.message));
      retry = setTimeout(load, 3000);
    }
  };
  load();

  return {
    element: h('div', { class: 'home' },
      h('div', { class: 'home-head' },
        h('h1', { id: 'start-title' }, t('home.title')),
        h('p', { class: 'muted' }, t('app.tagline'))),
      start,
      h('section', { class: 'card jobs-card', 'aria-labelledby': 'jobs-title' },
        h('h2', { id: 'jobs-title' }, t('jobs.title'), h('a', { class: 'jobs-all', href: '/jobs' }, t('app.jobs'))), jobs.element)),
    unmount() {
      alive = false;
      save();
      removeEventListener('pagehide', save);
      clearTimeout(retry);
      jobs.unmount();
    },
  };
}

/**
 * @param {number|null} pace the reading speed of samples, in characters a second
 * @param {(save: () => void) => void} onForm gets the function that keeps what was typed
 */
function drawStart(start, pipelines, pace, onForm) {
  if (pipelines.length === 0) return replace(start, h('p', { class: 'empty' }, t('home.noPipelines')));
  const card = h('div', { class: 'card start-card' });
  let save = () => {};
  const choose = (pipeline) => {
    keep('pipeline', pipeline.name);
    save();
    save = drawForm(card, pipeline, pace);
    onForm(save);
  };
  const chosen = pipelines.find((p) => p.name === kept('pipeline')) ?? pipelines[0];
  replace(start,
    h('fieldset', { class: 'pipelines' },
      h('legend', { class: 'visually-hidden' }, t('home.pipelines')),
      pipelines.map((p, i) => h('label', { class: 'pipeline' },
        h('input', { type: 'radio', name: 'pipeline', value: p.name, checked: p === chosen, 'aria-describedby': `pipeline-${i}`, onchange: () => choose(p) }),
        h('span', { class: 'pipeline-name' }, nameOf('pipeline', p.name)),
        h('span', { class: 'pipeline-about', id: `pipeline-${i}` }, translated('about', p.name) ?? p.description)))),
    card);
  choose(chosen);
}

/** @returns {() => void} keeps what was typed; call it before the form goes away */
function drawForm(card, pipeline, pace) {
  let timer = null;
  const save = () => {
    clearTimeout(timer);
    timer = null;
    clear.hidden = form.isEmpty;
    if (form.isEmpty) drafts.delete(pipeline.name);
    else drafts.set(pipeline.name, form.held);
  };
  const form = new SchemaForm(withTitle(pipeline.input_schema), () => {
    clear.hidden = false;
    timer ??= setTimeout(save, SAVE_MS);
  });
  const alert = h('p', { class: 'banner bad', role: 'alert', hidden: true });
  const submit = h('button', { class: 'primary', type: 'submit' }, icon('play'), h('span', {}, t('home.start')));
  const label = submit.lastChild;
  // The same key for the same content: a second click or a repeat after a lost answer starts no second job.
  let attempt = { content: null, key: null };

  const start = async (request) => {
    alert.hidden = true;
    submit.disabled = true;
    label.textContent = t('home.starting');
    loadAhead(pipeline.name);
    try {
      const content = contentOf(request);
      if (attempt.content !== content) attempt = { content, key: newUuid() };
      const started = request.entries
        ? await upload(pipeline.name, multipartOf(request.entries), {
          idempotencyKey: attempt.key,
          onProgress: (share) => { label.textContent = t('home.uploading', { percent: Math.round(share * 100) }); },
        })
        : await api.start(pipeline.name, request.json, { idempotencyKey: attempt.key, language });
      tellStarted();
      await go(`/jobs/${started.job_id}`);
    } catch (error) {
      const rest = form.showErrors(error.errors ?? {});
      alert.textContent = [error.message, ...rest].join(' ');
      alert.hidden = false;
      if (error.status !== 0) attempt = { content: null, key: null };
    } finally {
      submit.disabled = false;
      label.textContent = t('home.start');
    }
  };
  /** Replaces what the form holds; what was typed comes back by undo, even when another form is shown by then. */
  const change = (message, work) => {
    const before = form.isEmpty ? null : form.held;
    work();
    save();
    if (!before) return;
    offerUndo(message, () => {
      drafts.set(pipeline.name, before);
      form.restore(before);
      clear.hidden = false;
    });
  };

  const sample = sampleOf(pipeline);
  const clear = h('button', { type: 'button', class: 'quiet clear', hidden: true, onclick: () => change(t('home.cleared'), () => form.restore(null)) }, t('home.clear'));
  replace(card, h('form', {
    novalidate: true, 'aria-label': nameOf('pipeline', pipeline.name),
    onsubmit: (e) => {
      e.preventDefault();
      if (form.validate()) start(form.read());
    },
  },
  h('ol', { class: 'start-steps', 'aria-label': t('home.steps') },
    pipeline.steps.map((step) => h('li', { class: 'chip' }, nameOf('step', step)))),
  form.element,
  alert,
  h('div', { class: 'start-actions' },
    submit,
    sample && h('button', { type: 'button', class: 'try', onclick: () => start(paced(form.readOf(sample), pace)) }, t('home.try')),
    sample && h('button', { type: 'button', class: 'quiet fill', onclick: () => change(t('home.filled'), () => form.fill(sample)) }, t('home.sample')),
    clear)));

  form.restore(drafts.get(pipeline.name));
  clear.hidden = form.isEmpty;
  drafts.filesOf(pipeline.name).then((files) => form.addFiles(files));
  const take = (e) => form.takeFiles(e.detail.files, e.detail);
  document.addEventListener('filesdropped', take);
  return () => {
    document.removeEventListener('filesdropped', take);
    if (timer) save();
  };
}

/** While the job starts, its view is loaded; a view that could not be is asked for again when it is opened. */
function loadAhead(pipeline) {
  Promise.all([import('./job.js'), import('./panels-of.js').then(({ loadPanels }) => loadPanels(pipeline))]).catch(() => {});
}

/** Every job can be given a title; a pipeline that has an input of this name takes it itself. */
const withTitle = (schema) => ({
  ...schema,
  properties: { ...schema.properties, ...(schema.properties?.title ? {} : { title: { type: 'string', maxLength: 200, title: t('home.jobTitle'), description: t('home.jobTitle.help') } }) },
});

/** An input to try a pipeline with, files included; null when there is none. */
function sampleOf({ sample, sample_files: files }) {
  if (!files) return sample ?? null;
  const values = { ...sample };
  for (const { field, name, content_type: type, text } of files) (values[field] ??= []).push(new File([text], name, { type }));
  return values;
}

/** A sample is replayed at reading speed, where the server offers that. */
const paced = ({ json, entries }, pace) => (pace === null ? { json, entries } : entries ? { entries: [...entries, ['pace', String(pace)]] } : { json: { ...json, pace } });

const contentOf = ({ json, entries }) => JSON.stringify(entries?.map(([name, x]) => [name, typeof x === 'string' ? x : [x.name, x.size, x.lastModified]]) ?? json);

function multipartOf(entries) {
  const multipart = new FormData();
  for (const [name, value] of entries) {
    if (typeof value === 'string') multipart.append(name, value);
    else multipart.append(name, value, value.name);
  }

  return multipart;
}
