// Raw forms of items: made once for all who ask, one at a time for each caller, kept as long as there is room.
import { expect, it } from 'vitest';
import { createItemForms, type ItemForms, type MadeForm } from '../../../lib/formats/itemForms.ts';
import { createByteBudget } from '../../../lib/runtime/byteBudget.ts';

const budget = createByteBudget(1000);
const formOf = (length: number): MadeForm => ({
  etag: `"${length}"`,
  length,
  mediaType: 'text/calendar',
  extension: '.ics',
  bytes: new Uint8Array(length),
});

/** Asks for forms of so many bytes, and counts those that were made, and how many at once. */
function asking(forms: ItemForms, share = budget.share()) {
  const made: string[] = [];
  let [atWork, mostAtWork] = [0, 0];
  return {
    made,
    most: () => mostAtWork,
    ask: async (key: string, who = 'a', length = 10) =>
      forms.get(
        key,
        who,
        async () => {
          mostAtWork = Math.max(mostAtWork, ++atWork);
          await new Promise(setImmediate);
          made.push(key);
          atWork--;
          return formOf(length);
        },
        (bytes, takenBack) => share.lend(bytes, takenBack),
      ),
  };
}

it('a form that many ask for at once is made once, and known ever after', async () => {
  const forms = createItemForms({ forms: 10, bytes: 100 });
  const { ask, made } = asking(forms);
  expect(forms.known('x')).toBeUndefined();
  const all = await Promise.all(Array.from({ length: 20 }, () => ask('x')));
  expect(made).toEqual(['x']);
  expect(all.map(({ isKept }) => isKept)).toEqual([false, ...Array<boolean>(19).fill(true)]);
  expect(new Set(all.map(({ form }) => form)).size).toBe(1);
  expect(forms.known('x')).toEqual({ etag: '"10"', length: 10, mediaType: 'text/calendar', extension: '.ics' });
});

it('the forms of one caller are made one after the other, those of several side by side', async () => {
  const one = asking(createItemForms({ forms: 10, bytes: 100 }));
  await Promise.all(['1', '2', '3'].map((key) => one.ask(key)));
  expect([one.made, one.most()]).toEqual([['1', '2', '3'], 1]);
  const several = asking(createItemForms({ forms: 10, bytes: 100 }));
  await Promise.all(['1', '2', '3'].map((key) => several.ask(key, key)));
  expect(several.most()).toBe(3);
});

it('one that fails is told to who asked, and keeps nobody waiting', async () => {
  const forms = createItemForms({ forms: 10, bytes: 100 });
  const failing = forms.get(
    'x',
    'a',
    () => Promise.reject(new Error('no room')),
    () => undefined,
  );
  const { ask } = asking(forms);
  const next = ask('x');
  await expect(failing).rejects.toThrow('no room');
  expect((await next).isKept).toBe(false);
});

it('what was asked for lately is kept up to the capacity; what is larger is not', async () => {
  const { ask } = asking(createItemForms({ forms: 10, bytes: 100 }));
  for (const key of ['1', '2', '3']) await ask(key, 'a', 40);
  expect((await ask('1', 'a', 40)).isKept).toBe(false);
  expect((await ask('3', 'a', 40)).isKept).toBe(true);
  expect((await ask('2', 'a', 40)).isKept).toBe(false);
  expect((await ask('large', 'a', 101)).isKept).toBe(false);
  expect((await ask('large', 'a', 101)).isKept).toBe(false);
  expect((await ask('3', 'a', 40)).isKept).toBe(true);
});

it('what others need the room for is taken back, and is made anew', async () => {
  const small = createByteBudget(100);
  const { ask, made } = asking(createItemForms({ forms: 10, bytes: 100 }), small.share());
  for (const key of ['1', '2']) await ask(key, 'a', 40);
  expect(small.used).toBe(0);
  const other = small.share();
  other.take(60);
  expect((await ask('2', 'a', 40)).isKept).toBe(true);
  expect((await ask('1', 'a', 40)).isKept).toBe(false);
  expect((await ask('1', 'a', 40)).isKept).toBe(false);
  other.take(40);
  other.release();
  for (const isKept of [false, true]) expect((await ask('2', 'a', 40)).isKept).toBe(isKept);
  expect(made).toEqual(['1', '2', '1', '1', '2']);
});
