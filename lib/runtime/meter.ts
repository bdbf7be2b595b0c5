// Counts what a piece of work asks of the stores: every call that is made for it, with its time and charge.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from './clock.ts';

/** What a call does: to documents, to the bytes of contents, or (`blobKey`) to get a key that signs URLs. */
export type CallKind =
  'read' | 'query' | 'batch' | 'create' | 'replace' | 'patch' | 'remove' | 'blobPut' | 'blobGet' | 'blobDelete' | 'blobList' | 'blobKey';

/** One call, as it went. Times are in milliseconds, `began` since the epoch. */
export interface StoreCall {
  readonly kind: CallKind;
  readonly began: number;
  readonly ms: number;
  /** The HTTP status of the answer; missing if no answer came. */
  readonly status?: number;
  /** Request units; 0 where a store has no such thing. */
  readonly charge: number;
}

/** What a piece of work has asked of the stores until now. */
export interface Usage {
  /** How often each kind of call was made; one that is tried again counts again. */
  readonly counts: Readonly<Partial<Record<CallKind, number>>>;
  /** Request units of all calls. */
  readonly charge: number;
  /** Milliseconds during which at least one call was under way. */
  readonly ms: number;
  /** Answers that said the store is busy (429, 503). */
  readonly throttled: number;
  /** How often something was tried again. */
  readonly retries: number;
  /** The calls one by one, the first `maxCallsKept` that ended. */
  readonly calls: readonly StoreCall[];
}

/** Calls of one piece of work that are kept one by one: more than any request makes that isn't a list of contents. */
export const maxCallsKept = 100;

/** To be called when a call has ended, with the status of its answer, if there was one, and its charge. */
export type EndCall = (status?: number, charge?: number) => void;

interface Meter {
  begin(kind: CallKind): EndCall;
  retried(): void;
}

const current = new AsyncLocalStorage<Meter>();

/** Does the work and resolves to its result and what it asked of the stores. Rejects when the work does. */
export async function measured<T>(clock: Clock, work: () => Promise<T>): Promise<{ readonly value: T; readonly usage: Usage }> {
  const { meter, usage } = createMeter(clock);
  const value = await current.run(meter, work);
  return { value, usage: usage() };
}

/** Counts a call for the work that it is made in, if any is measured. */
export const beginCall = (kind: CallKind): EndCall => current.getStore()?.begin(kind) ?? (() => undefined);

/** Counts that the current work tries something again. */
export const countRetry = (): void => current.getStore()?.retried();

function createMeter(clock: Clock): { readonly meter: Meter; readonly usage: () => Usage } {
  const counts: Partial<Record<CallKind, number>> = {};
  const calls: StoreCall[] = [];
  let [charge, ms, throttled, retries, inFlight, busySince] = [0, 0, 0, 0, 0, 0];
  return {
    meter: {
      begin(kind) {
        const began = clock();
        counts[kind] = (counts[kind] ?? 0) + 1;
        if (inFlight++ === 0) busySince = began;
        return (status, units = 0) => {
          const now = clock();
          if (--inFlight === 0) ms += now - busySince;
          charge += units;
          if (status === 429 || status === 503) throttled++;
          if (calls.length < maxCallsKept)
            calls.push({ kind, began, ms: now - began, ...(status !== undefined && { status }), charge: units });
        };
      },
      retried() {
        retries++;
      },
    },
    usage: () => ({ counts, charge: Math.round(charge * 100) / 100, ms, throttled, retries, calls }),
  };
}
