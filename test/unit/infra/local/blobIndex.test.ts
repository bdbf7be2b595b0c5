// Azurite's index of blobs, as it is used here: finds and removes what it did before, and looks at few blobs for it.
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { useIndexes } from '../../../../infra/local/blob/quickIndex.ts';

interface Blob {
  readonly account: string;
  readonly name: string;
  readonly snapshot: string;
}

interface Blobs {
  readonly data: readonly Blob[];
  insert(blob: Blob): void;
  findOne(query: Partial<Blob>): Blob | null;
  find(query: Partial<Blob>): readonly Blob[];
  count(query: Partial<Blob>): number;
  findAndRemove(query: Partial<Blob>): void;
}

type LokiClass = new (
  name: string,
  options: object,
) => { addCollection(name: string, options: { readonly indices: readonly (keyof Blob)[] }): Blobs };

const isClass = (value: unknown): value is LokiClass => typeof value === 'function';

useIndexes();

function newBlobs(): Blobs {
  const loki: unknown = createRequire(import.meta.resolve('azurite/dist/src/blob/BlobServer.js'))('lokijs');
  if (!isClass(loki)) throw new TypeError('There is no LokiJS.');
  return new loki('blobs', { persistenceMethod: 'memory' }).addCollection('blobs', { indices: ['account', 'name', 'snapshot'] });
}

const nameOf = ({ account, name, snapshot }: Blob): string => `${account} ${name} ${snapshot}`;
const meets = (blob: Blob, query: Partial<Blob>): boolean =>
  Object.entries(query).every(([key, value]) => Reflect.get(blob, key) === value);

test('queries and removals in any order find what a search through all blobs finds', () => {
  const word = fc.constantFrom('', 'a', 'b', 'c', 'd');
  const blob = fc.record({ account: fc.constantFrom('x', 'y'), name: word, snapshot: word });
  const query = fc
    .record({ account: fc.constantFrom('x', 'y'), name: word, snapshot: word }, { requiredKeys: [] })
    .filter((each) => Object.keys(each).length > 0);
  fc.assert(
    fc.property(fc.array(blob, { maxLength: 100 }), fc.array(query, { maxLength: 20 }), (list, queries) => {
      const blobs = newBlobs();
      for (const each of list) blobs.insert({ ...each });
      let left: readonly Blob[] = list;
      for (const each of queries) {
        const found = left.filter((one) => meets(one, each));
        expect(blobs.find(each).map(nameOf).sort()).toEqual(found.map(nameOf).sort());
        expect(blobs.count(each)).toBe(found.length);
        expect(blobs.findOne(each) === null).toBe(found.length === 0);
        blobs.findAndRemove(each);
        left = left.filter((one) => !meets(one, each));
      }
      expect(blobs.data.map(nameOf).sort()).toEqual(left.map(nameOf).sort());
    }),
    { numRuns: 200 },
  );
});

test('to delete one blob looks at as few of 3,000 as of 300', () => {
  const looksAmong = (count: number): number => {
    const blobs = newBlobs();
    let looks = 0;
    for (let i = 0; i < count; i++)
      blobs.insert({
        account: 'x',
        snapshot: '',
        get name() {
          looks++;
          return `blob ${i}`;
        },
      });
    looks = 0;
    const one = { account: 'x', name: 'blob 77' };
    expect(blobs.count(one)).toBe(1);
    blobs.findAndRemove(one);
    expect(blobs.count(one)).toBe(0);
    return looks;
  };
  // A search in an index of ten times as many takes three or four steps more.
  expect(looksAmong(3_000)).toBeLessThan(2 * looksAmong(300));
});
