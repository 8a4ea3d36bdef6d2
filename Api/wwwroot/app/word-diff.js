// Which words of two texts differ: the longest common subsequence over words, spaces and marks.

const MOST_CELLS = 4_000_000;

const words = (text) => text.match(/[\p{L}\p{N}]+(?:[.'’+#-][\p{L}\p{N}+#]+)*|\s+|[^\s\p{L}\p{N}]/gu) ?? [];

/** @returns {{op: 'same'|'remove'|'add', text: string}[]} in reading order, removals before additions */
export function wordDiff(before, after) {
  const a = words(before);
  const b = words(after);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const parts = [];
  push(parts, 'same', a.slice(0, start).join(''));
  middle(parts, a.slice(start, a.length - end), b.slice(start, b.length - end));
  push(parts, 'same', a.slice(a.length - end).join(''));
  return tidy(parts);
}

function middle(parts, a, b) {
  if (a.length * b.length > MOST_CELLS) {
    push(parts, 'remove', a.join(''));
    push(parts, 'add', b.join(''));
    return;
  }

  const width = b.length + 1;
  const longest = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      longest[i * width + j] = a[i] === b[j]
        ? longest[(i + 1) * width + j + 1] + 1
        : Math.max(longest[(i + 1) * width + j], longest[i * width + j + 1]);
    }
  }

  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      push(parts, 'same', a[i++]);
      j++;
    } else if (j >= b.length || (i < a.length && longest[(i + 1) * width + j] >= longest[i * width + j + 1])) push(parts, 'remove', a[i++]);
    else push(parts, 'add', b[j++]);
  }
}

function push(parts, op, text) {
  if (text === '') return;
  if (parts.at(-1)?.op === op) parts.at(-1).text += text;
  else parts.push({ op, text });
}

/** A single space between two changes does not count as common text: the changes are joined into phrases. */
function tidy(parts) {
  const tidied = [];
  let removed = '';
  let added = '';
  const flush = () => {
    push(tidied, 'remove', removed);
    push(tidied, 'add', added);
    removed = added = '';
  };
  parts.forEach(({ op, text }, i) => {
    if (op === 'remove') removed += text;
    else if (op === 'add') added += text;
    else if ((removed || added) && /^\s+$/.test(text) && i < parts.length - 1) {
      removed += text;
      added += text;
    } else {
      flush();
      push(tidied, 'same', text);
    }
  });
  flush();
  return tidied;
}
