// Two more sentences of the document store's contract: a patch of any size is one write, and what was written since is found along an index.
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Documents, PatchOperation, Write } from '../../../lib/stores/documents.ts';

const partition = (): string => `t:users:${randomUUID()}`;

/** Sets so many properties, the last one to a list of the others. */
const setting = (count: number): PatchOperation[] =>
  Array.from({ length: count }, (_, i): PatchOperation => ({ op: 'set', path: `/p${i}`, value: i }));

export function describeLargePatches(open: () => Documents): void {
  describe('a patch', () => {
    it.each([1, 9, 10, 11, 20, 21])('a patch of %i operations is one write of its batch', async (count) => {
      const mailbox = partition();
      const before: Write = { write: 'create', document: { id: 'a', n: 0 } };
      await open().commit(mailbox, [before, { write: 'create', document: { id: 'b' } }]);
      const done = await open().commit(mailbox, [
        {
          write: 'patch',
          id: 'a',
          operations: [...setting(count), { op: 'increment', path: '/n', by: 1 }],
          when: { is: 'eq', property: 'n', value: 0 },
        },
        { write: 'create', document: { id: 'c' } },
      ]);
      const [a, c] = await Promise.all(['a', 'c'].map((id) => open().read(mailbox, id)));
      expect(done).toEqual({ outcome: 'done', etags: [a?.etag, c?.etag] });
      expect(a?.body).toMatchObject({ n: 1, ...Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${i}`, i])) });
    });

    it.each([1, 11, 21])('a patch of %i operations is refused as one, and tells which write refuses', async (count) => {
      const mailbox = partition();
      await open().commit(mailbox, [{ write: 'create', document: { id: 'a', n: 0 } }]);
      const patch = (n: number): Write => ({
        write: 'patch',
        id: 'a',
        operations: setting(count),
        when: { is: 'eq', property: 'n', value: n },
      });
      expect(await open().commit(mailbox, [patch(1), { write: 'create', document: { id: 'c' } }])).toMatchObject({
        index: 0,
        because: 'condition',
      });
      expect(await open().commit(mailbox, [patch(0), { write: 'create', document: { id: 'a' } }])).toMatchObject({
        index: 1,
        because: 'exists',
      });
      expect((await open().read(mailbox, 'a'))?.body).not.toHaveProperty('p0');
    });
  });

  it('what was written since is found along its index, in the order of the writes', async () => {
    const mailbox = partition();
    const ids = Array.from({ length: 5 }, (_, i) => `n${i}`);
    for (const id of ids) await open().commit(mailbox, [{ write: 'create', document: { id, tracked: true } }]);
    await open().commit(mailbox, [{ write: 'create', document: { id: 'untracked' } }]);
    const all = await readUpwards(open(), mailbox, -1, '', 10);
    expect(all).toEqual(ids);
    const [first = '', second = ''] = all;
    const at = Number((await open().read(mailbox, second))?.body._ts);
    expect(await readUpwards(open(), mailbox, at, second, 2)).toEqual(['n2', 'n3']);
    expect(await readUpwards(open(), mailbox, Number((await open().read(mailbox, first))?.body._ts), first, 10)).toEqual(ids.slice(1));
  });
}

async function readUpwards(documents: Documents, mailbox: string, at: number, id: string, limit: number): Promise<string[]> {
  const found = await documents.query(mailbox, {
    where: {
      is: 'and',
      conditions: [
        { is: 'eq', property: 'tracked', value: true },
        {
          is: 'or',
          conditions: [
            { is: 'gt', property: '_ts', value: at },
            {
              is: 'and',
              conditions: [
                { is: 'eq', property: '_ts', value: at },
                { is: 'gt', property: 'id', value: id },
              ],
            },
          ],
        },
      ],
    },
    orderBy: [{ property: 'tracked' }, { property: '_ts' }, { property: 'id' }],
    limit,
  });
  return found.map((document) => document.id);
}
