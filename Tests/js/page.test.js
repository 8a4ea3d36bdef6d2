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

/** The page of a job that has ended before it is opened. */
async function ended(name, look) {
  const server = await serve(0);
  const job = server.start(name);
  await job.ended;
  const page = await browser.page(look);
  await page.goto(`${server.base}/jobs/${job.log.jobId}`);
  return { server, job, page };
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
  const { job, page } = await ended('resume-tailoring');
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
  const { page } = await ended('cv-matching');
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
  const { page } = await ended('long-text');
  await page.until(`document.getElementById('tab-events')?.hidden === false`);
  await page.evaluate(`document.getElementById('tab-events').click()`);
  await page.until(`document.querySelector('.inspector [role=status]').innerText.startsWith('50,004')`, 60_000);
  await page.evaluate(`document.querySelector('.virtual').scrollTop = 600000`);
  await page.until(`document.querySelector('.virtual-row:not([hidden])')?.innerText.includes('word')`);
  assert.ok(await page.evaluate(`document.querySelectorAll('*').length`) < 1000);
});

test('a comparison names what it compares, and asks for a run before it offers anything else', async () => {
  const server = await serve(0);
  const jobs = [server.start('resume-tailoring'), server.start('resume-tailoring')];
  await Promise.all(jobs.map((job) => job.ended));
  const page = await browser.page();
  await page.goto(`${server.base}/jobs/${jobs[0].log.jobId}?compare=&tab=compare`);
  await page.until(`document.querySelectorAll('.compare-tools option').length === 2`);
  assert.equal(await page.evaluate(`document.querySelector('.compare-tools label:has([type=checkbox])').hidden`), true);
  assert.equal(await page.evaluate(`document.querySelector('.compare-tools').innerText.includes(${JSON.stringify(jobs[1].log.jobId.slice(0, 8))})`), false);
  await page.goto(`${server.base}/jobs/${jobs[0].log.jobId}?compare=${jobs[1].log.jobId}&tab=compare`);
  await page.until(`document.querySelector('[data-section=durations]')`);
  await page.evaluate(`document.querySelector('.compare-tools [type=checkbox]').click()`);
  await page.until(`document.querySelector('[data-section=checks] td')`);
  const cells = (section, cell) => page.evaluate(`[...document.querySelectorAll('[data-section=${section}] tbody ${cell}')].map((x) => x.innerText)`);
  assert.deepEqual((await cells('checks', 'td')).filter((text) => !['passed', 'warning', 'failed', 'pending'].includes(text)), []);
  for (const section of ['insights', 'results']) assert.deepEqual((await cells(section, 'th')).filter((text) => /^[a-z]/.test(text)), [], section);
  assert.deepEqual(page.errors, []);
});

test('the state of the connection stays at the end of the line, however long the name of the job is', async () => {
  const { job, page } = await ended('resume-tailoring', { width: 1440 });
  await page.until(`${STATE} === 'finished'`);
  await page.evaluate(`document.querySelector('.job-title h1').textContent = 'A very long name of a job '.repeat(9)`);
  const right = (selector) => page.evaluate(`Math.round(document.querySelector('${selector}').getBoundingClientRect().right)`);
  assert.equal(await right('.badge'), await right('.job-title'));
  assert.ok(await page.evaluate(`document.querySelector('.badge').getBoundingClientRect().top < document.querySelector('.job-title h1').getBoundingClientRect().bottom`));
});

test('the line of a metric stays in its tile, however long the number is', async () => {
  const { page } = await ended('resume-tailoring', { width: 1440 });
  await page.until(`document.querySelector('.metric .spark')`);
  assert.equal(await page.evaluate(`(() => {
    const tile = document.querySelector('.metric');
    tile.style.width = '132px';
    tile.querySelector('.metric-value').textContent = '40.4';
    tile.querySelector('.metric-unit').textContent = ' ms';
    tile.querySelector('.spark').classList.remove('empty');
    return tile.querySelector('.spark').getBoundingClientRect().right <= tile.getBoundingClientRect().right - 12;
  })()`), true);
});

test('an answer in the timeline keeps its lines and shows no ids; one thing has no number in its tab; a language has its name', async () => {
  const { job, page } = await ended('resume-tailoring');
  await page.until(`${STATE} === 'finished'`);
  const item = { event_id: '1', kind: 'WORKFLOW_COMPLETE', status: 'SUCCESS', message: `2 stories.\n- Pay [${job.log.jobId}]\n- Refund [${job.log.jobId}]` };
  assert.equal(await page.evaluate(`import('/app/timeline.js').then(({ timelinePanel }) => {
    const panel = timelinePanel();
    panel.update({ timeline: [${JSON.stringify(item)}] }, { ended: true });
    document.querySelector('.tab-body').append(panel.element);
    return panel.element.querySelector('.timeline-text').innerText;
  })`), '2 stories.\n- Pay\n- Refund');
  assert.deepEqual(await page.evaluate(`import('/app/tabs.js').then(({ tabs }) => [false, true].map((whole) => {
    const made = tabs([{ id: 'x' + whole, label: 'One', panel: { element: document.createElement('p'), count: () => 5, update() {}, whole } }]);
    made.update({}, { ended: true });
    return [made.element.querySelector('.count').hidden, made.element.querySelector('[role=tabpanel]').hidden];
  }))`), [[false, false], [true, false]]);
  assert.deepEqual(await page.evaluate(`import('/app/i18n.js').then(({ languageName }) => ['fr', 'en', 'no language'].map(languageName))`), ['French', 'English', 'no language']);
});

test('the filters of all jobs fill their line', async () => {
  const server = await serve(0);
  const page = await browser.page({ width: 1440 });
  await page.goto(`${server.base}/jobs`);
  await page.until(`document.querySelector('.filters select')`);
  assert.equal(await page.evaluate(`(() => {
    const form = document.querySelector('.filters');
    return Math.round(form.getBoundingClientRect().right - parseFloat(getComputedStyle(form).paddingRight) - 1 - form.querySelector('.filter-field:nth-child(4)').getBoundingClientRect().right);
  })()`), 0);
});

test('a view that was not loaded before the network went says so, and opens when the network is back', async () => {
  const server = await serve(0);
  const page = await browser.page();
  await page.goto(`${server.base}/`);
  await page.until(`document.querySelector('.start-card form')`);
  const network = (offline) => page.send('Network.emulateNetworkConditions', { offline, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
  await network(true);
  await page.evaluate(`document.querySelector('.top-nav a[href="/jobs"]').click()`);
  await page.until(`document.querySelector('main [role=alert]')?.innerText.includes("can’t be reached")`);
  assert.equal(await page.evaluate(`location.pathname`), '/jobs');

  // What was loaded is there without a network, as it was left.
  await page.evaluate(`history.back()`);
  await page.until(`location.pathname === '/' && document.querySelector('main h1')?.innerText === 'Start a job'`);
  await page.evaluate(`history.forward()`);
  await page.until(`document.querySelector('.not-found')`);
  await network(false);
  await page.until(`document.querySelector('.filters')`);
  assert.equal(await page.evaluate(`location.pathname`), '/jobs');
});

test('a page whose texts can’t be loaded says so in words, and comes as soon as they can', async () => {
  const server = await serve(0);
  const page = await browser.page({ locale: 'fr-FR' });
  await page.send('Network.setBlockedURLs', { urls: ['*/text.fr.js'] });
  await page.goto(`${server.base}/`);
  await page.until(`document.querySelector('main [role=alert]')`);
  assert.match(await page.evaluate(`document.body.innerText`), /^Aller au contenu\s+Cette vue ne peut pas être chargée/);
  await page.send('Network.setBlockedURLs', { urls: [] });
  await page.until(`document.querySelector('.start-card form')`);
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
