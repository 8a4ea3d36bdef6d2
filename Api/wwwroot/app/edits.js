// Proposed edits of a text, taken back one by one. No DOM, so that tests can compare the texts.

const MARKS = /^[\s>#*•▪◦·+–-]+/;
const core = (line) => line.replace(MARKS, '').replace(/\*\*|__/g, '').trim();
const linesOf = (text) => (text === '' ? [] : text.split('\n'));

/**
 * The text without some of its edits. Lines are compared without the marks of headings and lists, so that the text may be Markdown that
 * was made of the edited text.
 * @param {string} text all edits applied
 * @param {{before: string, after: string}[]} edits those to take back, in the order in which they were applied: each replaced whole lines
 * @returns {{text: string, left: object[]}} `left`: edits that are still in the text, because their lines were not found
 */
export function withoutEdits(text, edits) {
  const lines = text.split('\n');
  const left = [];
  for (const edit of [...edits].reverse()) {
    if (!takeBack(lines, linesOf(edit.before), linesOf(edit.after))) left.unshift(edit);
  }

  return { text: lines.join('\n'), left };
}

function takeBack(lines, before, after) {
  if (after.length === 0) return false; // nothing tells where the lines were
  const at = lines.findIndex((_, i) => after.every((line, j) => i + j < lines.length && core(lines[i + j]) === core(line)));
  if (at < 0) return false;
  const exact = after.every((line, j) => lines[at + j] === line);
  const [marks] = MARKS.exec(lines[at]) ?? [''];
  lines.splice(at, after.length, ...before.map((line) => (exact ? line : marks + core(line))));
  return true;
}
