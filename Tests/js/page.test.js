import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { Chromium } from './support/chromium.js';
import { DevServer } from './support/dev-server.js';

// The page in a real browser, over replayed logs and the Content-Security-Policy that the Api sends.

const STATE = `document.querySelector('.badge')?.dataset.state`;
let browser;
const cleanups = [];

before(async () => {
  browser = await Chromium.start();
});
after(() => browser?.close());
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function serve(speed) {
  const server = new DevServer(speed);
  await server.listen();
  cleanups.push(() => server.close());
  return server;
}

const changesAndChecks = `JSON.stringify([...document.querySelectorAll('.diff')].length + '/' + document.querySelectorAll('.check').length)`;

test('a job started with the sample data is watched to its verified end', async () => {
  const server = await serve(0.05);
  const page = await browser.page();
  await page.goto(`${server.base}/`);
  await page.until(`document.querySelector('.start-card form')`);
  await page.evaluate(`document.querySelector('form .primary').click()`);
  assert.equal(await page.evaluate(`document.querySelectorAll('.field-error:not([hidden])').length`), 2);
  await page.evaluate(`document.querySelector('.fill').click()`);
  await page.evaluate(`document.querySelector('form .primary').click()`);
  await page.until(`location.pathname.startsWith('/jobs/') && ${STATE} === 'finished'`);
  assert.equal(await page.evaluate(`document.querySelector('.badge-proof').dataset.ok`), 'true');
  assert.equal(await page.evaluate(changesAndChecks), '"6/7"');
  assert.equal(await page.evaluate(`document.querySelectorAll('.insight').length`), 4);
  assert.deepEqual(page.errors, []);
});

test('a reload during a job, and a view of an ended job, show the same state', async () => {
  const server = await serve(0.15);
  const job = server.start('resume-tailoring');
  const page = await browser.page();
  await page.goto(`${server.base}/jobs/${job.log.jobId}`);
  await page.until(`document.querySelector('.diff')`);
  await page.send('Page.reload');
  await page.until(`${STATE} === 'finished'`);
  const live = await page.evaluate(`document.querySelector('.job-columns').innerText`);
  await page.goto('about:blank');
  await page.goto(`${server.base}/jobs/${job.log.jobId}`);
  await page.until(`${STATE} === 'finished'`);
  assert.equal(await page.evaluate(`document.querySelector('.job-columns').innerText`), live);
});

test('a takeover leaves nothing of the lost attempt on screen', async () => {
  const server = await serve(0.05);
  const job = server.start('takeover');
  const page = await browser.page();
  await page.goto(`${server.base}/jobs/${job.log.jobId}`);
  await page.until(`${STATE} === 'finished'`);
  assert.equal(await page.evaluate(`document.body.innerText.includes('taken back')`), false);
  assert.equal(await page.evaluate(`document.querySelector('.job-facts').innerText.includes('attempt 2')`), true);
});

test('the slider shows past states of the job, and returns to the current one', async () => {
  const server = await serve(0);
  const job = server.start('resume-tailoring');
  await job.ended;
  const page = await browser.page();
  await page.goto(`${server.base}/jobs/${job.log.jobId}`);
  await page.until(`${STATE} === 'finished'`);
  await page.evaluate(`{ const s = document.querySelector('.travel input'); s.value = 5; s.dispatchEvent(new Event('input')); }`);
  await page.until(`${STATE} === 'past'`);
  assert.match(await page.evaluate(`document.querySelector('.job-facts').innerText`), /5 events/);
  assert.equal(await page.evaluate(`document.querySelectorAll('.diff').length`), 0);
  await page.evaluate(`document.querySelector('.travel-live').click()`);
  assert.equal(await page.evaluate(STATE), 'finished');
  assert.equal(await page.evaluate(changesAndChecks), '"6/7"');
});

test('document content is shown as text, never as markup', async () => {
  const server = await serve(0);
  const job = server.start('cv-matching');
  await job.ended;
  const page = await browser.page();
  await page.goto(`${server.base}/jobs/${job.log.jobId}`);
  await page.until(`document.querySelector('table')`);
  assert.equal(await page.evaluate(`document.querySelectorAll('#main img').length`), 0);
  assert.equal(await page.evaluate(`document.body.innerText.includes('<img src=x onerror=alert(1)>')`), true);
  assert.deepEqual(page.errors, []);
});

test('an HTML file that is dropped on a text is read as a file or becomes its text, and never comes in as markup', async () => {
  const server = await serve(0);
  const page = await browser.page();
  await page.goto(`${server.base}/`);
  await page.until(`document.querySelector('.start-card textarea')`);
  const html = '<html><head><title>No</title><style>p{}</style></head><body><h1>Staff  Nurse</h1><p>Bay&amp;view<br>Boston</p><ul><li>Triage</li><li>IV <b>therapy</b></li></ul>'
    + '<script>window.ran = true</' + 'script><img src="/nothing.png" onerror="window.ran = true"></body></html>';
  await page.evaluate(`(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([${JSON.stringify(html)}], 'posting.html', { type: 'text/html' }));
    document.querySelector('.start-card textarea').dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
  })()`);
  await page.until(`document.querySelector('.start-card .files')?.textContent.includes('posting.html')`);
  assert.equal(await page.evaluate(`document.querySelector('.start-card textarea').value`), '');
  await page.evaluate(`import('/app/html-text.js').then(({ textOfHtml }) => { window.read = textOfHtml(${JSON.stringify(html)}); })`);
  await page.until(`window.read !== undefined`);
  assert.equal(await page.evaluate(`window.read`), 'Staff Nurse\n\nBay&view\nBoston\n\n- Triage\n- IV therapy');
  assert.equal(await page.evaluate(`window.ran === undefined`), true);
  // The policy of the page refuses the styles and handlers of a parsed document too, and the browser reports that.
  assert.deepEqual(page.errors.filter((error) => !error.includes('Content Security Policy')), []);
});

test('a job of thousands of events keeps a small page', async () => {
  const server = await serve(0);
  const job = server.start('long-text');
  await job.ended;
  const page = await browser.page();
  await page.goto(`${server.base}/jobs/${job.log.jobId}`);
  await page.evaluate(`document.getElementById('tab-events').click()`);
  await page.until(`document.querySelector('.inspector [role=status]').innerText.startsWith('50,004')`, 60_000);
  await page.evaluate(`document.querySelector('.virtual').scrollTop = 600000`);
  await page.until(`document.querySelector('.virtual-row:not([hidden])')?.innerText.includes('word')`);
  assert.ok(await page.evaluate(`document.querySelectorAll('*').length`) < 1000);
});

for (const [theme, width] of [['light', 360], ['dark', 1280]]) {
  test(`no content overflows at ${width} px`, async () => {
    const server = await serve(0);
    const jobs = ['resume-tailoring', 'cv-matching', 'failing-job'].map((name) => server.start(name));
    await Promise.all(jobs.map((job) => job.ended));
    const page = await browser.page({ width, theme, locale: 'fr-FR' });
    for (const path of ['/', ...jobs.map((job) => `/jobs/${job.log.jobId}`)]) {
      await page.goto(server.base + path);
      await page.until(path === '/' ? `document.querySelector('.job-row')` : `${STATE} === 'finished'`);
      assert.ok(await page.evaluate(`document.documentElement.scrollWidth <= ${width}`), path);
    }
  });
}
