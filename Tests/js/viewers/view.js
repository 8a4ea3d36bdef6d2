// Watches a job with a client of another project and prints its events, one line of JSON per event: [id, type, data].
//
//   node view.js chromium|eventsource|fetch-event-source <stream url>

import { EVENT_TYPES } from '../../../Api/wwwroot/sdk/reducer.js';

const [kind, url] = process.argv.slice(2);
const print = (event) => process.stdout.write(`${JSON.stringify(event)}\n`);

const viewers = {
  async chromium() {
    const { Chromium } = await import('../support/chromium.js');
    const browser = await Chromium.start();
    try {
      const page = await browser.page();
      await page.goto(new URL('/favicon.svg', url).href); // same origin, and without a script
      const events = await page.evaluate(`new Promise((resolve) => {
        const events = [];
        const source = new EventSource(${JSON.stringify(url)});
        for (const type of ${JSON.stringify(EVENT_TYPES)}) {
          source.addEventListener(type, (e) => {
            events.push([e.lastEventId, e.type, e.data]);
            if (e.type !== 'done') return;
            source.close();
            resolve(events);
          });
        }
      })`);
      events.forEach(print);
    } finally {
      await browser.close();
    }
  },

  async eventsource() {
    const { EventSource } = await import('eventsource');
    const source = new EventSource(url);
    await new Promise((resolve) => {
      for (const type of EVENT_TYPES) {
        source.addEventListener(type, (e) => {
          print([e.lastEventId, e.type, e.data]);
          if (type === 'done') resolve();
        });
      }
    });
    source.close();
  },

  async 'fetch-event-source'() {
    // The client is made for a page, and uses this part of one.
    Object.assign(globalThis, { window: globalThis, document: new EventTarget() });
    const { fetchEventSource } = await import('@microsoft/fetch-event-source');
    let done = false;
    await fetchEventSource(url, {
      openWhenHidden: true,
      onmessage: ({ id, event, data }) => {
        if (!EVENT_TYPES.includes(event)) return;
        print([id, event, data]);
        done = event === 'done';
      },
      onclose: () => {
        if (!done) throw new Error('The stream ended before the job.'); // so that it reconnects
      },
    });
  },
};

await viewers[kind]();
