import { request } from 'node:http';
import { SseParser } from '../../../Api/wwwroot/sdk/sse-parser.js';

/**
 * EventSource as in browsers: any answer but 200 with text/event-stream closes it for good; after a lost connection it reconnects
 * after `retry:` with `Last-Event-ID`.
 */
export class NodeEventSource {
  static CONNECTING = 0;
  static OPEN = 1;
  static CLOSED = 2;

  readyState = 0;
  onopen = null;
  onerror = null;
  #listeners = new Map();
  #request = null;
  #timer = null;
  #lastEventId = '';
  #retry = 50;

  constructor(url) {
    this.url = url;
    this.#connect();
  }

  addEventListener(type, listener) {
    if (!this.#listeners.has(type)) this.#listeners.set(type, new Set());
    this.#listeners.get(type).add(listener);
  }

  close() {
    this.readyState = 2;
    clearTimeout(this.#timer);
    this.#request?.destroy();
  }

  #connect() {
    const headers = { Accept: 'text/event-stream', ...(this.#lastEventId ? { 'Last-Event-ID': this.#lastEventId } : {}) };
    const sent = request(this.url, { headers, agent: false }, (response) => {
      const type = response.headers['content-type'] ?? '';
      if (response.statusCode !== 200 || !type.startsWith('text/event-stream')) {
        response.destroy();
        return this.#fail();
      }

      if (this.readyState === 2) return response.destroy();
      this.readyState = 1;
      this.onopen?.({ type: 'open' });
      const parser = new SseParser((frame) => {
        if (this.readyState === 2) return;
        this.#lastEventId = frame.id;
        for (const listener of this.#listeners.get(frame.event) ?? []) {
          listener({ type: frame.event, data: frame.data, lastEventId: frame.id });
        }
      });
      parser.lastEventId = this.#lastEventId;
      response.on('data', (chunk) => {
        parser.pushBytes(chunk);
        this.#retry = parser.retry ?? this.#retry;
      });
      response.on('close', () => this.#reestablish(sent));
    });
    sent.on('error', () => this.#reestablish(sent));
    sent.end();
    this.#request = sent;
  }

  #reestablish(sent) {
    if (this.readyState === 2 || sent !== this.#request) return;
    this.#request = null;
    this.readyState = 0;
    this.onerror?.({ type: 'error' });
    if (this.readyState === 0) this.#timer = setTimeout(() => this.#connect(), this.#retry);
  }

  #fail() {
    if (this.readyState === 2) return;
    this.readyState = 2;
    this.onerror?.({ type: 'error' });
  }
}
