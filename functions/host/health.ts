// Answers whether the process is alive and whether its stores answer. Anybody may ask, so that neither tells more; details go to the log.
import type { Reply } from '../../lib/http/messages.ts';
import { responseTo, type Handler } from './adapter.ts';
import { isReady } from './runtime.ts';

const state = (status: number, word: string, headers: Reply['headers'] = {}): Reply => ({
  status,
  headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...headers },
  body: JSON.stringify({ status: word }),
});

export const health: Handler = ({ method }) => Promise.resolve(responseTo(method, state(200, 'alive')));

export const healthReady: Handler = async ({ method }) =>
  responseTo(method, (await isReady()) ? state(200, 'ready') : state(503, 'not ready', { 'Retry-After': '5' }));
