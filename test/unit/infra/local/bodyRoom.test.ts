// The room for bodies of the local Functions host: never more bytes than it has, the first to come first, nobody left waiting.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBodyRoom } from '../../../../infra/local/functions/http/bodyRoom.ts';

const mebibyte = 1024 * 1024;

test('bodies enter in the order in which they come, as many as there is room for, and each of them in the end', async () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(sizes, async (list) => {
      const room = createBodyRoom(10 * mebibyte);
      const inside: { readonly size: number; readonly leave: () => void }[] = [];
      const entered: number[] = [];
      list.forEach((size, number) => {
        void room.enter(size * mebibyte).then((leave) => {
          entered.push(number);
          inside.push({ size, leave });
        });
      });
      for (let turn = 0; turn < list.length; turn++) {
        await Promise.resolve();
        const used = inside.reduce((sum, { size }) => sum + size, 0);
        expect(inside.length === 1 || used <= 10).toBe(true);
        const first = inside.shift();
        first?.leave();
        // To leave twice gives nothing back twice.
        first?.leave();
      }
      await Promise.resolve();
      expect(entered).toEqual(list.map((_, number) => number));
    }),
    { numRuns: 300 },
  );
});

test('small bodies never wait', async () => {
  const room = createBodyRoom(mebibyte);
  await room.enter(2 * mebibyte);
  let isIn = false;
  void room.enter(mebibyte).then(() => (isIn = true));
  await room.enter(1_000);
  expect(isIn).toBe(false);
});
