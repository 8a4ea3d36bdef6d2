/**
 * Parses an event stream as the HTML standard says: CR, LF and CRLF, in any chunks; a leading byte order mark; comments;
 * frames without data are dropped; an unfinished frame at the end is dropped.
 */
export class SseParser {
  #rest = '';
  #started = false;
  #skipLineFeed = false;
  #data = [];
  #event = '';
  #bytes;

  /** The last `id:` that took effect: what a reconnect sends as `Last-Event-ID`. */
  lastEventId = '';

  /** The last `retry:` in milliseconds, or null. */
  retry = null;

  /** @param {(frame: {event: string, data: string, id: string}) => void} onFrame */
  constructor(onFrame, { onComment = null, maxFrameChars = 64 * 1024 * 1024 } = {}) {
    this.onFrame = onFrame;
    this.onComment = onComment;
    this.maxFrameChars = maxFrameChars;
    this.#bytes = new TextDecoder('utf-8', { ignoreBOM: true });
  }

  /** @param {Uint8Array} chunk */
  pushBytes(chunk) {
    this.push(this.#bytes.decode(chunk, { stream: true }));
  }

  push(text) {
    if (text === '') return;
    if (!this.#started) {
      this.#started = true;
      if (text.startsWith('\uFEFF')) text = text.slice(1);
    }

    if (this.#skipLineFeed && text.startsWith('\n')) text = text.slice(1);
    this.#skipLineFeed = false;
    let from = 0;
    const line = /\r\n|\r|\n/g;
    for (let match; (match = line.exec(text)); ) {
      const content = this.#rest + text.slice(from, match.index);
      this.#rest = '';
      from = line.lastIndex;
      // A CR at the end of a chunk ends the line at once; if a LF follows in the next chunk it belongs to it.
      if (match[0] === '\r' && from === text.length) this.#skipLineFeed = true;
      this.#line(content);
    }

    this.#rest += text.slice(from);
    if (this.#rest.length > this.maxFrameChars) throw new RangeError('A line of the event stream is too long.');
  }

  #line(line) {
    if (line === '') return this.#dispatch();
    const colon = line.indexOf(':');
    if (colon === 0) return void this.onComment?.(line.slice(1));
    const field = colon < 0 ? line : line.slice(0, colon);
    let value = colon < 0 ? '' : line.slice(colon + 1);
    if (value.startsWith(' ')) value = value.slice(1);
    if (field === 'data') this.#data.push(value);
    else if (field === 'event') this.#event = value;
    else if (field === 'id' && !value.includes('\0')) this.lastEventId = value;
    else if (field === 'retry' && /^\d+$/.test(value)) this.retry = Number(value);
  }

  #dispatch() {
    const frame = { event: this.#event || 'message', data: this.#data.join('\n'), id: this.lastEventId };
    const empty = this.#data.length === 0;
    this.#data = [];
    this.#event = '';
    if (!empty) this.onFrame(frame);
  }
}
