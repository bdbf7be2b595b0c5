// What filters ask of the store, and that no text of theirs becomes a part of its SQL.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toCondition, type FilterVocabulary } from '../../../lib/odata/filter/condition.ts';
import {
  anyProperty,
  booleanProperty,
  instantProperty,
  memberProperty,
  numberProperty,
  secondsProperty,
  textProperty,
} from '../../../lib/odata/filter/filterable.ts';
import { parseFilter } from '../../../lib/odata/filter/parse.ts';
import { toSql } from '../../../lib/stores/cosmos/conditions.ts';
import { errorOf } from '../../support/errors.ts';

const vocabulary: FilterVocabulary = {
  find: (path) => new Map(Object.entries(properties)).get(path),
  names: ['name'],
};
const properties = {
  name: textProperty('sortKeys.texts.name', 'sortKeys.name'),
  uid: textProperty('iCalUId'),
  size: numberProperty('sortKeys.size'),
  isInline: booleanProperty('sortKeys.isInline'),
  importance: memberProperty('properties.importance', ['low', 'high']),
  hasAttachments: anyProperty('attachmentCount'),
  at: instantProperty('created'),
  second: secondsProperty('modified'),
};

const refusal = (filter: string): unknown => errorOf(() => toCondition(parseFilter(filter), vocabulary));
const quoted = (value: string): string => `'${value.replaceAll("'", "''")}'`;

describe('meaning', () => {
  it.each([
    ["name eq 'a'", { is: 'eq', property: 'sortKeys.texts.name', value: 'a' }],
    ['name ne null', { is: 'ne', property: 'sortKeys.texts.name', value: '' }],
    ["name gt 'a'", { is: 'gt', property: 'sortKeys.name', value: 'a' }],
    ["name le '\u{1f600}'", { is: 'le', property: 'sortKeys.name', value: '\ud7ff01f600' }],
    ["name eq '\u{1f600}'", { is: 'eq', property: 'sortKeys.texts.name', value: '\u{1f600}' }],
    ["importance eq 'HIGH'", { is: 'eq', property: 'properties.importance', value: 'high' }],
    ['isInline ne true', { is: 'eq', property: 'sortKeys.isInline', value: false }],
    ['hasAttachments', { is: 'gt', property: 'attachmentCount', value: 0 }],
    ['hasAttachments eq false', { is: 'le', property: 'attachmentCount', value: 0 }],
    ['at le 2026-01-01T01:00:00+01:00', { is: 'le', property: 'created', value: '2026-01-01T00:00:00.000Z' }],
    ['second gt 2026-01-01T00:00:00Z', { is: 'ge', property: 'modified', value: '2026-01-01T00:00:01.000Z' }],
    ['second lt 2026-01-01T00:00:00.5Z', { is: 'lt', property: 'modified', value: '2026-01-01T00:00:01.000Z' }],
    ["contains(name,'x')", { is: 'contains', property: 'sortKeys.texts.name', value: 'x' }],
  ])('the filter %s becomes a condition of the store', (filter, condition) => {
    expect(toCondition(parseFilter(filter), vocabulary)).toEqual(condition);
  });

  it.each([
    "size eq 'a'",
    'name eq 1',
    'name gt null',
    "uid gt 'a'",
    'size eq null',
    'isInline gt true',
    "importance lt 'low'",
    "importance eq 'x'",
    "at eq '2026-01-01'",
    "contains(size,'1')",
    "isof('x')",
    'nothing eq 1',
  ])('the filter %s is refused', (filter) => {
    expect(refusal(filter)).toMatchObject({ status: 400, code: 'BadRequest' });
  });

  it.each([0, 1, 499, 999, 1000, 1001])('a time shown to the second compares as it is shown: stored %i ms, asked in halves', (stored) => {
    const holds = {
      eq: (a: number, b: number) => a === b,
      ne: (a: number, b: number) => a !== b,
      gt: (a: number, b: number) => a > b,
      ge: (a: number, b: number) => a >= b,
      lt: (a: number, b: number) => a < b,
      le: (a: number, b: number) => a <= b,
    };
    const value = new Date(stored).toISOString();
    const judge = (condition: ReturnType<typeof toCondition>): boolean => {
      switch (condition.is) {
        case 'and':
          return condition.conditions.every(judge);
        case 'or':
          return condition.conditions.some(judge);
        case 'not':
          return !judge(condition.condition);
        case 'ge':
          return value >= String(condition.value);
        case 'lt':
          return value < String(condition.value);
        default:
          return expect.fail(`unexpected ${condition.is}`);
      }
    };
    for (const asked of [-500, 0, 500, 1000, 1500])
      for (const [operator, compares] of Object.entries(holds)) {
        const condition = toCondition(parseFilter(`second ${operator} ${new Date(asked).toISOString()}`), vocabulary);
        expect({ operator, asked, holds: judge(condition) }).toEqual({
          operator,
          asked,
          holds: compares(Math.floor(stored / 1000) * 1000, asked),
        });
      }
  });

  it('a value never becomes part of the SQL, whatever it is', () => {
    const nasty = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom("' OR 1=1 --", '"] = 1 OR c["x"]', '@p0', '\\', "'); DROP"));
    const sqlOf = (value: string): { query: string; parameters: unknown[] } => {
      const where = toCondition(parseFilter(`name eq ${quoted(value)} or startswith(name,${quoted(value)})`), vocabulary);
      return toSql({ where, orderBy: [], limit: 1 });
    };
    const { query } = sqlOf('harmless');
    fc.assert(
      fc.property(nasty, (value) => {
        const sql = sqlOf(value);
        expect(sql.query).toBe(query);
        expect(sql.parameters).toEqual([
          { name: '@p0', value },
          { name: '@p1', value },
        ]);
      }),
    );
  });
});
