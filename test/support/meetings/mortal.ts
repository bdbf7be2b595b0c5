// Stores of a process that dies at one of its calls: that call and all later ones fail, and what other processes do goes on.
import type { Documents } from '../../../lib/stores/documents.ts';

/** A call to the documents' store. */
export interface StoreCall {
  /** Counts the calls of this process, from 0. */
  readonly number: number;
  readonly name: string;
  readonly partition: string;
  /** What was given beside the partition: an id, a query, the writes of a batch. */
  readonly given: unknown;
}

export interface MortalDocuments {
  readonly documents: Documents;
  readonly isDead: () => boolean;
  /** All calls so far, the one that it died at included. */
  readonly calls: readonly StoreCall[];
}

/**
 * Dies before the first call for which `at` is true; with a number, before the call of this number. With `livesOn` that call alone fails, as
 * one whose connection is cut.
 */
export function mortal(documents: Documents, at: number | ((call: StoreCall) => boolean), livesOn = false): MortalDocuments {
  const calls: StoreCall[] = [];
  let isDead = false;
  const diesAt = typeof at === 'number' ? ({ number }: StoreCall): boolean => number >= at : at;
  const dying = new Proxy(documents, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return async (...given: unknown[]): Promise<unknown> => {
        const call = { number: calls.length, name: String(name), partition: String(given[0]), given: given[1] };
        if (!isDead || livesOn) calls.push(call);
        const fails = livesOn && isDead ? false : isDead || diesAt(call);
        isDead ||= fails;
        if (fails) throw new Error('died');
        const result: unknown = await Reflect.apply(method, target, given);
        return result;
      };
    },
  });
  return { documents: dying, isDead: () => isDead, calls };
}
