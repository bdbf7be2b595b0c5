// The contract of the document store as a suite: every sentence of it, over any implementation.
import { describe, expect, it } from 'vitest';
import { ServiceError } from '../../../lib/runtime/errors.ts';
import type { Json } from '../../../lib/runtime/json.ts';
import type { Condition, Document, Documents, Write } from '../../../lib/stores/documents.ts';
import { create, hostileValues, partition, putInto } from './contractDocuments.ts';
import { describeConditions } from './documentsConditions.ts';
import { describeQueries } from './documentsQueryContract.ts';

/** `open` is asked in each test; the store may be the same one each time. */
export function describeDocuments(name: string, open: () => Documents): void {
  describe(`the document store: ${name}`, () => {
    const put = (mailbox: string, ...documents: readonly [Document, ...Document[]]): Promise<void> =>
      putInto(open(), mailbox, ...documents);
    const bodyOf = async (mailbox: string, id: string): Promise<Record<string, Json | undefined> | undefined> =>
      (await open().read(mailbox, id))?.body;

    describe('read', () => {
      it('read gives what was written, with its ETag, and undefined for what is not there', async () => {
        const mailbox = partition();
        const document = { id: 'a', text: 'x', number: 1.5, nothing: null, list: [1, 'b', { c: true }], left: undefined };
        const made = await open().commit(mailbox, [create(document)]);
        const found = await open().read(mailbox, 'a');
        expect(found).toMatchObject({ id: 'a', body: { text: 'x', number: 1.5, nothing: null, list: [1, 'b', { c: true }] } });
        expect(Object.keys(found?.body ?? {})).not.toContain('left');
        expect(made).toEqual({ outcome: 'done', etags: [found?.etag] });
        expect(await open().read(mailbox, 'b')).toBeUndefined();
      });

      it('read keeps partitions apart', async () => {
        const [mine, yours] = [partition(), partition()];
        await put(mine, { id: 'a', whose: 'mine' });
        await put(yours, { id: 'a', whose: 'yours' });
        expect(await bodyOf(mine, 'a')).toMatchObject({ whose: 'mine' });
        expect(await open().read(partition(), 'a')).toBeUndefined();
      });
    });

    describe('commit', () => {
      it('commit makes all writes, and tells the ETag of each', async () => {
        const mailbox = partition();
        await put(mailbox, { id: 'replaced', v: 1 }, { id: 'removed' }, { id: 'patched', v: 1 });
        const done = await open().commit(mailbox, [
          create({ id: 'created' }),
          { write: 'replace', document: { id: 'replaced', v: 2 } },
          { write: 'remove', id: 'removed' },
          { write: 'patch', id: 'patched', operations: [{ op: 'increment', path: '/v', by: 4 }] },
        ]);
        const found = await Promise.all(['created', 'replaced', 'removed', 'patched'].map((id) => open().read(mailbox, id)));
        expect(found.map((document) => document?.body.v)).toEqual([undefined, 2, undefined, 5]);
        expect(found[2]).toBeUndefined();
        expect(done.outcome === 'done' && [0, 1, 3].map((i) => done.etags[i])).toEqual([0, 1, 3].map((i) => found[i]?.etag));
      });

      const refusals: [string, Write, 'exists' | 'missing' | 'condition'][] = [
        ['a create of what is there', create({ id: 'there' }), 'exists'],
        ['a replacement of what is missing', { write: 'replace', document: { id: 'missing' } }, 'missing'],
        ['a removal of what is missing', { write: 'remove', id: 'missing' }, 'missing'],
        ['a patch of what is missing', { write: 'patch', id: 'missing', operations: [{ op: 'set', path: '/a', value: 1 }] }, 'missing'],
        [
          'a patch whose condition does not hold',
          { write: 'patch', id: 'there', operations: [{ op: 'set', path: '/v', value: 2 }], when: { is: 'eq', property: 'v', value: 0 } },
          'condition',
        ],
      ];
      it.each(refusals)('commit is refused whole by %s', async (_, write, because) => {
        const mailbox = partition();
        await put(mailbox, { id: 'there', v: 1, n: 1 });
        const refused = await open().commit(mailbox, [
          create({ id: 'before' }),
          { write: 'patch', id: 'there', operations: [{ op: 'increment', path: '/n', by: 10 }] },
          write,
          create({ id: 'behind' }),
        ]);
        expect(refused).toEqual({ outcome: 'refused', index: 2, because, repeated: false });
        expect(await bodyOf(mailbox, 'there')).toMatchObject({ v: 1, n: 1 });
        for (const id of ['before', 'behind', 'missing']) expect(await open().read(mailbox, id)).toBeUndefined();
      });

      it('commit holds 100 writes', async () => {
        const mailbox = partition();
        const writes = Array.from({ length: 99 }, (_, i) => create({ id: `n${i}` }));
        expect(await open().commit(mailbox, [create({ id: 'first' }), ...writes])).toMatchObject({ outcome: 'done' });
        expect(await bodyOf(mailbox, 'n98')).toMatchObject({ id: 'n98' });
      });

      it('of two commits at once that make the same document, one is done and one refused', async () => {
        const mailbox = partition();
        const outcomes = await Promise.all(Array.from({ length: 5 }, () => open().commit(mailbox, [create({ id: 'a' })])));
        expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['done', 'refused', 'refused', 'refused', 'refused']);
      });

      it.each([
        ['one document', [2_200_000]],
        ['all together', [900_000, 900_000, 900_000]],
      ])('commit refuses %s above 2 MB with 413, and writes nothing', async (_, sizes) => {
        const mailbox = partition();
        const [first, ...rest] = sizes.map((size, i) => create({ id: `big${i}`, text: 'x'.repeat(size) }));
        if (first === undefined) throw new Error('nothing to write');
        await expect(open().commit(mailbox, [first, ...rest])).rejects.toMatchObject({ status: 413, code: 'RequestEntityTooLarge' });
        await expect(open().commit(mailbox, [first, ...rest])).rejects.toBeInstanceOf(ServiceError);
        expect(await open().read(mailbox, 'big0')).toBeUndefined();
      });
    });

    describe('patch', () => {
      it('patch sets, removes and adds to properties by path', async () => {
        const mailbox = partition();
        await put(mailbox, { id: 'a', count: 5, gone: 1, deep: { kept: 1, set: 2 } });
        await open().commit(mailbox, [
          {
            write: 'patch',
            id: 'a',
            operations: [
              { op: 'increment', path: '/count', by: -2 },
              { op: 'remove', path: '/gone' },
              { op: 'set', path: '/deep/set', value: ['new'] },
              { op: 'set', path: '/fresh', value: { x: null } },
            ],
          },
        ]);
        const body = await bodyOf(mailbox, 'a');
        expect(body).toMatchObject({ count: 3, deep: { kept: 1, set: ['new'] }, fresh: { x: null } });
        expect(Object.keys(body ?? {})).not.toContain('gone');
      });

      const document = { id: 'a', n: 5, text: 'Menu', yes: true, none: null, deep: { s: 'x' } };
      const holding: Condition[] = [
        { is: 'eq', property: 'n', value: 5 },
        { is: 'ne', property: 'n', value: 6 },
        { is: 'gt', property: 'n', value: 4 },
        { is: 'ge', property: 'n', value: 5 },
        { is: 'lt', property: 'n', value: 6 },
        { is: 'le', property: 'n', value: 5 },
        { is: 'eq', property: 'deep.s', value: 'x' },
        { is: 'eq', property: 'yes', value: true },
        { is: 'eq', property: 'none', value: null },
        { is: 'startsWith', property: 'text', value: 'me' },
        { is: 'contains', property: 'text', value: 'EN' },
        {
          is: 'or',
          conditions: [
            { is: 'eq', property: 'n', value: 1 },
            { is: 'eq', property: 'text', value: 'Menu' },
          ],
        },
      ];
      it.each(holding)('patch obeys its condition: %j', async (condition) => {
        const mailbox = partition();
        await put(mailbox, document);
        const patch = (when: Condition) =>
          open().commit(mailbox, [{ write: 'patch', id: 'a', operations: [{ op: 'set', path: '/v', value: 1 }], when }]);
        expect(await patch({ is: 'not', condition })).toMatchObject({ outcome: 'refused', because: 'condition' });
        expect(await patch({ is: 'and', conditions: [condition, { is: 'eq', property: 'n', value: 6 }] })).toMatchObject({
          outcome: 'refused',
        });
        expect(await patch(condition)).toMatchObject({ outcome: 'done' });
      });

      it.each(hostileValues)('patch takes %j in a condition for what it is', async (value) => {
        const mailbox = partition();
        await put(mailbox, { id: 'a', value });
        const patch = (wanted: string) =>
          open().commit(mailbox, [
            {
              write: 'patch',
              id: 'a',
              operations: [{ op: 'increment', path: '/n', by: 1 }],
              when: { is: 'eq', property: 'value', value: wanted },
            },
          ]);
        expect(await patch(`${value}?`)).toMatchObject({ outcome: 'refused', because: 'condition' });
        expect(await patch(value)).toMatchObject({ outcome: 'done' });
      });

      it('20 patches at once lose no increment', async () => {
        const mailbox = partition();
        await put(mailbox, { id: 'a', n: 0 });
        await Promise.all(
          Array.from({ length: 20 }, () =>
            open().commit(mailbox, [{ write: 'patch', id: 'a', operations: [{ op: 'increment', path: '/n', by: 1 }] }]),
          ),
        );
        expect(await bodyOf(mailbox, 'a')).toMatchObject({ n: 20 });
      });
    });

    describe('replaceIf', () => {
      it('replaceIf replaces the version that it names, and no other', async () => {
        const mailbox = partition();
        await put(mailbox, { id: 'a', v: 1, old: true });
        const first = (await open().read(mailbox, 'a'))?.etag ?? '';
        const second = await open().replaceIf(mailbox, { id: 'a', v: 2 }, first);
        expect(second).not.toBe(first);
        expect(await open().replaceIf(mailbox, { id: 'a', v: 3 }, first)).toBeUndefined();
        expect(await open().read(mailbox, 'a')).toMatchObject({ etag: second, body: { v: 2 } });
        expect(Object.keys((await bodyOf(mailbox, 'a')) ?? {})).not.toContain('old');
      });

      it('one replaceIf wins of many at once that name the same version', async () => {
        const mailbox = partition();
        await put(mailbox, { id: 'a' });
        const etag = (await open().read(mailbox, 'a'))?.etag ?? '';
        const won = await Promise.all(Array.from({ length: 8 }, (_, v) => open().replaceIf(mailbox, { id: 'a', v }, etag)));
        expect(won.filter((each) => each !== undefined)).toHaveLength(1);
      });

      it('replaceIf makes nothing of what is gone', async () => {
        const mailbox = partition();
        expect(await open().replaceIf(mailbox, { id: 'a' }, '"any"')).toBeUndefined();
        expect(await open().read(mailbox, 'a')).toBeUndefined();
      });
    });

    describeQueries(open);
    describeConditions(open);

    it('a query for what is due finds it in all partitions, the earliest first, and no more than asked for', async () => {
      const mailboxes = [partition(), partition(), partition()];
      for (const [i, mailbox] of mailboxes.entries())
        await put(mailbox, { id: 'late', due: 100 + i }, { id: 'soon', due: 50 - i }, { id: 'never' });
      const found = (await open().due(0, 101, 100)).filter((each) => mailboxes.includes(each.partition));
      expect(found).toEqual([
        ...[2, 1, 0].map((i) => ({ partition: mailboxes[i], id: 'soon', due: 50 - i })),
        ...[0, 1].map((i) => ({ partition: mailboxes[i], id: 'late', due: 100 + i })),
      ]);
      expect(await open().due(0, 101, 2)).toHaveLength(2);
      const later = await open().due(50, 100, 100);
      expect(later.filter((each) => mailboxes.includes(each.partition)).map(({ due }) => due)).toEqual([50, 100]);

      const [some = ''] = mailboxes;
      await put(some, { id: 'pending', kind: 'pending', due: 60 }, { id: 'arrival', kind: 'arrival', due: 60 });
      const ofKind = (await open().due(0, 101, 100, 'pending')).filter((each) => mailboxes.includes(each.partition));
      expect(ofKind).toEqual([{ partition: some, id: 'pending', due: 60 }]);
    });

    it('ping is answered', async () => {
      await expect(open().ping()).resolves.toBeUndefined();
    });
  });
}
