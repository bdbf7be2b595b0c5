// Which traces are sent, and what is in them: the SDK's own provider, with an exporter that keeps what it gets.
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { SpanStatusCode } from '@opentelemetry/api';
import { expect, it, vi } from 'vitest';
import type { Observed } from '../../../functions/telemetry/observed.ts';
import { createSampler } from '../../../functions/telemetry/sampler.ts';
import { recordSpans } from '../../../functions/telemetry/spans.ts';

const usage = { counts: { read: 1, blobGet: 1 }, charge: 1, ms: 6, throttled: 0, retries: 0 };
const calls = [
  { kind: 'read', began: 1_800_000_000_001, ms: 2, status: 200, charge: 1 },
  { kind: 'blobGet', began: 1_800_000_000_003, ms: 4, status: 503, charge: 0 },
] as const;
const served: Observed = {
  name: 'GET attachments',
  began: 1_800_000_000_000,
  durationMs: 9,
  stores: { ...usage, calls },
  requestId: 'r',
  method: 'GET',
  operation: 'attachments',
  status: 200,
};
const failure: Observed = { ...served, status: 503, error: new TypeError('secret') };

function record(tracesPerSecond: number, works: readonly Observed[]): ReadableSpan[] {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({
    sampler: createSampler(tracesPerSecond),
    spanProcessors: [new SimpleSpanProcessor(exporter)],
  });
  const tracer = provider.getTracer('test');
  for (const work of works) recordSpans(tracer, work);
  return exporter.getFinishedSpans();
}

const requestsIn = (spans: readonly ReadableSpan[]) => spans.filter(({ name }) => name === 'GET attachments');

it('a request spans its calls, at the times when they were made', () => {
  const traceParent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';
  const [read, get, request] = record(1_000_000, [{ ...served, traceParent }]);
  expect(request?.startTime).toEqual([1_800_000_000, 0]);
  expect(request?.duration).toEqual([0, 9_000_000]);
  expect(request?.spanContext().traceId).toBe('0af7651916cd43dd8448eb211c80319c');
  expect(request?.parentSpanContext?.spanId).toBe('b7ad6b7169203331');
  expect(request?.attributes).toEqual({
    'http.request.method': 'GET',
    'http.route': 'attachments',
    'http.response.status_code': 200,
    'request.id': 'r',
    'stores.request_charge': 1,
    'stores.ms': 6,
    'stores.retries': 0,
  });
  for (const call of [read, get]) expect(call?.parentSpanContext?.spanId).toBe(request?.spanContext().spanId);
  expect([read?.startTime, read?.duration]).toEqual([
    [1_800_000_000, 1_000_000],
    [0, 2_000_000],
  ]);
  expect([read?.status.code, get?.status.code, request?.status.code]).toEqual([SpanStatusCode.OK, SpanStatusCode.ERROR, SpanStatusCode.OK]);
});

it.each([undefined, '', 'none', '00-00000000000000000000000000000000-b7ad6b7169203331-01'])(
  'a request has a trace of its own without a valid one: %s',
  (traceParent) => {
    const request = requestsIn(record(1_000_000, [{ ...served, ...(traceParent !== undefined && { traceParent }) }]))[0];
    expect(request?.parentSpanContext).toBeUndefined();
    expect(request?.spanContext().traceId).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
  },
);

it('every failure is sent, however few traces are wanted, and says no more than its kind', () => {
  const spans = record(0, [served, failure, served, failure]);
  expect(requestsIn(spans)).toHaveLength(2);
  expect(spans).toHaveLength(6);
  const [request] = requestsIn(spans);
  expect(request?.attributes['error.type']).toBe('TypeError');
  expect(request?.status).toEqual({ code: SpanStatusCode.ERROR });
  expect(JSON.stringify(spans.map(({ attributes, events }) => [attributes, events]))).not.toContain('secret');
});

it('what a caller brings about by asking for too much is no failure, whatever its status', () => {
  const refused: Observed = { ...served, status: 503 };
  const [request] = requestsIn(record(1_000_000, [refused]));
  expect(request?.status.code).toBe(SpanStatusCode.OK);
  expect(request?.attributes).not.toHaveProperty('error.type');
  expect(record(0, [refused])).toEqual([]);
});

it('a refusal is no failure', () => {
  const [request] = requestsIn(record(1_000_000, [{ ...served, status: 404 }]));
  expect(request?.status.code).toBe(SpanStatusCode.OK);
  expect(record(0, [{ ...served, status: 404 }])).toEqual([]);
});

it('no more spans than wanted are sent of what succeeds, each with what it stands for, its calls too', () => {
  // A thousand of them a second, whatever time it takes: by this the sampler measures.
  let nanoseconds = 0n;
  const time = vi.spyOn(process.hrtime, 'bigint').mockImplementation(() => (nanoseconds += 1_000_000n));
  const spans = record(
    100,
    Array.from({ length: 3_000 }, () => served),
  );
  time.mockRestore();
  const requests = requestsIn(spans);
  expect(requests.length).toBeGreaterThan(150);
  expect(requests.length).toBeLessThan(600);
  expect(spans.length).toBe(requests.length * 3);
  const rates = new Map(requests.map((span) => [span.spanContext().traceId, span.attributes['microsoft.sample_rate']]));
  for (const span of spans) expect(span.attributes['microsoft.sample_rate']).toBe(rates.get(span.spanContext().traceId));
  expect([...rates.values()].some((rate) => Number(rate) < 100)).toBe(true);
});
