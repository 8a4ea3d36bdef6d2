import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

const root = new URL('../../Api/wwwroot/', import.meta.url);
const text = (path) => readFile(new URL(path, root), 'utf8');

/** The files that a module is loaded with, itself included. */
async function filesOf(path, found = new Set()) {
  if (found.has(path)) return found;
  found.add(path);
  for (const [, from] of (await text(path)).matchAll(/^(?:import|export)\b[^;]*?from '(\.[^']+)'/gm)) await filesOf(new URL(from, new URL(path, root)).href.slice(root.href.length), found);
  return found;
}

test('the page asks at once for every file that its start needs, and for no other', async () => {
  const asked = [...(await text('index.html')).matchAll(/<link rel="modulepreload" href="\/([^"]+)">/g)].map(([, path]) => path);
  assert.deepEqual(asked.toSorted(), [...await filesOf('app/main.js')].filter((path) => path !== 'app/main.js').sort());
});

test('the start page loads nothing of other views, of other languages, or of what watches jobs', async () => {
  const files = [...new Set([...await filesOf('app/main.js'), ...await filesOf('app/home.js')])];
  assert.deepEqual(files.filter((path) => /panel|(?:^|\/)(?:text|names)\.fr|\/(?:systems|ops|compare|demo)\/|inspector|job\.js|job-stream|jobs-view|project-view/.test(path)), []);
  assert.ok(files.length <= 32, `${files.length}: ${files.join(' ')}`);
});

test('no view is loaded with another one', async () => {
  const views = ['home', 'jobs-view', 'job', 'ops/ops', 'projects-view', 'project-view'].map((name) => `app/${name}.js`);
  for (const view of views) assert.deepEqual([...await filesOf(view)].filter((path) => views.includes(path)), [view]);
  assert.deepEqual([...await filesOf('app/job.js')].filter((path) => /\/(systems|compare)\/|form-|time-panel|input-panel/.test(path)), []);
});
