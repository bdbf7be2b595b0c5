// The contract of the document store's conditions: it finds what they hold for, as judged in memory.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { holds } from '../../../lib/stores/holds.ts';
import type { Condition, Document, Documents, Scalar } from '../../../lib/stores/documents.ts';
import { partition, putInto } from './contractDocuments.ts';

const values: readonly Scalar[] = ['', 'a', 'A', 'ab', 'Ä', "it's", 0, 1, -1, true, false, null];

/** What a document may have below `properties`: scalars of every type, arrays of them, objects, arrays of objects, or nothing. */
const shapes: readonly Document['properties'][] = [
  ...values.map((text) => ({ text })),
  {},
  undefined,
  { text: {} },
  { text: [] },
  { list: [] },
  { list: 'a' },
  { list: ['a', 'ab', 1] },
  { list: ['A', null, false] },
  { people: [] },
  { people: [{ mail: { address: 'Ab' }, type: 'a' }, { type: 'b' }] },
  { people: [{ mail: { address: 'a' }, type: 'b' }, 7], list: ['b'], text: 'a' },
  { people: [{ mail: null }], text: 'ab' },
];

const comparison = fc.constantFrom('eq', 'ne', 'gt', 'ge', 'lt', 'le');
const textual = fc.constantFrom('startsWith', 'contains', 'sameText');
const value = fc.constantFrom(...values);
const text = fc.constantFrom('', 'a', 'A', 'B', 'ab', 'ä');

const leafOf = (...paths: readonly [string, ...string[]]): fc.Arbitrary<Condition> =>
  fc.oneof(
    fc.record({ is: comparison, property: fc.constantFrom(...paths), value }),
    fc.record({ is: textual, property: fc.constantFrom(...paths), value: text }),
  );

const joined = (leaf: fc.Arbitrary<Condition>, maxDepth: number): fc.Arbitrary<Condition> =>
  fc.letrec<{ condition: Condition }>((tie) => ({
    condition: fc.oneof(
      { maxDepth },
      leaf,
      fc.record({ is: fc.constantFrom('and', 'or'), conditions: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
      fc.record({ is: fc.constant('not' as const), condition: tie('condition') }),
    ),
  })).condition;

const any = (property: string, where: fc.Arbitrary<Condition>): fc.Arbitrary<Condition> =>
  fc.record({ is: fc.constant('any' as const), property: fc.constant(property), where });

const condition = joined(
  fc.oneof(
    leafOf('properties.text', 'properties.list', 'properties.nothing.at.all'),
    any('properties.list', joined(leafOf(''), 2)),
    any('properties.people', joined(leafOf('type', 'mail.address', 'mail'), 2)),
  ),
  3,
);

/** `open` is asked in the test. */
export function describeConditions(open: () => Documents): void {
  it('a query finds the documents for which its condition holds in memory, whatever they are', async () => {
    const mailbox = partition();
    const [first = { id: 'd' }, ...rest] = shapes.map((properties, i): Document => ({
      id: `d${i}`,
      ...(properties !== undefined && { properties }),
    }));
    await putInto(open(), mailbox, first, ...rest);
    const all = [first, ...rest];
    await fc.assert(
      fc.asyncProperty(condition, async (where) => {
        const expected = all.filter((document) => holds(where, document)).map(({ id }) => id);
        const found = await open().query(mailbox, { where, orderBy: [], limit: 100 });
        expect(found.map(({ id }) => id).sort()).toEqual(expected.sort());
      }),
      { numRuns: 150 },
    );
  });
}
