// Whether the stores answer: how often they are asked, how long that may take, and who hears of it. By a clock that is handed in.
import { expect, it } from 'vitest';
import { Fault } from '../../../lib/runtime/errors.ts';
import { createReadiness } from '../../../lib/api/readiness.ts';

/** Stores that answer as they are told, and how often each was asked. */
function readinessOf(answer: (store: string) => Promise<void>, patienceMs?: number) {
  const asked: Record<string, number> = { documents: 0, contents: 0 };
  const failures: [string, unknown][] = [];
  const ping = (store: string) => ({
    ping: () => {
      asked[store] = (asked[store] ?? 0) + 1;
      return answer(store);
    },
  });
  const at = { now: 0 };
  const isReady = createReadiness({
    stores: { documents: ping('documents'), contents: ping('contents') },
    clock: () => at.now,
    failed: (store, error) => failures.push([store, error]),
    ...(patienceMs !== undefined && { patienceMs }),
  });
  return { isReady, asked, failures, at };
}

it('the service is ready when all stores answer', async () => {
  const { isReady, failures } = readinessOf(() => Promise.resolve());
  expect(await isReady()).toBe(true);
  expect(failures).toEqual([]);
});

it('the service is not ready when one store does not answer, and says which and why to the log alone', async () => {
  const refusal = new Error('refused');
  const { isReady, failures } = readinessOf((store) => (store === 'contents' ? Promise.reject(refusal) : Promise.resolve()));
  expect(await isReady()).toBe(false);
  expect(failures).toEqual([['contents', refusal]]);
});

it('readiness is asked once for all who want to know at the same time, and for a second after it', async () => {
  let answered: () => void = () => expect.fail('nobody asked');
  const { isReady, asked, at } = readinessOf((store) =>
    store === 'contents' ? Promise.resolve() : new Promise((resolve) => (answered = resolve)),
  );
  const many = Array.from({ length: 50 }, () => isReady());
  at.now = 4_000;
  const late = isReady();
  answered();
  expect(await Promise.all([...many, late])).toEqual(Array.from({ length: 51 }, () => true));
  at.now = 4_999;
  expect(await isReady()).toBe(true);
  expect(asked).toEqual({ documents: 1, contents: 1 });
  at.now = 5_000;
  const again = isReady();
  answered();
  expect(await again).toBe(true);
  expect(asked).toEqual({ documents: 2, contents: 2 });
});

it('a refusal is kept no longer than a success', async () => {
  let works = false;
  const { isReady, at } = readinessOf(() => (works ? Promise.resolve() : Promise.reject(new Error('down'))));
  expect(await isReady()).toBe(false);
  works = true;
  expect(await isReady()).toBe(false);
  at.now += 1_000;
  expect(await isReady()).toBe(true);
});

it('readiness does not wait longer than its patience', async () => {
  const { isReady, failures } = readinessOf((store) => (store === 'documents' ? new Promise(() => undefined) : Promise.resolve()), 20);
  expect(await isReady()).toBe(false);
  expect(failures).toEqual([['documents', new Fault('No answer within 20 ms.')]]);
});
