import { runConformanceTests } from '@durable-streams/server-conformance-tests';

runConformanceTests({ baseUrl: process.env.STREAMS_URL, longPollTimeoutMs: 500 });
