/** The texts of a response by their targets; what has none is the summary. */
export function outputOf(response) {
  const texts = {};
  for (const { target = '', content } of response.output) texts[target] = (texts[target] ?? '') + content.map((part) => part.text).join('');
  return texts;
}

/** What they must be for a snapshot. */
outputOf.native = ({ texts, status, summary }) => (texts.length > 0 || status !== 'completed' || summary == null
  ? Object.fromEntries(texts.map(({ target, text }) => [target, text]))
  : { '': JSON.stringify(summary) });
