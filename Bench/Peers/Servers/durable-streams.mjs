// @durable-streams/server with its default settings, in memory.
import { DurableStreamTestServer } from '@durable-streams/server';

await new DurableStreamTestServer({ port: Number(process.env.PORT), host: '127.0.0.1' }).start();
