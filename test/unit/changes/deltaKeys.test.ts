// The work that a delta's tokens cost: counted, whoever asks.
import crypto, { randomBytes } from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { afterAll, expect, it, vi } from 'vitest';
import { openRound, sealRound, type Sealed } from '../../../lib/changes/delta/token.ts';

const deriving = vi.spyOn(crypto, 'hkdfSync');
syncBuiltinESMExports();
afterAll(() => {
  deriving.mockRestore();
  syncBuiltinESMExports();
});

const sealed: Sealed = {
  isOver: true,
  generation: 'g',
  view: 'p',
  round: {
    asked: { from: 1, to: 2, select: undefined, size: undefined },
    place: { in: 'changes', list: undefined, after: undefined, series: undefined },
    isFirst: false,
    ...{ least: 3, mark: 4, base: 5, began: 6, issued: 7, told: [] },
  },
};

it('the two keys of a secret are derived once, however many tokens are opened and sealed by it, and those of another are others', () => {
  const [secret, other] = [randomBytes(32), randomBytes(32)];
  for (let times = 0; times < 5; times++) expect(openRound(secret, 'b', sealRound(secret, 'b', sealed))).toEqual(sealed);
  expect(deriving).toHaveBeenCalledTimes(2);
  expect(openRound(other, 'b', sealRound(secret, 'b', sealed))).toBeUndefined();
  expect(deriving).toHaveBeenCalledTimes(4);
  // The same bytes in another place are the same secret.
  expect(openRound(Buffer.from(secret), 'b', sealRound(secret, 'b', sealed))).toEqual(sealed);
});
