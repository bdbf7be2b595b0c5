// Generates random upload sessions: valid and invalid ranges, one after the other and at the same time.
import fc from 'fast-check';

/** A range to send; its numbers are cut to the session's size and state when it is sent. */
export type RangeStep =
  /** Any range, which may end beyond the file. */
  | { readonly is: 'any'; readonly at: number; readonly length: number; readonly salt: number }
  /** A part of the missing bytes, or all of them. */
  | { readonly is: 'missing'; readonly gap: number; readonly skip: number; readonly length: number; readonly salt: number }
  /** A range that was sent before, with the same bytes or with others. */
  | { readonly is: 'again'; readonly which: number; readonly salt: number | undefined }
  | { readonly is: 'otherTotal'; readonly at: number; readonly length: number; readonly more: number }
  | { readonly is: 'otherLength'; readonly at: number; readonly length: number; readonly body: number }
  | { readonly is: 'huge'; readonly length: number }
  | { readonly is: 'malformed'; readonly header: string };

export type Step =
  | { readonly do: 'send'; readonly range: RangeStep }
  | { readonly do: 'atOnce'; readonly requests: readonly (RangeStep | 'status' | 'cancel')[] }
  /** All missing bytes, in this many ranges. */
  | { readonly do: 'finish'; readonly ranges: number; readonly order: 'forwards' | 'backwards' | 'atOnce' }
  | { readonly do: 'status' | 'cancel' | 'deleteAttachment' | 'deleteEvent' };

export interface Sequence {
  readonly total: number;
  readonly steps: readonly Step[];
}

/** 0 stands for the file's own bytes, any other number for other bytes. */
const salt = fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(3) });
const at = fc.nat(400);
const length = fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 200 }));

const malformed = fc.constantFrom(
  'bytes */100',
  'bytes 5-4/100',
  'bytes 0-9',
  'bytes 0-9/*',
  'bytes=0-9/100',
  'bytes -9/100',
  'bytes 0-/100',
  'bytes 0 - 9/100',
  'items 0-9/100',
  'bytes 0-9/100, bytes 10-19/100',
  'bytes 0x0-0x9/100',
  'bytes 0-9999999999999999/99999999999999999',
  '0-9/100',
  '',
);

const range: fc.Arbitrary<RangeStep> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ is: fc.constant('missing' as const), gap: fc.nat(5), skip: fc.oneof(fc.constant(0), at), length, salt }),
  },
  { weight: 4, arbitrary: fc.record({ is: fc.constant('any' as const), at, length, salt }) },
  { weight: 3, arbitrary: fc.record({ is: fc.constant('again' as const), which: fc.nat(20), salt: fc.option(salt, { nil: undefined }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ is: fc.constant('otherTotal' as const), at, length, more: fc.constantFrom(-1, 1, 7, 1_000_000_000_000) }),
  },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('otherLength' as const), at, length, body: fc.nat(250) }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('malformed' as const), header: malformed }) },
  {
    weight: 1,
    arbitrary: fc.record({ is: fc.constant('huge' as const), length: fc.constantFrom(16_777_216, 16_777_217, 999_999_999_999_999) }),
  },
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ do: fc.constant('send' as const), range }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('atOnce' as const),
      requests: fc.array(
        fc.oneof(
          { weight: 24, arbitrary: range },
          { weight: 2, arbitrary: fc.constant('status' as const) },
          { weight: 1, arbitrary: fc.constant('cancel' as const) },
        ),
        { minLength: 2, maxLength: 4 },
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('finish' as const),
      ranges: fc.integer({ min: 1, max: 4 }),
      order: fc.constantFrom('forwards' as const, 'backwards' as const, 'atOnce' as const),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ do: 'status' as const }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('cancel' as const, 'deleteAttachment' as const, 'deleteEvent' as const) }) },
);

/** Sizes in bytes: small ones, in which ranges often meet, and some that need more than one packet. */
const total = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 12 }) },
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 300 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 5_000 }) },
);

export const sequences: fc.Arbitrary<Sequence> = fc.record({ total, steps: fc.array(step, { minLength: 2, maxLength: 9, size: 'max' }) });
