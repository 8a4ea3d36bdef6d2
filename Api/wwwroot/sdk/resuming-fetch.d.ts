export interface ResumingFetchOptions {
  /** Sends the requests; the global `fetch` by default. */
  fetch?: (url: string, init?: RequestInit) => Promise<Response>;
  /** Whether the parsed JSON of a frame is that of the last one. */
  isEnd(data: any): boolean;
  /** The longest delay before the first try to resume, in milliseconds; 250 by default. It doubles with each failed try, up to 10 seconds. */
  firstDelayMs?: number;
  /** A connection that is silent for so long is left, and the stream goes on over another one. In milliseconds; 35,000 by default. */
  staleAfterMs?: number;
}

/**
 * A `fetch` whose event streams go on by themselves: a response that breaks off before its last frame is requested again with `Last-Event-ID`,
 * and the reader sees one response without a gap and without a repeated frame.
 */
export function resumingFetch(options: ResumingFetchOptions): (url: string, init?: RequestInit) => Promise<Response>;
