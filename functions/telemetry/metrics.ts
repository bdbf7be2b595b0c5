// Metrics: the number and duration of requests, the calls to the stores, how full the byte budget is, and what becomes of changes.
import type { Meter } from '@opentelemetry/api';
import type { ChangeMeter } from '../../lib/changes/changeMeter.ts';
import type { ByteBudget } from '../../lib/runtime/byteBudget.ts';
import type { Observed } from './observed.ts';

interface Metrics {
  /** Counts a piece of work. */
  readonly count: (work: Observed) => void;
  readonly changes: ChangeMeter;
}

/** Counts everything; traces are sampled, metrics are not. */
export function createMetrics(meter: Meter, budget: ByteBudget): Metrics {
  return { count: createWorkMetrics(meter, budget), changes: createChangeMetrics(meter) };
}

function createChangeMetrics(meter: Meter): ChangeMeter {
  const lag = meter.createHistogram('changes.lag', { unit: 's', description: 'From the write of a change to its handling, by batch' });
  const outcomes = meter.createCounter('notifications', { description: 'Notifications by what became of them' });
  return {
    lag: (seconds) => lag.record(seconds),
    count: (outcome, by) => outcomes.add(by, { outcome }),
  };
}

function createWorkMetrics(meter: Meter, budget: ByteBudget): Metrics['count'] {
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
