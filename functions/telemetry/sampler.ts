// Decides which traces are sent: every failure, and of the successes as many per second as the operator wants to pay for.
import type { ReadableSpan, Sampler } from '@opentelemetry/sdk-trace-base';
import { RateLimitedSampler, SamplingDecision, trace } from './packages.ts';

/** The exporter's attribute that tells Application Insights which percentage of the spans was sent. */
const sampleRate = 'microsoft.sample_rate';

/** The attribute of a failure (OpenTelemetry's semantic conventions, "Recording errors"). */
export const errorType = 'error.type';

/**
 * Samples a child if its parent is sampled. The caller's sampling flag doesn't count: otherwise strangers would decide what the operator
 * pays.
 */
export function createSampler(tracesPerSecond: number): Sampler {
  const limited = new RateLimitedSampler(tracesPerSecond);
  const all = SamplingDecision.RECORD_AND_SAMPLED;
  return {
    shouldSample(...[context, traceId, name, kind, attributes, links]: Parameters<Sampler['shouldSample']>) {
      const parent = trace.getSpan(context);
      if (parent !== undefined && isReadable(parent) && parent.isRecording()) {
        const rate = parent.attributes[sampleRate];
        return { decision: all, ...(rate !== undefined && { attributes: { [sampleRate]: rate } }) };
      }
      if (attributes[errorType] !== undefined) return { decision: all };
      // A copy, since the other sampler changes the attributes that it is given.
      return limited.shouldSample(context, traceId, name, kind, { ...attributes }, links);
    },
    toString: () => `at most ${tracesPerSecond} traces per second, and every failure`,
  };
}

const isReadable = <T extends object>(span: T): span is T & ReadableSpan => 'attributes' in span;
