// Stores of a process that dies at one of its calls: before the store gets the call, or before the process gets the answer.
import type { Stores } from '../../../functions/compose/app.ts';

export interface DyingStores extends Stores {
  /** The number of calls so far. */
  readonly calls: number;
}

/** `at` counts calls from 1, those to both stores together. Calls to the directory don't count, since they change nothing. */
export function dyingStores(stores: Stores, at: number, when: 'before' | 'after'): DyingStores {
  let calls = 0;
  const dying = <T extends object>(store: T): T =>
    new Proxy(store, {
      get(target, name) {
        const method: unknown = Reflect.get(target, name);
        if (typeof method !== 'function') return method;
        return async (...args: unknown[]): Promise<unknown> => {
          const isLast = ++calls === at;
          if (isLast && when === 'before') throw new Error('died');
          const result: unknown = await Reflect.apply(method, target, args);
          if (isLast) throw new Error('died');
          return result;
        };
      },
    });
  return {
    directory: stores.directory,
    mailboxes: dying(stores.mailboxes),
    notifications: dying(stores.notifications),
    leases: stores.leases,
    contents: dying(stores.contents),
    get calls() {
      return calls;
    },
  };
}
