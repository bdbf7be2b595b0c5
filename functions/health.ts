// HTTP health: the process is alive. HTTP health/ready: its stores answer. Anybody may ask, so that neither tells more; details go to the
// log.
import { app, type HttpMethod } from '@azure/functions';
import type { Reply } from '../lib/http/messages.ts';
import { responseTo } from './host/adapter.ts';
import { isReady } from './host/runtime.ts';

const methods: HttpMethod[] = ['GET', 'HEAD'];

const state = (status: number, word: string, headers: Reply['headers'] = {}): Reply => ({
  status,
  headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...headers },
  body: JSON.stringify({ status: word }),
});

app.http('health', {
  route: 'health',
  methods,
  authLevel: 'anonymous',
  handler: ({ method }) => responseTo(method, state(200, 'alive')),
});

app.http('healthReady', {
  route: 'health/ready',
  methods,
  authLevel: 'anonymous',
  handler: async ({ method }) =>
    responseTo(method, (await isReady()) ? state(200, 'ready') : state(503, 'not ready', { 'Retry-After': '5' })),
});
