// Metrics: the number and duration of requests, the calls to the stores, and how full the byte budget is.
import type { Meter } from '@opentelemetry/api';
import type { ByteBudget } from '../../lib/runtime/byteBudget.ts';
import type { Observed } from './observed.ts';

/** Counts every piece of work; traces are sampled, metrics are not. */
export function createMetrics(meter: Meter, budget: ByteBudget): (work: Observed) => void {
  const duration = meter.createHistogram('request.duration', { unit: 'ms', description: 'Requests; how many is the count of values' });
  const calls = meter.createCounter('store.calls', { description: 'Calls to Cosmos DB and Blob Storage' });
  const charge = meter.createCounter('store.request_charge', { unit: 'RU', description: 'Request units of Cosmos DB' });
  const throttled = meter.createCounter('store.throttled', { description: 'Answers of a store that it is busy (429, 503)' });
  const retries = meter.createCounter('store.retries', { description: 'Calls that were tried again' });
  meter
    .createObservableGauge('byte_budget.used', { unit: 'By', description: 'The most that was in flight at once, since the value before' })
    .addCallback((result) => result.observe(budget.takePeak()));

  return ({ name, durationMs, stores, method, operation, status }) => {
    const of = { operation: operation ?? (method === undefined ? name : 'unknown') };
    duration.record(durationMs, { ...of, ...(method !== undefined && { method }), ...(status !== undefined && { status }) });
    for (const [kind, count] of Object.entries(stores.counts)) calls.add(count, { kind });
    if (stores.charge > 0) charge.add(stores.charge, of);
    if (stores.throttled > 0) throttled.add(stores.throttled, of);
    if (stores.retries > 0) retries.add(stores.retries, of);
  };
}
