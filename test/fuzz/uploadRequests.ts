// Turns the steps of a random upload session into requests, by what the session holds at that moment.
import { gapsOf, type Model, type UploadRequest, type WireRange } from './uploadModel.ts';
import type { RangeStep } from './uploadSequences.ts';

type Put = Extract<UploadRequest, { method: 'PUT' }>;

/** A range with its bytes, which a later step may send again. */
export interface SentRange {
  readonly first: number;
  readonly length: number;
  readonly salt: number;
}

/** The bytes of a range: those of the file with salt 0, others with another salt. */
const bytesAt = ({ first, length, salt }: SentRange): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length }, (_, i) => ((first + i) * 31 + salt * 101 + ((first + i) >> 8)) & 255);

/** The range to send for a step; a range that may be sent again is added to `sent`. */
export function toPut(step: RangeStep, model: Model, sent: SentRange[]): Put {
  const total = model.bytes.length;
  const range = rangeOf(step, model, sent);
  if (range !== undefined) {
    sent.push(range);
    return putOf(range, total);
  }
  if (step.is === 'otherTotal') {
    const { first, length } = { first: step.at % total, length: 1 + (step.length % total) };
    return putOf({ first, length, salt: 0 }, Math.max(0, total + step.more));
  }
  const body = bytesAt({ first: 0, length: step.is === 'otherLength' ? step.body : 10, salt: 0 });
  return { method: 'PUT', range: oddRange(step, total), body };
}

/** All missing bytes, in about this many ranges. */
export function toPuts(model: Model, count: number, sent: SentRange[]): Put[] {
  const ranges = gapsOf(model.bytes).flatMap(({ first, last }) => {
    const length = Math.ceil((last - first + 1) / count);
    return Array.from({ length: Math.ceil((last - first + 1) / length) }, (_, i): SentRange => {
      const start = first + i * length;
      return { first: start, length: Math.min(length, last - start + 1), salt: 0 };
    });
  });
  sent.push(...ranges);
  return ranges.map((range) => putOf(range, model.bytes.length));
}

const putOf = (range: SentRange, total: number): Put => ({
  method: 'PUT',
  range: { first: range.first, last: range.first + range.length - 1, total },
  body: bytesAt(range),
});

function rangeOf(step: RangeStep, model: Model, sent: readonly SentRange[]): SentRange | undefined {
  const total = model.bytes.length;
  switch (step.is) {
    case 'any':
      return { first: step.at % (total + 2), length: 1 + (step.length % (total + 2)), salt: step.salt };
    case 'missing': {
      const gaps = gapsOf(model.bytes);
      const { first, last } = gaps[step.gap % Math.max(1, gaps.length)] ?? { first: 0, last: total - 1 };
      const skip = step.skip % (last - first + 1);
      return { first: first + skip, length: Math.min(step.length, last - first + 1 - skip), salt: step.salt };
    }
    case 'again': {
      const before = sent[step.which % Math.max(1, sent.length)];
      return { first: 0, length: 1, ...before, salt: step.salt ?? before?.salt ?? 0 };
    }
    default:
      return undefined;
  }
}

function oddRange(step: RangeStep, total: number): string | WireRange {
  switch (step.is) {
    case 'malformed':
      return step.header;
    case 'otherLength':
      return { first: step.at % total, last: (step.at % total) + (step.length % total), total };
    default:
      return { first: 0, last: ('length' in step ? step.length : 1) - 1, total };
  }
}
