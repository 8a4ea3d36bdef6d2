const LISTS = { step: 'steps', insight: 'insights', metric: 'metrics', validation: 'validations', diff: 'diffs', result: 'results', timeline: 'timeline' };

/** The parts of a UI message by kind, in their order. */
export function partsOf(message) {
  const kinds = Object.fromEntries(Object.keys(LISTS).map((kind) => [kind, message.parts.filter((p) => p.type === `data-${kind}`).map((p) => p.data)]));
  const texts = message.parts.filter((p) => p.type === 'text');
  return {
    ...kinds,
    texts: texts.map((p) => p.text),
    open: texts.filter((p) => p.state !== 'done').length,
    status: message.parts.filter((p) => p.type === 'data-status').map((p) => p.data),
    error: message.parts.filter((p) => p.type === 'data-error').map((p) => p.data),
  };
}

/** What the parts must be for a snapshot. */
export function nativeParts(snapshot) {
  const { texts, ...status } = snapshot;
  const kinds = Object.fromEntries(Object.entries(LISTS).map(([kind, list]) => {
    delete status[list];
    return [kind, snapshot[list]];
  }));
  return { ...kinds, texts: texts.map((t) => t.text), open: 0, status: [status], error: snapshot.error ? [snapshot.error] : [] };
}
