// How `$filter` finds events and calendars by what callers have added: by extensions' names, by extended properties' ids and values (contract, section 15).
import { extensionKey } from '../../calendar/custom/customData.ts';
import { guidIn, propertyKey } from '../../calendar/custom/propertyId.ts';
import { searchedCharacters, sortableInteger, wholeHash } from '../../calendar/custom/propertyValue.ts';
import { badRequest } from '../../runtime/errors.ts';
import type { Condition } from '../../stores/documents.ts';
import { extensionNameIn } from '../../paths/identifiers.ts';
import { collectionProperty } from '../filter/collection.ts';
import type { Filterable } from '../filter/condition.ts';
import type { FilterExpression } from '../filter/expression.ts';
import { dateTimeOf, instantProperty } from '../filter/filterable.ts';
import { readPropertyId } from './extendedPropertyBody.ts';

type Compare = Filterable['compare'];

/** Something that only `eq` and `ne` compare, with the form in which documents have it; undefined for a literal of another kind. */
const equals =
  (property: string, stored: (text: string) => string): Compare =>
  (operator, literal) =>
    literal.kind === 'text' && (operator === 'eq' || operator === 'ne')
      ? { is: operator, property, value: stored(literal.value) }
      : undefined;

const comparing = (property: string, compare: Compare): Filterable => ({ property, functions: false, compare });

/** The name of an extension, with Graph's prefixes or without, stored at this path; a text that can't be a name belongs to none. */
export const extensionNamed = (path: string): Filterable =>
  comparing(
    path,
    equals(path, (text) => extensionKey(extensionNameIn(text) ?? text)),
  );

const byName = extensionNamed('');

/** `Extensions/any(f:f/id eq 'x')`. */
export const extensionFilter: Filterable = collectionProperty('custom.extensions', { id: byName, extensionName: byName });

const byId = comparing(
  'key',
  equals('key', (text) => propertyKey(readPropertyId(text))),
);

/** The value as an integer where both are one; as a number otherwise. */
const byInteger = comparing('integer', (operator, literal) => {
  if (literal.kind !== 'number') return undefined;
  if (Number.isSafeInteger(literal.value)) return { is: operator, property: 'integer', value: sortableInteger(BigInt(literal.value)) };
  return { is: operator, property: 'number', value: literal.value };
});

const byNumber = comparing('number', (operator, literal) =>
  literal.kind === 'number' ? { is: operator, property: 'number', value: literal.value } : undefined,
);

const byBoolean = comparing('text', (operator, literal) =>
  literal.kind === 'boolean' && (operator === 'eq' || operator === 'ne')
    ? { is: 'eq', property: 'text', value: String((operator === 'eq') === literal.value) }
    : undefined,
);

const byGuid = comparing(
  'guid',
  equals('guid', (text) => {
    const guid = guidIn(text);
    if (guid === undefined) throw badRequest(`'${text.slice(0, shownLength)}' is no GUID.`);
    return guid;
  }),
);

/** Characters of a value that an error repeats. */
const shownLength = 40;

const casts: Readonly<Record<string, Filterable>> = {
  'edm.int16': byInteger,
  'edm.int32': byInteger,
  'edm.int64': byInteger,
  'edm.single': byNumber,
  'edm.double': byNumber,
  'edm.decimal': byNumber,
  'edm.boolean': byBoolean,
  'edm.guid': byGuid,
  'edm.datetimeoffset': instantProperty('instant', dateTimeOf),
};

const wholeText = equals('whole', wholeHash);

/** Every property has a value: it has none that is null. */
const againstNull: Compare = (operator) =>
  operator === 'eq' || operator === 'ne' ? { is: operator === 'ne' ? 'ge' : 'lt', property: 'key', value: '' } : undefined;

/** Texts compare in any case of letters: `eq` and `ne` all of the value, `contains` and `startswith` its first 255 characters. */
const byValue: Filterable = {
  property: 'text',
  functions: true,
  compare: (operator, literal) => (literal.kind === 'null' ? againstNull : wholeText)(operator, literal),
  cast: (type) => (Object.hasOwn(casts, type.toLowerCase()) ? casts[type.toLowerCase()] : undefined),
};

const singles = collectionProperty('custom.singles', { id: byId, value: byValue });

/** `singleValueExtendedProperties/any(ep:ep/id eq '…' and ep/value eq '…')`. Properties with many values have no filter. */
export const extendedPropertyFilter: Filterable = {
  ...singles,
  lambda(where): Condition {
    requireSearchable(where);
    return singles.lambda?.(where) ?? { is: 'any', property: singles.property, where: { is: 'or', conditions: [] } };
  },
};

/** Throws 400 for a text that is longer than what `contains` and `startswith` search. */
function requireSearchable(where: FilterExpression): void {
  if (where.is === 'and' || where.is === 'or') where.operands.forEach(requireSearchable);
  else if (where.is === 'not') requireSearchable(where.operand);
  else if ((where.is === 'contains' || where.is === 'startswith') && where.text.length > searchedCharacters)
    throw badRequest(
      `'${where.is}' at character ${where.property.at} of '$filter' searches the first ${searchedCharacters} characters of an extended property's value: its text may have no more.`,
    );
}
