// A React hook without a dependency on React: it is made from the React that the application has.
//
//   import * as React from 'react';
//   const useProcessingJob = createUseProcessingJob(React);
//   const { state, isComplete, isFailed, isConnected } = useProcessingJob(jobId);

import { JobStream } from './job-stream.js';

/** @param {{useMemo: Function, useEffect: Function, useSyncExternalStore: Function, useCallback: Function}} React 18 or newer */
export function createUseProcessingJob({ useCallback, useEffect, useMemo, useSyncExternalStore }) {
  return function useProcessingJob(jobId, options) {
    // The options of the first render are used: an object literal is a new object at each render and must not cause a reconnect.
    const store = useMemo(() => new JobStore(jobId, options), [jobId]);
    useEffect(() => store.open(), [store]);
    const view = useSyncExternalStore(store.subscribe, store.read, store.read);
    return {
      ...view,
      cancel: useCallback(() => store.stream?.cancel(), [store]),
      retry: useCallback(() => store.stream?.retry(), [store]),
      reconnect: useCallback(() => store.stream?.reconnectNow(), [store]),
    };
  };
}

class JobStore {
  stream = null;
  #listeners = new Set();
  #view = viewOf(null);

  constructor(jobId, options) {
    this.jobId = jobId;
    this.options = options;
  }

  subscribe = (listener) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  read = () => this.#view;

  /** Opened and closed by the effect, twice in StrictMode: the second stream goes on from what the first one had. */
  open() {
    if (!this.jobId) return undefined;
    const known = this.stream?.snapshot;
    const stream = new JobStream(this.jobId, known?.event_count ? { ...this.options, snapshot: known } : this.options);
    this.stream = stream;
    stream.addEventListener('change', () => {
      this.#view = viewOf(stream);
      for (const listener of this.#listeners) listener();
    });
    stream.connect();
    return () => stream.close();
  }
}

function viewOf(stream) {
  const snapshot = stream?.snapshot;
  return {
    state: {
      jobId: stream?.jobId ?? null,
      status: snapshot?.status ?? 'queued',
      currentStep: snapshot?.current_step ?? null,
      steps: snapshot?.steps ?? [],
      insights: snapshot?.insights ?? [],
      metrics: Object.fromEntries((snapshot?.metrics ?? []).map((m) => [m.name, m.value])),
      validations: snapshot?.validations ?? [],
      diffs: snapshot?.diffs ?? [],
      results: snapshot?.results ?? [],
      texts: snapshot?.texts ?? [],
      timeline: snapshot?.timeline ?? [],
      error: snapshot?.error ?? null,
      summary: snapshot?.summary ?? null,
      lastEventId: snapshot?.last_event_id ?? null,
      connection: stream?.connection ?? { state: 'idle', since: 0, nextTryAt: null, tries: 0, error: null },
    },
    isComplete: snapshot?.status === 'completed' && Boolean(snapshot.ended_at),
    isFailed: snapshot?.status === 'failed' || snapshot?.status === 'canceled' || stream?.connection.state === 'failed',
    isConnected: stream?.connection.state === 'live',
  };
}
