import { runConformanceTests } from '@durable-streams/server-conformance-tests';

// Node says "fetch failed" of every error; a report needs the reason.
const { fetch } = globalThis;
globalThis.fetch = (...request) => fetch(...request).catch((error) => {
  if (error.cause) error.message += `: ${error.cause}`;
  throw error;
});

runConformanceTests({ baseUrl: process.env.STREAMS_URL, longPollTimeoutMs: 500 });
