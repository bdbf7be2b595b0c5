// An occurrence's custom data over its series': what it shows, what of that is its own, and the index of both.
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { CustomData } from '../../../../lib/calendar/custom/customData.ts';
import { indexOf, indexOn } from '../../../../lib/calendar/custom/customIndex.ts';
import { inheritCustomData, ownOf } from '../../../../lib/calendar/custom/layers.ts';

const set = '{66f5a359-4659-4830-9070-00040ec6ac6e}';

const extensions = fc.uniqueArray(fc.record({ name: fc.constantFrom('a', 'A', 'b', 'B', 'c'), json: fc.constantFrom('{}', '{"x":1}') }), {
  selector: ({ name }) => name.toLowerCase(),
});
const properties = fc.uniqueArray(
  fc.oneof(
    fc.record({
      id: fc.constantFrom(`String ${set} Name a`, `STRING ${set} Name a`, `String ${set} Name b`),
      value: fc.constantFrom('x', 'y'),
    }),
    fc.record({ id: fc.constant(`StringArray ${set} Name a`), value: fc.constantFrom<string[]>(['x'], ['x', 'y']) }),
  ),
  { selector: ({ id }) => id.toLowerCase() },
);
const data: fc.Arbitrary<CustomData> = fc.record({ extensions, properties });

const sorted = ({ extensions, properties }: CustomData) =>
  [
    ...extensions.map(({ name, json }) => `${name.toLowerCase()} ${json}`),
    ...properties.map(({ id, value }) => `${id.toLowerCase()} ${JSON.stringify(value)}`),
  ].sort();

describe('an occurrence', () => {
  it('an occurrence shows what it was given, whatever its series has', () => {
    fc.assert(
      fc.property(data, data, (series, shown) => {
        expect(sorted(inheritCustomData(series, ownOf(series, shown)))).toEqual(sorted(shown));
      }),
    );
  });

  it('an occurrence has nothing of its own where it shows what its series has', () => {
    fc.assert(
      fc.property(data, (series) => {
        expect(ownOf(series, series)).toEqual({ own: { extensions: [], properties: [] }, hidden: [] });
      }),
    );
  });

  it('an occurrence has an index of what it shows, made of both indexes', () => {
    fc.assert(
      fc.property(data, data, (series, shown) => {
        const { own, hidden } = ownOf(series, shown);
        const merged = indexOn(indexOf(series), indexOf(own, hidden));
        const direct = indexOf(shown);
        expect(merged?.extensions.toSorted() ?? []).toEqual(direct?.extensions.toSorted() ?? []);
        expect(new Set(merged?.singles.map(({ key, whole }) => `${key} ${whole}`))).toEqual(
          new Set(direct?.singles.map(({ key, whole }) => `${key} ${whole}`)),
        );
        expect(merged?.multis.toSorted() ?? []).toEqual(direct?.multis.toSorted() ?? []);
      }),
    );
  });
});
