// Ids of extended properties: each is printed in one way, which parses to it, and its spellings are equal where they mean the same.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePropertyId, printPropertyId, propertyKey, propertyTypes, type PropertyId } from '../../lib/calendar/custom/propertyId.ts';

const names = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .filter((name) => name.trim() === name && name !== '' && !/[\p{Cc}\p{Cs}]/u.test(name));

const ids: fc.Arbitrary<PropertyId> = fc.record(
  {
    type: fc.constantFrom(...propertyTypes),
    isArray: fc.boolean(),
    named: fc.oneof(
      fc.record({ by: fc.constant('name' as const), set: fc.uuid(), name: names }, { noNullPrototype: true }),
      fc.record({ by: fc.constant('number' as const), set: fc.uuid(), number: fc.nat(0xffff_ffff) }, { noNullPrototype: true }),
      fc.record({ by: fc.constant('tag' as const), tag: fc.nat(0xffff) }, { noNullPrototype: true }),
    ),
  },
  { noNullPrototype: true },
);

/** The text in another case of letters; `flips` says of which. */
const recased = (text: string, flips: readonly boolean[]): string =>
  Array.from(text, (letter, at) => (flips[at % flips.length] === true ? letter.toUpperCase() : letter.toLowerCase())).join('');

/** Another spelling of the id. */
function respelled({ type, isArray, named }: PropertyId, flips: readonly boolean[], isOther: boolean): string {
  const word = type === 'CLSID' && isOther ? 'Guid' : type;
  const typed = recased(isArray ? `${word}Array` : word, flips);
  const number = (value: number): string =>
    isOther ? String(value) : recased(`0x${value.toString(16)}`, [false, ...flips]).replace('0X', '0x');
  if (named.by === 'tag') return `${typed}  ${number(named.tag)}`;
  const set = recased(isOther ? named.set : `{${named.set}}`, flips);
  return named.by === 'name'
    ? `${typed} ${set} ${recased('name', flips)} ${named.name}`
    : ` ${typed} ${set}   ${recased('id', flips)} ${number(named.number)} `;
}

describe('ids of extended properties', () => {
  it('an id that is printed parses to itself', () => {
    fc.assert(
      fc.property(ids, (id) => {
        expect(parsePropertyId(printPropertyId(id))).toEqual(id);
      }),
    );
  });

  it('two spellings of one id have one key, and two ids have two', () => {
    fc.assert(
      fc.property(ids, ids, fc.array(fc.boolean(), { minLength: 1, maxLength: 20 }), fc.boolean(), (id, other, flips, isOther) => {
        const parsed = parsePropertyId(respelled(id, flips, isOther));
        expect(parsed).toEqual(id);
        expect(parsed && propertyKey(parsed)).toBe(propertyKey(id));
        expect(propertyKey(other) === propertyKey(id)).toBe(printPropertyId(other) === printPropertyId(id));
      }),
    );
  });

  it('any text is an id or none, at once', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('String ', 'Array', '{', '}', '-', ' ', 'Name ', 'Id ', '0x', '1', 'a'), maxLength: 400 }),
        (text) => {
          const parsed = parsePropertyId(text);
          if (parsed !== undefined) expect(parsePropertyId(printPropertyId(parsed))).toEqual(parsed);
        },
      ),
    );
  });
});
