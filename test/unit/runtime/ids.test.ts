// Ids of the service: their shape, their order, and document ids made of a caller's text.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { systemRandomness } from '../../../lib/runtime/clock.ts';
import { createIds, hashedId } from '../../../lib/runtime/ids.ts';
import { isId } from '../../../lib/paths/identifiers.ts';

const times = fc.integer({ min: 0, max: Date.UTC(2200, 0) });

it('an id is 28 characters that the grammar takes for an id, beginning with a letter', () => {
  fc.assert(
    fc.property(times, (now) => {
      const id = createIds(() => now, systemRandomness).next();
      expect(id).toMatch(/^[A-Za-z][\w-]{27}$/);
      expect(isId(id)).toBe(true);
    }),
  );
});

it('ids sort by code unit in the order of their making, also within a millisecond and when the clock goes back', () => {
  fc.assert(
    fc.property(fc.array(times, { minLength: 2, maxLength: 50 }), (clock) => {
      let tick = 0;
      const ids = createIds(() => clock[tick++] ?? 0, systemRandomness);
      const made = clock.map(() => ids.next());
      expect([...made].sort()).toEqual(made);
      expect(new Set(made).size).toBe(made.length);
    }),
  );
});

it('104 bits of an id are random: two processes at one time make different ones', () => {
  const made = Array.from({ length: 1000 }, () => createIds(() => 1, systemRandomness).next());
  expect(new Set(made).size).toBe(1000);
  const asked: number[] = [];
  createIds(
    () => 1,
    (n) => {
      asked.push(n);
      return Buffer.alloc(n);
    },
  ).next();
  expect(asked).toEqual([13]);
});

it('a secret has 128 random bits', () => {
  const ids = createIds(
    () => 1,
    (n) => Buffer.alloc(n, 0xff),
  );
  expect(Buffer.from(ids.secret(), 'base64url')).toEqual(Buffer.alloc(16, 0xff));
});

it('a document id shows nothing of a caller’s text, and no two lists of parts share one', () => {
  const part = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(fc.array(part, { maxLength: 4 }), fc.array(part, { maxLength: 4 }), (a, b) => {
      expect(hashedId('kind', ...a)).toMatch(/^kind:[\w-]{43}$/);
      expect(hashedId('kind', ...a) === hashedId('kind', ...b)).toBe(JSON.stringify(a) === JSON.stringify(b));
    }),
  );
  expect(hashedId('member', 'ab', 'c')).not.toBe(hashedId('member', 'a', 'bc'));
  expect(hashedId('a', 'x')).not.toBe(hashedId('b', 'x'));
});
