// The record of one piece of work, a request or a timer's run, which telemetry is made of.
import type { Method } from '../../lib/http/messages.ts';
import type { Usage } from '../../lib/runtime/meter.ts';

/** One request, one run of a timer or one batch of changes: ids, sizes and durations, and nothing about a person. */
export interface Observed {
  /** The name of the work, such as `GET attachments`. */
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly began: number;
  readonly durationMs: number;
  readonly stores: Usage;
  readonly traceParent?: string;
  readonly requestId?: string;
  readonly clientRequestId?: string;
  readonly method?: Method;
  readonly operation?: string;
  readonly status?: number;
  readonly error?: unknown;
}
