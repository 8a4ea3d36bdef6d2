// Where the time of a job went: attempts, their steps, items and model calls, from its log. No DOM, so that tests can look at it.

/** @typedef {{model: string, from: number, to: number, input?: number, output?: number, cost?: number, error?: string}} Call */
/** @typedef {{item: string, from: number, to: number, calls: Call[]}} Item */
/** @typedef {{step: string, from: number, to: number|null, status: string, message?: string, items: Item[], calls: Call[]}} Step */
/** @typedef {{attempt: number, from: number, to: number|null, worker?: string, outcome?: string, error?: string, steps: Step[]}} Attempt */

/** Reads a log, event by event. Times are in milliseconds since 1970. */
export class Waterfall {
  /** When the job was created; null before its first event. */
  from = null;
  /** The time of the last event. */
  last = null;
  /** How many events were read. */
  seq = 0;
  /** @type {{from: number, to: number|null}[]} */
  waits = [];
  /** @type {Attempt[]} */
  attempts = [];

  /** @param {object} event the payload of the next event */
  add(event) {
    const at = Date.parse(event.at);
    this.from ??= at;
    this.#read(event, at);
    this.last = Math.max(this.last ?? at, at);
    this.seq++;
  }

  /** Sums over all calls to models; a cost only where one is known. */
  get totals() {
    const calls = this.attempts.flatMap(({ steps }) => steps.flatMap((step) => [...step.calls, ...step.items.flatMap((item) => item.calls)]));
    return sumOf(calls);
  }

  #read(event, at) {
    switch (event.type) {
      case 'job_status': return this.#readStatus(event, at);
      case 'attempt_reset': return this.#endAttempt(this.last, event.reason);
      case 'step_progress': return this.#readStep(event, at);
      case 'job_error':
        if (this.#attempt) this.#attempt.error = `${event.message} (${event.code})`;
        return undefined;
      case 'done':
        this.#endWait(at);
        return this.#endAttempt(at, event.status);
      default: return undefined;
    }
  }

  #readStatus({ status, message, attempt, worker }, at) {
    if (status === 'queued') {
      this.#endAttempt(at, 'handed_back');
      this.waits.push({ from: at, to: null });
    } else if (status === 'running') {
      this.#endAttempt(at, 'worker_lost');
      this.#endWait(at);
      this.attempts.push({ attempt, from: at, to: null, worker, steps: [] });
    } else if (status === 'retrying' && this.#attempt) {
      this.#attempt.error = message;
    }
  }

  #readStep({ step: name, status, message, work }, at) {
    const attempt = this.#attempt;
    if (!attempt) return;
    let step = attempt.steps.find((s) => s.step === name);
    if (!step) {
      if (status !== 'started') return; // finished by an earlier attempt, or never begun
      step = { step: name, from: at, to: null, status, items: [], calls: [] };
      attempt.steps.push(step);
    }

    step.status = status;
    if (status === 'failed') step.message = message;
    if (status !== 'started' && status !== 'running') step.to = at;
    if (!work) return;
    const calls = (work.calls ?? []).map(callOf);
    if (work.item === undefined) step.calls.push(...calls);
    else step.items.push({ item: work.item, from: at - work.ms, to: at, calls });
  }

  get #attempt() {
    const attempt = this.attempts.at(-1);
    return attempt?.to === null ? attempt : undefined;
  }

  #endAttempt(at, outcome) {
    const attempt = this.#attempt;
    if (!attempt) return;
    attempt.to = at;
    attempt.outcome = outcome;
    for (const step of attempt.steps.filter((s) => s.to === null)) Object.assign(step, { to: at, status: 'stopped' });
  }

  #endWait(at) {
    const wait = this.waits.at(-1);
    if (wait?.to === null) wait.to = at;
  }
}

const callOf = ({ model, at, ms, input_tokens: input, output_tokens: output, cost, error }) => {
  const from = Date.parse(at);
  return { model, from, to: from + ms, input, output, cost, error };
};

/** @param {Call[]} calls */
export function sumOf(calls) {
  const sum = (name) => calls.reduce((total, call) => (call[name] === undefined ? total : (total ?? 0) + call[name]), undefined);
  return { calls: calls.length, input: sum('input'), output: sum('output'), cost: sum('cost') };
}

/**
 * The lines of the picture, each with its depth.
 * @param {(key: string) => boolean} isOpen whether the items of a step are shown
 * @param {number} most items of one step
 * @returns {{key: string, kind: 'wait'|'attempt'|'step'|'item'|'call'|'more', depth: number, from: number, to: number, of: object}[]}
 */
export function linesOf({ waits, attempts, last }, isOpen, most = 200) {
  const line = (key, kind, depth, of) => ({ key, kind, depth, from: of.from, to: of.to ?? last, of });
  const callLines = (key, depth, calls) => calls.map((call, i) => line(`${key}/call-${i}`, 'call', depth, call));
  const itemLines = (key, step) => {
    const items = [...step.items].sort((a, b) => a.from - b.from);
    const shown = items.slice(0, most).flatMap((item, i) => [line(`${key}/item-${i}`, 'item', 2, item), ...callLines(`${key}/item-${i}`, 3, item.calls)]);
    return items.length > most ? [...shown, line(`${key}/more`, 'more', 2, { from: step.from, to: step.from, rest: items.length - most })] : shown;
  };
  const stepLines = (key, step) => [line(key, 'step', 1, step), ...(isOpen(key) ? [...callLines(key, 2, step.calls), ...itemLines(key, step)] : [])];
  const groups = [
    ...waits.map((wait, i) => [line(`wait-${i}`, 'wait', 0, wait)]),
    ...attempts.map((attempt) => {
      const key = `attempt-${attempt.attempt}`;
      return [line(key, 'attempt', 0, attempt), ...attempt.steps.flatMap((step) => stepLines(`${key}/${step.step}`, step))];
    }),
  ];
  return groups.sort(([a], [b]) => a.from - b.from).flat();
}
