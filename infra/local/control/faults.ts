// Faults on demand: which of the next requests fail, and how.
import { z } from 'zod';

/** The longest a request is held up, in milliseconds. */
const longestDelay = 600_000;

/** A fault as a test orders it. At least one of `status`, `delay` and `drop` says what happens. */
export const faultSchema = z
  .strictObject({
    /** Any but OPTIONS without it. */
    method: z.string().min(1).max(20).optional(),
    /** The path without its query; `*` stands for any characters. Any without it. */
    path: z.string().min(1).max(2000).optional(),
    /** For so many requests. */
    times: z.int().min(1).max(1_000_000).default(1),
    status: z.int().min(400).max(599).optional(),
    /** Seconds, for the header Retry-After. */
    retryAfter: z.int().min(0).max(86_400).optional(),
    /** Milliseconds before the request is answered, by the fault or by the app. */
    delay: z.int().min(0).max(longestDelay).optional(),
    /** Closes the connection instead of an answer. */
    drop: z.boolean().optional(),
  })
  .refine(({ status, delay, drop }) => status !== undefined || delay !== undefined || drop === true, 'A fault has status, delay or drop.');

export type Fault = z.output<typeof faultSchema>;

/** The faults that are still to come. */
export interface Faults {
  add(fault: Fault): void;
  /** The fault for this request, which counts it; the first that was ordered comes first. */
  take(method: string, path: string): Fault | undefined;
  clear(): void;
}

export function createFaults(): Faults {
  let coming: { readonly fault: Fault; readonly path: RegExp; left: number }[] = [];
  return {
    add: (fault) => void coming.push({ fault, path: patternOf(fault.path ?? '*'), left: fault.times }),
    take(method, path) {
      const found = coming.find((each) => isOf(each.fault.method, method) && each.path.test(path));
      if (found === undefined) return undefined;
      found.left -= 1;
      coming = coming.filter(({ left }) => left > 0);
      return found.fault;
    },
    clear: () => void (coming = []),
  };
}

/** Preflights of browsers are nobody's request: they fail only where a fault names them. */
const isOf = (wanted: string | undefined, method: string): boolean =>
  wanted === undefined ? method !== 'OPTIONS' : wanted.toUpperCase() === method;

const patternOf = (path: string): RegExp =>
  new RegExp(
    `^${path
      .split('*')
      .map((part) => part.replace(/[^\w/]/g, '\\$&'))
      .join('.*')}$`,
    'is',
  );
