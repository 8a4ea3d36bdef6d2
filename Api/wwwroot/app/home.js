import { api, go, newUuid, upload } from './api.js';
import { h, icon, replace } from './dom.js';
import { nameOf, t, translated } from './i18n.js';
import { jobsList } from './jobs-list.js';
import { sampleFiles } from './sample-files.js';
import { SchemaForm } from './schema-form.js';
import { keep, kept } from './storage.js';
import { tellStarted } from './streams.js';

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

  const load = async () => {
    try {
      const pipelines = await api.pipelines();
      if (alive) drawStart(start, [...pipelines].sort((a, b) => rank(a) - rank(b)));
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
      jobs.element),
    unmount() {
      alive = false;
      clearTimeout(retry);
      jobs.unmount();
    },
  };
}

function drawStart(start, pipelines) {
  if (pipelines.length === 0) return replace(start, h('p', { class: 'empty' }, t('home.noPipelines')));
  const card = h('div', { class: 'card start-card' });
  const choose = (pipeline) => {
    keep('pipeline', pipeline.name);
    drawForm(card, pipeline);
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

function drawForm(card, pipeline) {
  const form = new SchemaForm(pipeline.input_schema);
  const alert = h('p', { class: 'banner bad', role: 'alert', hidden: true });
  const submit = h('button', { class: 'primary', type: 'submit' }, icon('play'), h('span', {}, t('home.start')));
  const label = submit.lastChild;
  // The same key for the same content: a second click or a repeat after a lost answer starts no second job.
  let attempt = { content: null, key: null };

  const onsubmit = async (e) => {
    e.preventDefault();
    alert.hidden = true;
    if (!form.validate()) return;
    submit.disabled = true;
    label.textContent = t('home.starting');
    try {
      const { json, multipart, content } = form.read();
      if (attempt.content !== content) attempt = { content, key: newUuid() };
      const started = multipart
        ? await upload(pipeline.name, multipart, {
          idempotencyKey: attempt.key,
          onProgress: (share) => { label.textContent = t('home.uploading', { percent: Math.round(share * 100) }); },
        })
        : await api.start(pipeline.name, json, { idempotencyKey: attempt.key });
      tellStarted();
      go(`/jobs/${started.job_id}`);
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

  const sample = pipeline.sample ?? sampleFiles(pipeline.name);
  replace(card, h('form', { onsubmit, novalidate: true, 'aria-label': nameOf('pipeline', pipeline.name) },
    h('ol', { class: 'start-steps', 'aria-label': t('home.steps') },
      pipeline.steps.map((step) => h('li', { class: 'chip' }, nameOf('step', step)))),
    form.element,
    alert,
    h('div', { class: 'start-actions' },
      submit,
      sample && h('button', {
        type: 'button', class: 'try',
        onclick: (e) => {
          form.fill(sample);
          e.target.form.requestSubmit();
        },
      }, t('home.try')),
      sample && h('button', { type: 'button', class: 'quiet fill', onclick: () => form.fill(sample) }, t('home.sample')))));
}
