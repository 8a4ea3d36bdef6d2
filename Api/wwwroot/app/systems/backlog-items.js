// The items of a backlog: as a tree, narrowed, and as the files of an export. No DOM, so that tests can look at it.

/** Every item under its parent, in the order in which they came; an item whose parent is not among them is at the top. */
export function treeOf(items) {
  const childrenOf = new Map();
  const ids = new Set(items.map((item) => item.id));
  for (const item of items) {
    const parent = ids.has(item.parent) && item.parent !== item.id ? item.parent : null;
    if (!childrenOf.has(parent)) childrenOf.set(parent, []);
    childrenOf.get(parent).push(item);
  }

  const grow = (item) => ({ item, children: (childrenOf.get(item.id) ?? []).map(grow) });
  return (childrenOf.get(null) ?? []).map(grow);
}

/**
 * The items that fit, with all above them, so that each is seen where it belongs.
 * @param {{words?: string, type?: string, run?: string}} filter words: all of them, anywhere in an item; run: the session that created it
 * @returns {{items: object[], found: Set<string>}} found: the ids of those that fit themselves
 */
export function narrow(items, { words = '', type = '', run = '' }) {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (item) => (!type || item.type === type) && (!run || item.created_by === run) && (wanted.length === 0 || hasAll(textOf(item), wanted));
  const byId = new Map(items.map((item) => [item.id, item]));
  const found = new Set(items.filter(fits).map((item) => item.id));
  const kept = new Set(found);
  for (const id of found) {
    for (let above = byId.get(byId.get(id).parent); above && !kept.has(above.id); above = byId.get(above.parent)) kept.add(above.id);
  }

  return { items: items.filter((item) => kept.has(item.id)), found };
}

const hasAll = (text, words) => words.every((word) => text.includes(word));

const textOf = ({ title, description, acceptance_criteria: criteria, steps, expected }) =>
  [title, description, criteria, steps, expected].flat().filter(Boolean).join('\n').toLowerCase();

/** The runs that created items, the newest first. @returns {{run: string, at: string, count: number}[]} `at`: of its first item */
export function runsOf(items) {
  const runs = new Map();
  for (const { created_by: run, created_at: at } of items) {
    const known = runs.get(run);
    if (known) known.count++;
    else runs.set(run, { run, at, count: 1 });
  }

  return [...runs.values()].reverse();
}

/** An answer without the ids of the items that it names, which programs read: `- Pay by card [f50f6c3b-…]`. */
export const withoutIds = (answer) => answer.replace(/ \[[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\]/g, '');

/** Items of each type: `{epic: 2, story: 7}`. */
export function countsOf(items) {
  const counts = {};
  for (const { type } of items) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}

/**
 * The backlog as a Markdown document: epics and stories as headings, everything else below them.
 * @param {{type: (type: string) => string, criteria: string, steps: string, expected: string, points: (n: number) => string}} words
 */
export function markdownOf(title, items, words) {
  const lines = [`# ${title}`];
  const list = (label, entries, mark) => entries?.length > 0 && lines.push('', `${label}:`, '', ...entries.map((entry, i) => `${mark(i)} ${oneLine(entry)}`));
  const write = ({ item, children }, depth) => {
    const points = item.points ? ` (${words.points(item.points)})` : '';
    lines.push('', `${'#'.repeat(Math.min(depth, 6))} ${words.type(item.type)}: ${oneLine(item.title)}${points}`);
    if (item.description && !item.steps?.length) lines.push('', oneLine(item.description));
    list(words.criteria, item.acceptance_criteria, () => '-');
    list(words.steps, item.steps, (i) => `${i + 1}.`);
    if (item.expected) lines.push('', `${words.expected} ${oneLine(item.expected)}`);
    for (const child of children) write(child, depth + 1);
  };
  for (const node of treeOf(items)) write(node, 2);
  return `${lines.join('\n')}\n`;
}

const oneLine = (text) => text.replace(/\s+/g, ' ').trim();

/** The backlog as a table, each item with the title of the item above it. */
export function tableOf(items, label) {
  const byId = new Map(items.map((item) => [item.id, item]));
  const columns = [
    ['type', (x) => label(`type.${x.type}`)], ['title', (x) => x.title], ['parent', (x) => byId.get(x.parent)?.title], ['description', (x) => x.description],
    ['criteria', (x) => x.acceptance_criteria?.join('\n')], ['points', (x) => x.points], ['steps', (x) => x.steps?.join('\n')], ['expected', (x) => x.expected],
    ['status', (x) => x.status], ['created', (x) => x.created_at], ['run', (x) => x.created_by], ['id', (x) => x.id],
  ];
  return [columns.map(([id]) => label(`backlog.csv.${id}`)), ...items.map((item) => columns.map(([, value]) => value(item)))];
}
