import { EVENT_TYPES } from './reducer.js';

const PER_CONNECTION = ['heartbeat', 'reset', 'snapshot', 'gone'];

/**
 * One EventSource per watched job. A transport opens a connection from a cursor and says what comes; it never reconnects:
 * `JobStream` decides when, so that the badge can say it, and so that a browser that gave up for good makes no difference.
 *
 * @returns {(request: {jobId: string, url: string, cursor: string|null, whole?: boolean}, sink: TransportSink) => () => void}
 *   opens; what it returns closes. `whole`: the url says all.
 */
export function eventSourceTransport(EventSourceImpl = globalThis.EventSource, options = {}) {
  if (!EventSourceImpl) throw new TypeError('There is no EventSource here: pass one.');
  return ({ url, cursor, whole = false }, sink) => {
    // No cursor: whoever has nothing yet starts with the snapshot instead of the whole log.
    const start = cursor === null ? 'from=snapshot' : `last_event_id=${encodeURIComponent(cursor)}`;
    const source = new EventSourceImpl(whole ? url : `${url}${url.includes('?') ? '&' : '?'}${start}`, options);
    let closed = false;
    const close = () => {
      closed = true;
      source.close();
    };

    source.onopen = () => closed || sink.opened();
    source.onerror = () => {
      if (closed) return;
      // CLOSED: the browser got something other than 200 and gives up for good, without telling what it was.
      const refused = source.readyState === 2;
      close();
      sink.ended({ refused });
    };
    for (const type of [...EVENT_TYPES, ...PER_CONNECTION]) {
      source.addEventListener(type, (e) => closed || sink.frame(type, e.data));
    }

    return close;
  };
}
