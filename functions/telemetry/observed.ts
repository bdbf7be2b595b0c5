// What telemetry is made of: one piece of work as it went, whatever did it.
import type { Method } from '../../lib/http/messages.ts';
import type { Usage } from '../../lib/runtime/meter.ts';

/** A request or a run of the sweep, as it went: ids, sizes and durations, and nothing of a person. */
export interface Observed {
  /** What was done, such as `GET attachments`. */
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
