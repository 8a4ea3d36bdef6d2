import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SseParser } from '../../Api/wwwroot/sdk/sse-parser.js';

const TEXT = '\uFEFFretry: 1500\r\n: ping\r\n\r\nevent: a\rid: 1-1\rdata: één\rdata: two\r\rdata:x\n\nid: 1-2\n\nevent: no data\n\ndata\n\nid: a\0b\ndata: 🎯\n\ndata: unfinished';
const FRAMES = [
  { event: 'a', data: 'één\ntwo', id: '1-1' },
  { event: 'message', data: 'x', id: '1-1' },
  { event: 'message', data: '', id: '1-2' },
  { event: 'message', data: '🎯', id: '1-2' },
];

test('frames are the same however the bytes are cut', () => {
  const bytes = new TextEncoder().encode(TEXT);
  for (const size of [1, 2, 3, 5, 7, 11, 64, bytes.length]) {
    const frames = [];
    const comments = [];
    const parser = new SseParser((f) => frames.push(f), { onComment: (c) => comments.push(c) });
    for (let i = 0; i < bytes.length; i += size) parser.pushBytes(bytes.subarray(i, i + size));
    assert.deepEqual(frames, FRAMES, `chunks of ${size}`);
    assert.deepEqual(comments, [' ping']);
    assert.equal(parser.retry, 1500);
    assert.equal(parser.lastEventId, '1-2');
  }
});

test('a line without end is bounded', () => {
  const parser = new SseParser(() => {}, { maxFrameChars: 10 });
  assert.throws(() => parser.push('data: 0123456789'), RangeError);
});
