// What the browser keeps of uploads, in IndexedDB; a lock of the browser says which page has one.
import type { Keep, KeptUpload } from '../upload/keep.ts';

const name = 'explorer';
const store = 'uploads';

/** Keeps them in this browser. Each function rejects where the browser keeps nothing. */
export function keepInBrowser(): Keep {
  let opened: Promise<IDBDatabase> | undefined;
  const database = (): Promise<IDBDatabase> => (opened ??= open());

  async function run<T>(mode: IDBTransactionMode, ask: (uploads: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    const transaction = (await database()).transaction(store, mode);
    return outcome(ask(transaction.objectStore(store)));
  }

  return {
    all: async () => (await run('readonly', (uploads) => uploads.getAll())) as KeptUpload[],
    put: async (upload) => {
      await run('readwrite', (uploads) => uploads.put(upload));
    },
    remove: (id) => run('readwrite', (uploads) => uploads.delete(id)),
    claim,
  };
}

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  request.addEventListener('upgradeneeded', () => request.result.createObjectStore(store, { keyPath: 'id' }));
  return outcome(request);
}

const outcome = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('The browser keeps nothing.')));
  });

/** The lock is this page's until it ends, whichever way. Where the browser has no locks, each page may go on. */
function claim(id: string): Promise<boolean> {
  if (!('locks' in navigator)) return Promise.resolve(true);
  return new Promise((resolve) => {
    void navigator.locks.request(`upload ${id}`, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock === null ? undefined : new Promise<never>(() => undefined);
    });
  });
}
