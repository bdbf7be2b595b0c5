// The cursors of lists: each is good for its list and its options alone.
import { expect, it } from 'vitest';
import { cursorsOf, type ListOptions } from '../../../lib/api/listReply.ts';

const secret = (byte: number) => () => Promise.resolve(new Uint8Array(32).fill(byte));
const place = { id: 'e1', sort: 'b' };
const options: ListOptions = { count: false, expand: {}, top: 2, selectText: 'subject', filterText: "subject eq 'a'" };
const refusal = { status: 400, code: 'BadRequest', message: "The value of '$skiptoken' is not one that this list gave." };

it('A cursor leads on in the list that gave it, and the first page needs none.', async () => {
  const skipToken = await cursorsOf(['events', 'c1'], options, secret(1)).sealed(place);
  expect(await cursorsOf(['events', 'c1'], { ...options, skipToken }, secret(1)).given()).toEqual(place);
  expect(await cursorsOf(['events', 'c1'], options, secret(1)).given()).toBeUndefined();
});

it.each<[string, readonly unknown[], Partial<ListOptions>, number]>([
  ['another list', ['events', 'c2'], {}, 1],
  ['a list whose name only reads the same', ['events,c1'], {}, 1],
  ['another key', ['events', 'c1'], {}, 2],
  ['another selection', ['events', 'c1'], { selectText: 'start' }, 1],
  ['another filter', ['events', 'c1'], { filterText: "subject eq 'b'" }, 1],
  ['another size of pages', ['events', 'c1'], { top: 3 }, 1],
  ['another order', ['events', 'c1'], { orderBy: [{ property: 'subject', direction: 'asc' }] }, 1],
  ['what was not expanded', ['events', 'c1'], { expandText: 'attachments' }, 1],
  ['what was not counted', ['events', 'c1'], { count: true }, 1],
])('A cursor is refused by %s.', async (_, name, other, key) => {
  const skipToken = await cursorsOf(['events', 'c1'], options, secret(1)).sealed(place);
  await expect(cursorsOf(name, { ...options, ...other, skipToken }, secret(key)).given()).rejects.toMatchObject(refusal);
});
