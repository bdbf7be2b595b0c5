// The door between the triggers and the service: what handles requests, and what runs without one.
import { handledBy, type Handler } from './adapter.ts';
import { health, healthReady } from './health.ts';
import { beside, graph, hooks, issuerConfiguration, issuerKeys, uploads } from './runtime.ts';

export { runChanges, runSweep, runWork, start, stop } from './runtime.ts';

/** By the names that triggers choose them by. */
export const handlers = {
  graph: handledBy(graph),
  uploads: handledBy(uploads),
  hooks: handledBy(hooks),
  issuerConfiguration: handledBy(issuerConfiguration),
  issuerKeys: handledBy(issuerKeys),
  beside: handledBy(beside),
  health,
  healthReady,
} satisfies Readonly<Record<string, Handler>>;
