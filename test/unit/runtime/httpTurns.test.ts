// One at a time: turns are given in the order of asking, come to an end, and are not waited for for ever.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createByteBudget } from '../../../lib/runtime/byteBudget.ts';
import { createMutex } from '../../../lib/runtime/mutex.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const busy = { status: 503, code: 'ServiceUnavailable', headers: { 'Retry-After': '7' } };

describe('turns', () => {
  it('turns are given one at a time, in the order of asking', async () => {
    const turns = createMutex(1_000, 7);
    const begun: number[] = [];
    const take = (n: number): Promise<() => void> =>
      turns.acquire().then((end) => {
        begun.push(n);
        return end;
      });
    const [first, second, third] = [take(1), take(2), take(3)];
    const end = await first;
    await vi.advanceTimersByTimeAsync(500);
    expect(begun).toEqual([1]);
    end();
    const endSecond = await second;
    expect(begun).toEqual([1, 2]);
    // Ending a turn twice gives nobody another one.
    end();
    await vi.advanceTimersByTimeAsync(100);
    expect(begun).toEqual([1, 2]);
    endSecond();
    (await third)();
    expect(begun).toEqual([1, 2, 3]);
    await take(4);
    expect(begun).toEqual([1, 2, 3, 4]);
  });

  it('turns are waited for for a while; who gave up is passed over', async () => {
    const turns = createMutex(1_000, 7);
    const end = await turns.acquire();
    const impatient = expect(turns.acquire()).rejects.toMatchObject(busy);
    await vi.advanceTimersByTimeAsync(600);
    const later = turns.acquire();
    await vi.advanceTimersByTimeAsync(400);
    await impatient;
    end();
    (await later)();
    await expect(turns.acquire()).resolves.toBeTypeOf('function');
  });
});

describe('a share of the budget', () => {
  it('a share of the budget keeps its turn until it is released, however often it asks', async () => {
    const budget = createByteBudget(100, createMutex(1_000, 7));
    const [one, two] = [budget.share(), budget.share()];
    await one.acquire();
    await one.acquire();
    const refused = expect(two.acquire()).rejects.toMatchObject(busy);
    await vi.advanceTimersByTimeAsync(1_000);
    await refused;
    two.release();
    one.release();
    const three = budget.share();
    await three.acquire();
    three.release();
    await one.acquire();
  });

  it('a share of the budget that is released while it waits gives the turn on', async () => {
    const budget = createByteBudget(100, createMutex(1_000, 7));
    const [one, two, three] = [budget.share(), budget.share(), budget.share()];
    await one.acquire();
    const waiting = two.acquire();
    two.release();
    const last = three.acquire();
    one.release();
    await Promise.all([waiting, last]);
  });
});
