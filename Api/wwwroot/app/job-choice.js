import { api } from './api.js';
import { h } from './dom.js';
import { formatAgo, nameOf, t } from './i18n.js';

const MOST = 50;

/** A control that holds the id of a job: a choice among the newest completed ones of the pipeline that the schema names by `x-job`. */
export function jobChoice({ schema }, common) {
  const pipeline = schema['x-job'];
  const select = h('select', { ...common, onchange: () => { held = select.value; } });
  let held = '';
  let jobs = null;

  function draw() {
    const none = jobs === null ? t('home.loadingJobs') : jobs.length === 0 ? t('home.noJobs', { pipeline: nameOf('pipeline', pipeline) }) : t('home.unset');
    const known = (jobs ?? []).some((job) => job.job_id === held);
    select.replaceChildren(h('option', { value: '' }, none),
      ...(jobs ?? []).map((job) => h('option', { value: job.job_id }, labelOf(job))),
      ...(held && !known ? [h('option', { value: held }, held.slice(0, 8))] : []));
    select.value = held;
  }

  async function load() {
    try {
      ({ jobs } = await api.list({ pipeline, status: 'completed', limit: MOST }));
    } catch {
      jobs = []; // the form is still good for everything else
    }

    await findHeld();
    draw();
  }

  /** A job that the list has no more, because it is too old. */
  async function findHeld() {
    if (!held || jobs === null || jobs.some((job) => job.job_id === held)) return;
    try {
      jobs.push(await api.get(held));
    } catch {
      // It is shown by its id, and the server tells what is wrong with it.
    }
  }

  draw();
  load();
  return {
    element: select,
    input: select,
    get: () => held,
    set(value) {
      held = value ?? '';
      draw();
      findHeld().then(draw);
    },
  };
}

const labelOf = (job) => `${job.title ?? job.job_id.slice(0, 8)} · ${formatAgo(job.created_at)}`;
