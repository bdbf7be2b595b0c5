// The byte budget: what is taken is counted, what is too much is refused and costs nothing, all comes back.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createByteBudget } from '../../../lib/runtime/byteBudget.ts';
import { errorOf } from '../../support/errors.ts';

it('the budget takes up to the last byte, then refuses with 503 and Retry-After', () => {
  const budget = createByteBudget(100);
  const [first, second] = [budget.share(), budget.share()];
  first.take(60);
  second.take(40);
  expect(budget.used).toBe(100);
  expect(
    errorOf(() => {
      first.take(1);
    }),
  ).toMatchObject({ status: 503, code: 'ServiceUnavailable', headers: { 'Retry-After': '1' } });
  expect(budget.used).toBe(100);
});

it('a share gives back what it took, once', () => {
  const budget = createByteBudget(100);
  const [first, second] = [budget.share(), budget.share()];
  first.take(30);
  first.take(30);
  second.take(40);
  first.release();
  first.release();
  expect(budget.used).toBe(40);
  first.take(60);
  expect(budget.used).toBe(100);
});

it('the budget is never overdrawn and ends at nothing, whatever is taken', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(80)), (sizes) => {
      const budget = createByteBudget(100);
      const shares = sizes.map((size) => {
        const share = budget.share();
        try {
          share.take(size);
        } catch {
          // A refusal must cost nothing.
        }
        expect(budget.used).toBeLessThanOrEqual(100);
        return share;
      });
      for (const share of shares) share.release();
      expect(budget.used).toBe(0);
    }),
  );
});

it('the budget lends what nobody needs, and takes it back in the order of lending before it refuses anybody', () => {
  const budget = createByteBudget(100);
  const share = budget.share();
  const takenBack: string[] = [];
  const lend = (name: string, bytes: number) => share.lend(bytes, () => void takenBack.push(name));
  share.take(20);
  expect([lend('a', 30), lend('b', 50)].map((loan) => typeof loan)).toEqual(['function', 'function']);
  expect(lend('c', 1)).toBeUndefined();
  share.release();
  expect([budget.used, takenBack]).toEqual([0, []]);
  budget.share().take(21);
  expect([budget.used, takenBack]).toEqual([21, ['a']]);
  expect(() => {
    budget.share().take(80);
  }).toThrow();
  expect(takenBack).toEqual(['a']);
  budget.share().take(79);
  expect([budget.used, takenBack]).toEqual([100, ['a', 'b']]);
});

it('what is given back of a loan makes room once', () => {
  const budget = createByteBudget(100);
  const share = budget.share();
  const giveBack = share.lend(60, () => expect.fail('taken back'));
  expect(share.lend(60, () => undefined)).toBeUndefined();
  giveBack?.();
  giveBack?.();
  expect(share.lend(60, () => undefined)).toBeDefined();
  expect(share.lend(41, () => undefined)).toBeUndefined();
});
