import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** The browser without its own windows, where it is installed: it takes half the processor time of the whole one. */
const NAMES = ['chromium-headless-shell', 'chromium'];
const installed = NAMES.find((name) => process.env.PATH.split(delimiter).some((folder) => existsSync(join(folder, name))));

/** A real Chromium, driven over its debugging pipe (NUL-separated JSON on descriptors 3 and 4): no port, no dependency. */
export class Chromium {
  #calls = new Map();
  #listeners = new Set();
  #next = 1;

  static async start(binary = process.env.CHROMIUM ?? installed) {
    if (!binary) throw new Error(`No browser on PATH: ${NAMES.join(', ')}.`);
    const browser = new Chromium();
    browser.profile = await mkdtemp(join(tmpdir(), 'chromium-'));
    browser.process = spawn(binary, [
      '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking', '--hide-scrollbars', '--no-first-run',
      '--remote-debugging-pipe', `--user-data-dir=${browser.profile}`, 'about:blank',
    ], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
    let rest = '';
    browser.process.stdio[4].setEncoding('utf8').on('data', (chunk) => {
      const messages = (rest + chunk).split('\0');
      rest = messages.pop();
      for (const message of messages) browser.#receive(JSON.parse(message));
    });
    return browser;
  }

  send(method, params = {}, sessionId = undefined) {
    const id = this.#next++;
    this.process.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve, reject) => this.#calls.set(id, { resolve, reject, method }));
  }

  on(listener) {
    this.#listeners.add(listener);
  }

  async page({ width = 1280, height = 900, theme = 'light', locale = 'en-GB' } = {}) {
    const { browserContextId } = await this.send('Target.createBrowserContext');
    const { targetId } = await this.send('Target.createTarget', { url: 'about:blank', browserContextId });
    const { sessionId } = await this.send('Target.attachToTarget', { targetId, flatten: true });
    const page = new Page(this, sessionId);
    await page.send('Page.enable');
    await page.send('Runtime.enable');
    await page.send('Log.enable');
    await page.send('Network.enable');
    await page.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: width < 600 });
    await page.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: theme }] });
    const { userAgent } = await this.send('Browser.getVersion');
    await page.send('Emulation.setUserAgentOverride', { userAgent, acceptLanguage: locale });
    return page;
  }

  async close() {
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.send('Browser.close').catch(() => {}); // the process may be a script, and the browser its child
    await ended;
    await rm(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }

  #receive(message) {
    const call = this.#calls.get(message.id);
    if (call) {
      this.#calls.delete(message.id);
      if (message.error) call.reject(new Error(`${call.method}: ${message.error.message}`));
      else call.resolve(message.result);
    } else for (const listener of this.#listeners) listener(message);
  }
}

class Page {
  /** Errors of the page and its console. */
  errors = [];

  constructor(browser, sessionId) {
    this.browser = browser;
    this.sessionId = sessionId;
    browser.on(({ sessionId: of, method, params }) => {
      if (of !== sessionId) return;
      if (method === 'Runtime.exceptionThrown') this.errors.push(params.exceptionDetails.exception?.description ?? params.exceptionDetails.text);
      if (method === 'Log.entryAdded' && params.entry.level === 'error') this.errors.push(`${params.entry.text} ${params.entry.url ?? ''}`);
    });
  }

  send(method, params) {
    return this.browser.send(method, params, this.sessionId);
  }

  async goto(url) {
    await this.send('Page.navigate', { url });
    await this.until(`document.readyState === 'complete' && location.href === ${JSON.stringify(url)}`);
  }

  async evaluate(expression) {
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** Waits until an expression is true. */
  async until(expression, timeoutMs = 15_000) {
    for (const end = Date.now() + timeoutMs; ;) {
      if (await this.evaluate(`Boolean(${expression})`).catch(() => false)) return;
      if (Date.now() > end) throw new Error(`It never came true: ${expression}`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  async screenshot(path, full = true) {
    const { data } = await this.send('Page.captureScreenshot', { format: 'png', captureBeyondViewport: full });
    await writeFile(path, Buffer.from(data, 'base64'));
  }
}
