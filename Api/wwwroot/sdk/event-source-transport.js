import { EVENT_TYPES } from './reducer.js';

const PER_CONNECTION = ['heartbeat', 'reset', 'snapshot', 'gone', 'access_expiring', 'access_ended'];

/**
 * One EventSource per watched job. A transport opens a connection from a cursor and reports its frames; it never reconnects:
 * `JobStream` decides when, so that the badge can show it, and so that it also works after a browser has given up for good.
 *
 * @returns {(request: {jobId: string, url: string | Promise<string>, cursor: string|null, whole?: boolean}, sink: TransportSink) => () => void}
 *   opens a connection and returns the function that closes it. `whole`: the url is complete.
 */
export function eventSourceTransport(EventSourceImpl = globalThis.EventSource, options = {}) {
  if (!EventSourceImpl) throw new TypeError('There is no EventSource here: pass one.');
  return ({ url, cursor, whole = false }, sink) => {
    // Without a cursor the stream starts with the snapshot instead of the whole log.
    const start = cursor === null ? 'from=snapshot' : `last_event_id=${encodeURIComponent(cursor)}`;
    let source = null;
    let closed = false;
    const close = () => {
      closed = true;
      source?.close();
    };

    const open = (address) => {
      if (closed) return;
      source = new EventSourceImpl(whole ? address : `${address}${address.includes('?') ? '&' : '?'}${start}`, options);
      source.onopen = () => closed || sink.opened();
      source.onerror = () => {
        if (closed) return;
        // CLOSED: the browser got something other than 200 and gives up for good, without reporting the status.
        const refused = source.readyState === 2;
        close();
        sink.ended({ refused });
      };
      for (const type of [...EVENT_TYPES, ...PER_CONNECTION]) {
        source.addEventListener(type, (e) => closed || sink.frame(type, e.data));
      }
    };

    if (typeof url === 'string') open(url);
    else url.then(open, (error) => closed || sink.ended({ refused: !error.transient, error: error.message }));
    return close;
  };
}
