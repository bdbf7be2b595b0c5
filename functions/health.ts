// HTTP health: the process is alive. HTTP health/ready: its stores answer. Neither says more, for anybody may ask; the log does.
import { app, type HttpMethod, type HttpResponseInit } from '@azure/functions';
import { isReady } from './running.ts';

const methods: HttpMethod[] = ['GET', 'HEAD'];
const headers = { 'Cache-Control': 'no-store' };

app.http('health', {
  route: 'health',
  methods,
  authLevel: 'anonymous',
  handler: () => ({ status: 200, headers, jsonBody: { status: 'alive' } }),
});

app.http('healthReady', {
  route: 'health/ready',
  methods,
  authLevel: 'anonymous',
  handler: async (): Promise<HttpResponseInit> =>
    (await isReady())
      ? { status: 200, headers, jsonBody: { status: 'ready' } }
      : { status: 503, headers: { ...headers, 'Retry-After': '5' }, jsonBody: { status: 'not ready' } },
});
