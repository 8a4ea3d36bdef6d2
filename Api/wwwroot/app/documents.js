// Documents among the results of a job.

export const isDocument = (value) => typeof value === 'string' && (value.length > 400 || (value.includes('\n') && value.length > 80));

/** The document to download, when the job made one: the text of its summary, or the longest text of its only result. */
export function mainDocument({ results, summary, pipeline }) {
  if (isDocument(summary?.text)) return { name: `${pipeline}.txt`, text: summary.text, type: 'text/plain' };
  if (results.length !== 1) return null;
  const [first] = documentsOf(results[0]).sort((a, b) => b.text.length - a.text.length);
  return first ?? null;
}

export function documentsOf({ key, data }) {
  const entries = (typeof data === 'string' ? [['', data]] : Object.entries(data ?? {})).filter(([, value]) => isDocument(value));
  // The same text plain and as Markdown is one document.
  const fields = entries.map(([field]) => field);
  const documents = entries.filter(([field]) => !field.endsWith('text') || !fields.includes(field.replace(/text$/, 'markdown')));
  return documents.map(([field, text]) => {
    const formatted = /markdown|md$/i.test(field) || /\.md$/i.test(key) || /^#{1,3} /m.test(text);
    const part = documents.length > 1 ? `-${field.replace(/_?(text|markdown)$/, '')}`.replace(/-$/, '') : '';
    const name = /\.\w{1,5}$/.test(key) && part === '' ? key : `${key}${part}.${formatted ? 'md' : 'txt'}`;
    return { name, text, formatted, type: formatted ? 'text/markdown' : 'text/plain' };
  });
}

/** A result without its documents; null when nothing else is in it. */
export function withoutDocuments({ key, data }) {
  if (typeof data === 'string') return isDocument(data) ? null : { key, data };
  if (data === null || typeof data !== 'object' || Array.isArray(data)) return { key, data };
  const rest = Object.entries(data).filter(([, value]) => !isDocument(value));
  return rest.length > 0 ? { key, data: Object.fromEntries(rest) } : null;
}
