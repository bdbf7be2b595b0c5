// The part of the document store's contract that is about reading a few properties of each document.
import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Documents } from '../../../lib/stores/documents.ts';

/** `open` is asked in each test; the store may be the same one each time. */
export function describeProjection(open: () => Documents): void {
  it('a query reads no more than the properties that it is asked for, where a document has them', async () => {
    const mailbox = `t:users:${randomUUID()}`;
    const all = { id: 'a', event: 'e', sortKeys: { size: 3, name: 'A' }, text: 'x', list: [1], nothing: null };
    const some = { id: 'b', event: 'e', sortKeys: { size: 4, name: 'B' }, text: 'y' };
    await open().commit(mailbox, [
      { write: 'create', document: all },
      { write: 'create', document: some },
    ]);
    const found = await open().query(mailbox, {
      where: { is: 'eq', property: 'event', value: 'e' },
      orderBy: [{ property: 'event' }, { property: 'sortKeys.size' }, { property: 'id' }],
      only: ['sortKeys.size', 'sortKeys.name', 'list', 'nothing', 'missing.inside'],
      limit: 10,
    });
    expect(found.map(({ body }) => body)).toEqual([
      { id: 'a', sortKeys: { size: 3, name: 'A' }, list: [1], nothing: null },
      { id: 'b', sortKeys: { size: 4, name: 'B' } },
    ]);
    expect(found[0]?.etag).toBe((await open().read(mailbox, 'a'))?.etag);
  });
}
