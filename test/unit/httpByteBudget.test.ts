// The byte budget: what is taken is counted, what is too much is refused and costs nothing, all comes back.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createByteBudget } from '../../lib/http/byteBudget.ts';
import { errorOf } from '../support/errors.ts';

it('takes up to the last byte, then refuses with 503 and Retry-After', () => {
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

it('is never overdrawn and ends at nothing, whatever is taken', () => {
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
