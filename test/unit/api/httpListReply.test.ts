// The cursors of lists: each is good for its list and its options alone.
import { expect, it } from 'vitest';
import { cursorsOf, paged, pageLimit, type ListOptions } from '../../../lib/api/listReply.ts';
import { readPreferences } from '../../../lib/odata/query/preferences.ts';

const secret = (byte: number) => () => Promise.resolve(new Uint8Array(32).fill(byte));
const place = { id: 'e1', sort: 'b' };
const options: ListOptions = { pageSize: undefined, count: false, expand: {}, top: 2, selectText: 'subject', filterText: "subject eq 'a'" };
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
  ['another number of entries', ['events', 'c1'], { top: 3 }, 1],
  ['another order', ['events', 'c1'], { orderBy: [{ property: 'subject', direction: 'asc' }] }, 1],
  ['what was not expanded', ['events', 'c1'], { expandText: 'attachments' }, 1],
  ['what was not counted', ['events', 'c1'], { count: true }, 1],
])('A cursor is refused by %s.', async (_, name, other, key) => {
  const skipToken = await cursorsOf(['events', 'c1'], options, secret(1)).sealed(place);
  await expect(cursorsOf(name, { ...options, ...other, skipToken }, secret(key)).given()).rejects.toMatchObject(refusal);
});

it('A cursor keeps the size of pages that was preferred, and the request may prefer another.', async () => {
  const skipToken = await cursorsOf(['events'], { ...options, pageSize: 25 }, secret(1)).sealed(place);
  expect(paged({ prefer: readPreferences(null) }, { ...options, skipToken }).pageSize).toBe(25);
  const other = paged({ prefer: readPreferences('odata.maxpagesize=3') }, { ...options, skipToken });
  expect(other.pageSize).toBe(3);
  expect(await cursorsOf(['events'], other, secret(1)).given()).toEqual(place);
});

it.each(['26', '', '025', '25.25'])('A cursor is refused with %j in place of its size.', async (size) => {
  const skipToken = await cursorsOf(['events'], { ...options, pageSize: 25 }, secret(1)).sealed(place);
  const changed = size === '' ? skipToken.replace(/^25\./, '') : skipToken.replace(/^25/, size);
  await expect(cursorsOf(['events'], { ...options, skipToken: changed }, secret(1)).given()).rejects.toMatchObject(refusal);
});

it.each<[number | undefined, number | undefined, number]>([
  [undefined, undefined, 10],
  [3, undefined, 3],
  [500, undefined, 100],
  [undefined, 7, 7],
  [undefined, 700, 100],
  [3, 7, 3],
  [7, 3, 3],
  [0, 3, 0],
])('With $top %s and pages of at most %s, a page has %i entries.', (top, pageSize, entries) => {
  expect(pageLimit({ top, pageSize }, 10, 100)).toBe(entries);
});
