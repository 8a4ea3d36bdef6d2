import { announce, api } from './api.js';
import { deleteJobs } from './deletions.js';
import { h, icon, setText } from './dom.js';
import { nameOf, t } from './i18n.js';
import { canRetry } from './job-picture.js';
import { addressOf, choicesOf, filterOf, isNarrow, queryOf, SPANS, STATUSES } from './jobs-filter.js';
import { jobsList } from './jobs-list.js';
import { tellStarted } from './news.js';

const TYPING_MS = 250;
const AT_ONCE = 4;

/** All jobs: narrowed by a filter that is in the address, and changed many at a time. */
export function jobsView() {
  document.title = `${t('app.jobs')} · AspireStreaming`;
  let filter = filterOf(location.search);
  const chosen = new Set();
  const list = jobsList({ query: () => queryOf(filter, Date.now()), chosen, onChange: () => draw() });

  let timer = null;
  const narrow = (change, delay = 0) => {
    filter = { ...filter, ...change };
    clearTimeout(timer);
    timer = setTimeout(() => {
      history.replaceState(null, '', addressOf(filter));
      chosen.clear();
      reset.hidden = !isNarrow(filter);
      list.reload();
    }, delay);
  };
  const text = h('input', { type: 'search', value: filter.text, maxlength: 200, autocomplete: 'off', oninput: () => narrow({ text: text.value.trim() }, TYPING_MS) });
  const select = (name, options) => {
    const element = h('select', { onchange: () => narrow({ [name]: element.value }) }, h('option', { value: '' }, t('jobs.any')), options);
    element.value = filter[name];
    return element;
  };
  const option = (value, label) => h('option', { value }, label);
  const status = select('status', STATUSES.map((x) => option(x, t(`status.${x}`))));
  const span = select('span', Object.keys(SPANS).map((x) => option(x, t(`jobs.span.${x}`))));
  const pipeline = select('pipeline', filter.pipeline ? [option(filter.pipeline, nameOf('pipeline', filter.pipeline))] : []);
  pipeline.value = filter.pipeline;
  const reset = h('button', {
    type: 'button', class: 'quiet', hidden: !isNarrow(filter),
    onclick: () => {
      for (const control of [text, status, span, pipeline]) control.value = '';
      narrow(filterOf(''));
      text.focus();
    },
  }, t('jobs.reset'));
  const field = (label, control) => h('label', { class: 'filter-field' }, h('span', {}, label), control);

  const all = h('input', {
    type: 'checkbox', 'aria-label': t('jobs.chooseAll'), title: t('jobs.chooseAll'),
    onchange: () => {
      for (const job of list.jobs) if (all.checked) chosen.add(job.job_id); else chosen.delete(job.job_id);
      list.draw();
    },
  });
  const count = h('span', { class: 'muted', role: 'status' });
  const note = h('p', { class: 'banner', role: 'status', hidden: true });
  const say = (message) => {
    note.hidden = message === '';
    setText(note, message);
    if (message) announce(message);
  };
  const action = (name, image, work) => {
    const button = h('button', {
      type: 'button', class: name === 'retry' ? '' : 'danger', hidden: true,
      onclick: async () => {
        const jobs = choices()[name];
        button.disabled = true;
        try {
          await work(jobs);
        } finally {
          button.disabled = false;
          for (const job of jobs) chosen.delete(job.job_id);
          list.look();
        }
      },
    }, icon(image), h('span', {}));
    return { name, button };
  };
  const actions = [
    action('cancel', 'stop', async (jobs) => say(report('cancel', await each(jobs, ({ job_id }) => api.cancel(job_id))))),
    action('retry', 'retry', async (jobs) => {
      say(report('retry', await each(jobs, goOn)));
      tellStarted();
    }),
    action('delete', 'trash', async (jobs) => deleteJobs(jobs.map((job) => job.job_id))),
  ];
  const choices = () => choicesOf(list.jobs.filter((job) => chosen.has(job.job_id)));

  function draw() {
    const shown = new Set(list.jobs.map((job) => job.job_id));
    const n = [...chosen].filter((id) => shown.has(id)).length;
    all.checked = n > 0 && n === shown.size;
    all.indeterminate = n > 0 && n < shown.size;
    all.disabled = shown.size === 0;
    setText(count, n > 0 ? t('jobs.chosen', { n }) : t('jobs.chooseAll'));
    const fitting = choices();
    for (const { name, button } of actions) {
      button.hidden = fitting[name].length === 0;
      setText(button.lastChild, t(`jobs.do.${name}`, { n: fitting[name].length }));
    }
  }

  api.pipelines().then((pipelines) => {
    pipeline.replaceChildren(option('', t('jobs.any')), ...pipelines.map(({ name }) => option(name, nameOf('pipeline', name))));
    pipeline.value = filter.pipeline;
  }, () => {}); // without them the list still works
  draw();

  return {
    element: h('div', { class: 'all-jobs' },
      h('h1', {}, t('app.jobs')),
      h('form', { class: 'card filters', role: 'search', 'aria-label': t('jobs.filter'), onsubmit: (e) => e.preventDefault() },
        field(t('jobs.search'), text), field(t('jobs.pipeline'), pipeline), field(t('jobs.status'), status), field(t('jobs.span'), span), reset),
      note,
      h('section', { class: 'card jobs-card', 'aria-label': t('jobs.title') },
        h('div', { class: 'jobs-tools' }, all, count, actions.map(({ button }) => button)), list.element)),
    unmount() {
      clearTimeout(timer);
      list.unmount();
    },
  };
}

/** Continues a job, unless it would fail again in the same way. */
async function goOn(job) {
  if (!canRetry(job.status, job.status === 'failed' && (await api.snapshot(job.job_id)).error?.retryable)) return 'left';
  return api.retry(job.job_id);
}

/** Does the same to many jobs, a few at once; what went wrong with one does not stop the others. */
async function each(jobs, work) {
  const outcomes = [];
  const waiting = [...jobs];
  const one = async () => {
    for (let job = waiting.shift(); job; job = waiting.shift()) {
      try {
        outcomes.push({ value: await work(job) });
      } catch (error) {
        outcomes.push({ error });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  return outcomes;
}

function report(name, outcomes) {
  const failed = outcomes.filter((x) => x.error);
  const left = outcomes.filter((x) => x.value === 'left').length;
  const done = outcomes.length - failed.length - left;
  return [
    done > 0 && t(`jobs.done.${name}`, { n: done }), left > 0 && t('jobs.notRetryable', { n: left }),
    failed.length > 0 && t('jobs.doFailed', { n: failed.length, message: failed[0].error.message }),
  ].filter(Boolean).join(' ');
}
