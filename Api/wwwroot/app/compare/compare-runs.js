// What differs between two runs, from their snapshots and logs. No DOM, so that tests can look at it.

import { withoutIds } from '../systems/backlog-items.js';
import { Waterfall } from '../waterfall.js';

/** Deeper values are compared as one JSON text. */
const DEEPEST = 6;
/** Members of results that tell when, or how long something took: they differ in every run. */
const TIMES = /^(timings|\w+_at|duration(_\w+)?|elapsed(_\w+)?|took(_\w+)?)$/;
/** Ids of runs and of what they made differ in every run too. */
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const THERE = '✓';

/** @typedef {{name: string, one: any, other: any, same: boolean}} Row a value of the two runs; undefined where a run has none */
/** @typedef {{id: 'outcome'|'durations'|'metrics'|'results'|'texts'|'changes'|'checks'|'insights', rows: Row[]}} Section */

/**
 * @param {{snapshot: object, events: object[]}} one `events`: payloads of the log, for the durations; may be empty
 * @param {{snapshot: object, events: object[]}} other
 * @returns {Section[]} those with rows
 */
export function compareRuns(one, other) {
  const [a, b] = [one.snapshot, other.snapshot];
  const by = (list, key, value) => Object.fromEntries(list.map((item) => [item[key], value(item)]));
  return [
    section('outcome', outcomeOf(a), outcomeOf(b)),
    section('durations', durationsOf(one), durationsOf(other)),
    section('metrics', ...[a, b].map(({ metrics }) => by(metrics, 'name', (m) => m.value))),
    section('results', leavesOf(a), leavesOf(b)),
    section('texts', ...[a, b].map(({ texts }) => by(texts, 'target', (text) => withoutIds(text.text)))),
    section('changes', ...[a, b].map(({ diffs }) => by(diffs, 'diff_id', (diff) => `${diff.before} → ${diff.after}`))),
    section('checks', ...[a, b].map(({ validations }) => by(validations, 'label', (rule) => rule.status))),
    section('insights', ...[a, b].map(({ insights }) => by(insights, 'insight_id', (insight) => insight.message))),
  ].filter(({ rows }) => rows.length > 0);
}

/** How many values differ. Durations differ always, and say nothing of what came out. */
export const differences = (sections) => sections.filter(({ id }) => id !== 'durations').reduce((sum, { rows }) => sum + rows.filter((row) => !row.same).length, 0);

function section(id, one, other) {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return { id, rows: [...names].map((name) => ({ name, one: one[name], other: other[name], same: one[name] === other[name] })) };
}

const outcomeOf = ({ status, error }) => ({ status, ...(error && { error: `${error.message} (${error.code})` }) });

/** Milliseconds: in all, in the queue, and of each step over all attempts. */
function durationsOf({ snapshot, events }) {
  const durations = {};
  if (snapshot.started_at && snapshot.ended_at) durations.total = Date.parse(snapshot.ended_at) - Date.parse(snapshot.started_at);
  if (events.length === 0) return durations;
  const waterfall = new Waterfall();
  for (const event of events) waterfall.add(event);
  if (waterfall.waits.length > 0) durations.wait = waterfall.waits.reduce((sum, { from, to }) => sum + ((to ?? waterfall.last) - from), 0);
  for (const { step, from, to } of waterfall.attempts.flatMap(({ steps }) => steps)) durations[`step.${step}`] = (durations[`step.${step}`] ?? 0) + ((to ?? waterfall.last) - from);
  return durations;
}

/** All results and the summary, value by value. */
function leavesOf({ results, summary }) {
  const leaves = {};
  for (const { key, data } of results) {
    if (ID.test(key)) leaves[nameOfItem(data, key)] = THERE; // an item that the run has made: no other run has it
    else collect(leaves, key, data, 0);
  }

  if (summary !== undefined && summary !== null) collect(leaves, 'summary', summary, 0);
  return leaves;
}

const nameOfItem = ({ type, title }, id) => [type, title ?? id].filter(Boolean).join(' › ');

const isId = (value) => (Array.isArray(value) ? value.length > 0 && value.every(isId) : ID.test(value));

function collect(leaves, path, value, depth) {
  if (isId(value)) return;
  if (typeof value === 'string') leaves[path] = withoutIds(value);
  else if (value === null || typeof value !== 'object') leaves[path] = value;
  else if (isId(value.id)) leaves[nameOfItem(value, value.id)] = THERE;
  else if (Array.isArray(value) && value.every((item) => item === null || typeof item !== 'object')) leaves[path] = value.join(', ');
  else if (depth >= DEEPEST) leaves[path] = JSON.stringify(value);
  else for (const [name, inner] of Object.entries(value).filter(([member]) => !TIMES.test(member))) collect(leaves, `${path} › ${Array.isArray(value) ? Number(name) + 1 : name}`, inner, depth + 1);
}
