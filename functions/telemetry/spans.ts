// A trace of one piece of work: a span for the request, below it one for each call to a store.
import type { Attributes, Context, Tracer } from '@opentelemetry/api';
import type { StoreCall } from '../../lib/runtime/meter.ts';
import { errorName } from '../host/describeError.ts';
import type { Observed } from './observed.ts';
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from './packages.ts';
import { errorType } from './sampler.ts';

/** Records work after it has ended. Spans carry names of operations and no URLs, since URLs name people and hold upload tokens. */
export function recordSpans(tracer: Tracer, work: Observed): void {
  const { name, began, durationMs, stores, error } = work;
  const span = tracer.startSpan(
    name,
    { kind: SpanKind.SERVER, startTime: began, attributes: attributesOf(work) },
    parentOf(work.traceParent),
  );
  if (span.isRecording()) {
    const context = trace.setSpan(ROOT_CONTEXT, span);
    for (const call of stores.calls) recordCall(tracer, call, context);
  }
  // The service refuses bad requests by design: only its own failures count as errors.
  span.setStatus({ code: error === undefined ? SpanStatusCode.OK : SpanStatusCode.ERROR });
  span.end(began + durationMs);
}

/** OpenTelemetry's semantic conventions, "HTTP server spans"; the name of the operation takes the place of the route. */
function attributesOf({ method, operation, status, requestId, clientRequestId, stores, error }: Observed): Attributes {
  return {
    ...(method !== undefined && { 'http.request.method': method }),
    ...(operation !== undefined && { 'http.route': operation }),
    ...(status !== undefined && { 'http.response.status_code': status }),
    ...(requestId !== undefined && { 'request.id': requestId }),
    ...(clientRequestId !== undefined && { 'client.request.id': clientRequestId }),
    ...(error !== undefined && { [errorType]: errorName(error) }),
    'stores.request_charge': stores.charge,
    'stores.ms': stores.ms,
    'stores.retries': stores.retries,
  };
}

/** OpenTelemetry's semantic conventions, "Azure Cosmos DB", also for Blob Storage. URLs are left out. */
function recordCall(tracer: Tracer, { kind, began, ms, status, charge }: StoreCall, context: Context): void {
  const attributes = {
    'db.system.name': kind.startsWith('blob') ? 'azure.blob' : 'azure.cosmosdb',
    'db.operation.name': kind,
    ...(status !== undefined && { 'db.response.status_code': String(status) }),
    ...(charge > 0 && { 'azure.cosmosdb.operation.request_charge': charge }),
  };
  const span = tracer.startSpan(kind, { kind: SpanKind.CLIENT, startTime: began, attributes }, context);
  const refused = status === undefined || status >= 500 || status === 429;
  span.setStatus({ code: refused ? SpanStatusCode.ERROR : SpanStatusCode.OK });
  span.end(began + ms);
}

const traceParentForm = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}/;

/**
 * The platform's span (W3C Trace Context, section 3.2), which becomes the parent of ours; undefined if the header is missing or invalid.
 */
function parentOf(traceParent: string | undefined): Context {
  const [, traceId, spanId] = traceParentForm.exec(traceParent ?? '') ?? [];
  if (traceId === undefined || spanId === undefined) return ROOT_CONTEXT;
  const parent = { traceId, spanId, traceFlags: 1, isRemote: true };
  return trace.isSpanContextValid(parent) ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
}
