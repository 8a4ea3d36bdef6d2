import { api, fetchFile, go, newUuid, saveFile } from './api.js';
import { h, icon, replace } from './dom.js';
import { labelOf } from './form-controls.js';
import { fieldsOf, holdAll, isFileSchema } from './form-model.js';
import { openForm } from './form-opener.js';
import { formatBytes, languageName, t } from './i18n.js';
import { tellStarted } from './news.js';

/** What the job was started with: to read, to run again, and to change and run again. */
export function inputPanel(jobId) {
  const problem = h('p', { class: 'field-error', role: 'alert', hidden: true });
  const body = h('div', { class: 'input' }, h('p', { class: 'empty' }, t('input.loading')));
  const element = h('div', {}, problem, body);
  let loaded = false;

  const tell = (error) => {
    problem.textContent = error?.message ?? '';
    problem.hidden = !error;
  };
  async function load() {
    loaded = true;
    try {
      const [input, pipelines] = await Promise.all([api.input(jobId), api.pipelines()]);
      draw(input, pipelines.find((pipeline) => pipeline.name === input.pipeline));
      tell(null);
    } catch (error) {
      loaded = false; // the next event or visit tries again
      tell(error);
    }
  }

  /** @param {object|undefined} pipeline undefined where no worker has it any more */
  function draw(input, pipeline) {
    const schema = pipeline?.input_schema ?? { properties: {} };
    const known = fieldsOf(schema);
    const fields = Object.keys(input.request).filter((name) => !isFileSchema(schema.properties[name]) || input.files.length === 0)
      .map((name) => known.find((field) => field.name === name) ?? { name, schema: {} });
    // The same key for the same click: a repeat after a lost answer starts no second job.
    let key = newUuid();
    const again = action('play', t('input.again'), 'primary', async () => {
      const { job_id: started } = await api.again(jobId, { idempotencyKey: key });
      key = newUuid();
      tellStarted();
      await go(`/jobs/${started}?compare=${jobId}`);
    });
    const edit = action('retry', t('input.edit'), '', () => editAndRun(input, known));
    const compare = action('sort', t('input.compare'), '', async () => go(`/jobs/${jobId}?compare=&tab=compare`));
    again.disabled = edit.disabled = !pipeline;
    replace(body,
      h('div', { class: 'panel-tools' }, h('span', { class: 'tool-buttons' }, again, edit, compare)),
      h('dl', { class: 'input-fields' },
        fields.map((field) => [h('dt', {}, labelOf(field)), h('dd', {}, shown(input.request[field.name]))]),
        input.language && [h('dt', {}, t('input.language')), h('dd', {}, languageName(input.language))],
        input.files.length > 0 && [h('dt', {}, t('input.files')), h('dd', {}, h('ul', {}, input.files.map(fileItem)))]));
  }

  const action = (name, label, kind, work) => {
    const button = h('button', {
      type: 'button', class: kind,
      onclick: async () => {
        button.disabled = true;
        tell(null);
        try {
          await work();
        } catch (error) {
          tell(error);
        } finally {
          button.disabled = false;
        }
      },
    }, icon(name), h('span', {}, label));
    return button;
  };

  const fileItem = (file) => h('li', {}, action('download', `${file.name} (${formatBytes(file.size)})`, 'quiet', async () => {
    saveFile(await fetchFile(file.url, file.name), file.name);
  }));

  return {
    element,
    update({ event_count: events }) {
      if (!loaded && events > 0) load();
    },
  };
}

/** Puts the input into the form of its pipeline. */
async function editAndRun(input, fields) {
  const held = holdAll(fields, input.request);
  for (const field of fields.filter((f) => f.kind === 'files')) {
    held[field.name] = await Promise.all(input.files.filter((f) => f.field === field.name).map((f) => fetchFile(f.url, f.name)));
  }

  openForm(input.pipeline, held, t('input.filled'));
}

const shown = (value) => (typeof value === 'object' || (typeof value === 'string' && value.length > 80)
  ? h('pre', { class: 'input-text', tabindex: 0 }, typeof value === 'string' ? value : JSON.stringify(value, null, 2))
  : String(value));
