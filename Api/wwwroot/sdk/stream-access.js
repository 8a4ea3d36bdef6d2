const capabilityOf = (url) => (url === null ? null : new URL(url, 'http://localhost').searchParams.get('capability'));

/** The right to read the stream of one job: a URL that carries it, asked for and renewed where the server tells callers apart. */
export class StreamAccess {
  #jobId;
  #api;
  #renew;
  #tryAgainMs;
  /** The stream's URL with the right to read it; null: to be asked for. */
  #url;
  #renewing = false;

  /** @param {{url?: string, renew?: Function, minBackoffMs: number}} options */
  constructor(jobId, api, { url, renew, minBackoffMs }) {
    this.#jobId = jobId;
    this.#api = api;
    this.#renew = renew;
    this.#tryAgainMs = minBackoffMs;
    this.#url = url ?? null;
  }

  /** The server tells callers apart, so the stream's URL must carry a right. */
  get isGuarded() {
    return this.canAsk || this.capability !== null;
  }

  /** Whether another URL can be had. */
  get canAsk() {
    return this.#api.isAuthorized || Boolean(this.#renew);
  }

  get capability() {
    return capabilityOf(this.#url);
  }

  /** The URL, or a promise of one where it must be asked for. */
  address() {
    if (this.#url !== null) return this.#url;
    return this.canAsk ? this.#ask(null).then(() => this.#url) : this.#api.url(`/api/jobs/${encodeURIComponent(this.#jobId)}/stream`);
  }

  /** The next address is asked for, by the rights of that moment. */
  forget() {
    this.#url = null;
  }

  /**
   * Renews the right to an open stream, which then goes on. The stream's own node may not have heard of a renewal that was granted
   * (`renewed: false`): then it is sent again. Without a renewal the stream ends at `expires_at`.
   * @param {{renew_url: string, expires_at: string}} expiring the stream's announcement
   * @param {() => boolean} isOver whether the stream needs it no longer
   */
  async renew(expiring, isOver) {
    if (!this.canAsk || this.#renewing) return;
    this.#renewing = true;
    try {
      while (!isOver() && Date.now() < Date.parse(expiring.expires_at)) {
        try {
          if ((await this.#ask(expiring)).renewed !== false) return;
        } catch (error) {
          if (error.transient === false) return;
        }

        await new Promise((resolve) => setTimeout(resolve, this.#tryAgainMs));
      }
    } finally {
      this.#renewing = false;
    }
  }

  async #ask(expiring) {
    const ask = this.#renew ?? (() => (expiring ? this.#api.request('POST', expiring.renew_url) : this.#api.access(this.#jobId)));
    const answer = await ask(expiring);
    this.#url = this.#api.url(answer.stream_url);
    return answer;
  }
}
