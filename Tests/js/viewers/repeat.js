// Posts a form with npm @microsoft/fetch-event-source, which repeats the POST after a drop, and prints the frames of the answer, one line of
// JSON per frame: [id, event, data]. With "hide" the page is hidden and shown again after the first token: the client aborts and repeats.
//
//   node repeat.js <url> <json_body> <file> [hide]

import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';

const [url, json, file, hide] = process.argv.slice(2);
const document = Object.assign(new EventTarget(), { hidden: false });
Object.assign(globalThis, { window: globalThis, document });
const { fetchEventSource } = await import('@microsoft/fetch-event-source');

const body = new FormData();
body.append('json_body', json);
body.append('pdf_file', new Blob([await readFile(file)]), basename(file));
let hides = hide === 'hide' ? 1 : 0;
const hideAndShow = () => {
  for (const hidden of [true, false]) {
    document.hidden = hidden;
    document.dispatchEvent(new Event('visibilitychange'));
  }
};
await fetchEventSource(url, {
  method: 'POST',
  body,
  openWhenHidden: hides === 0,
  onmessage: ({ id, event, data }) => {
    process.stdout.write(`${JSON.stringify([id, event, data])}\n`);
    if (event === 'token' && hides-- === 1) setTimeout(hideAndShow); // browsers report it in a task of its own
  },
});
