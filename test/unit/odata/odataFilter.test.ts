// Filters: what they mean, that no text gets out of its quotes, and that garbage is refused at its place.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ServiceError } from '../../../lib/runtime/errors.ts';
import { toCondition, type FilterVocabulary } from '../../../lib/odata/filter/condition.ts';
import type { FilterExpression, FilterProperty, Literal } from '../../../lib/odata/filter/expression.ts';
import { parseFilter } from '../../../lib/odata/filter/parse.ts';

const compare = (path: string, operator: 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le', literal: Literal, at = 1): FilterExpression => ({
  is: 'compare',
  operator,
  property: { path, at },
  literal,
});
const text = (value: string): Literal => ({ kind: 'text', value });
const number = (value: number): Literal => ({ kind: 'number', value });

function refusal(filter: string, vocabulary?: FilterVocabulary): unknown {
  try {
    const expression = parseFilter(filter);
    return vocabulary === undefined ? expression : toCondition(expression, vocabulary);
  } catch (error) {
    return error;
  }
}

describe('reading', () => {
  it.each<[string, FilterExpression]>([
    ["name eq 'a'", compare('name', 'eq', text('a'))],
    ["  start/dateTime  GE\t'a''b'  ", compare('start/dateTime', 'ge', text("a'b"), 3)],
    ["name eq ''", compare('name', 'eq', text(''))],
    ['size lt -1.5e3', compare('size', 'lt', number(-1500))],
    ['size eq ( 12 )', compare('size', 'eq', number(12))],
    ['id eq b9cf8971-7d55-4B73-9ffa-a584611b600b', compare('id', 'eq', text('b9cf8971-7d55-4B73-9ffa-a584611b600b'))],
    ['id ne (12345678-7d55-4b73-9ffa-a584611b600b)', compare('id', 'ne', text('12345678-7d55-4b73-9ffa-a584611b600b'))],
    ['isInline', compare('isInline', 'eq', { kind: 'boolean', value: true })],
    ['name ne NULL', compare('name', 'ne', { kind: 'null' })],
    ['at gt 2026-02-28T10:00:00.5+01:00', compare('at', 'gt', { kind: 'dateTime', value: Date.UTC(2026, 1, 28, 9, 0, 0, 500) })],
    ['at gt 2026-02-28', compare('at', 'gt', { kind: 'dateTime', value: Date.UTC(2026, 1, 28) })],
    ["startswith( name , 'a' )", { is: 'startswith', property: { path: 'name', at: 13 }, text: 'a' }],
    ["contains(name,'a') eq false", { is: 'not', operand: { is: 'contains', property: { path: 'name', at: 10 }, text: 'a' } }],
    ["isof('microsoft.graph.x')", { is: 'isof', type: 'microsoft.graph.x', at: 1 }],
    [
      "a/any(x:x/b/c eq 'd' and not startswith(x/e,'f'))",
      {
        is: 'any',
        property: { path: 'a', at: 1 },
        where: {
          is: 'and',
          operands: [
            compare('b/c', 'eq', text('d'), 9),
            { is: 'not', operand: { is: 'startswith', property: { path: 'e', at: 41 }, text: 'f' } },
          ],
        },
      },
    ],
    [
      'c/any(x:x eq 1) eq false',
      { is: 'not', operand: { is: 'any', property: { path: 'c', at: 1 }, where: compare('', 'eq', number(1), 9) } },
    ],
    ['cast(a/b, Edm.Int32) gt 5', { is: 'compare', operator: 'gt', property: { path: 'a/b', at: 6, as: 'Edm.Int32' }, literal: number(5) }],
    ['not not a', { is: 'not', operand: { is: 'not', operand: compare('a', 'eq', { kind: 'boolean', value: true }, 9) } }],
  ])('the filter %s is read', (filter, expression) => {
    expect(parseFilter(filter)).toEqual(expression);
  });

  it('not binds before and, and before or', () => {
    const is = (expression: FilterExpression): unknown =>
      expression.is === 'and' || expression.is === 'or'
        ? { [expression.is]: expression.operands.map(is) }
        : expression.is === 'not'
          ? { not: is(expression.operand) }
          : expression.is === 'compare' && expression.property.path;
    expect(is(parseFilter('a or not b and c or (d or e) and not (f and g)'))).toEqual({
      or: ['a', { and: [{ not: 'b' }, 'c'] }, { and: [{ or: ['d', 'e'] }, { not: { and: ['f', 'g'] } }] }],
    });
  });

  it.each([
    ["name eq 'x", 9],
    ['size eq ((12))', 9],
    ['size eq (12', 9],
    ['id eq b9cf8971-7d55-4b73-9ffa-a584611b600b1', 7],
    ['name eq', 8],
    ['name is 1', 6],
    ["'a' eq name", 1],
    ['(a', 3],
    ['a)', 2],
    ['a b', 3],
    ["name eq 'a'b", 9],
    ['size eq 1x', 9],
    ['at eq 2026-13-01', 7],
    ['a and', 6],
    ['a or or b', 6],
    ['', 1],
    ["startswith(name 'a')", 17],
    ['startswith(name,1)', 17],
    ["contains(name,'a') eq 1", 20],
    ['a; b', 2],
    ['c/any(x:y eq 1)', 9],
    ['c/any(x)', 8],
    ['c/any(x/y:x eq 1)', 7],
    ["c/any(x:x/a eq 1 or y eq 'b')", 21],
    ["c/any(x:startswith(xs,'a'))", 20],
    ['c/any(x:d/any(y:y eq 1))', 9],
    ['cast(a,1) eq 1', 8],
    ['cast(a) eq 1', 7],
  ])('the filter %j is refused at character %i', (filter, at) => {
    expect(refusal(filter)).toMatchObject({ status: 400, message: expect.stringMatching(new RegExp(`character ${at}\\b`)) as unknown });
  });

  it.each([
    ['endswith', "endswith(name,'x')", 'not supported'],
    ['made up', "drop(name,'x')", 'unknown'],
    ['too deep', `${'('.repeat(22)}a${')'.repeat(22)}`, 'deeper'],
    ['too deep by not', `${'not '.repeat(400)}a`, 'deeper'],
    ['more than a filter has', `${'not '.repeat(500)}a`, 'more than 500 words, signs and values'],
    ['too long', Array.from({ length: 51 }, () => 'a').join(' or '), 'more than 50'],
  ])('a filter that is %s is refused', (_, filter, words) => {
    expect(refusal(filter)).toMatchObject({ status: 400, code: 'BadRequest', message: expect.stringContaining(words) as unknown });
  });
});

/** A filter in OData's words, with every pair of parentheses that could be needed. `of`: the variable of the lambda that it stands in. */
function print(expression: FilterExpression, of?: string): string {
  switch (expression.is) {
    case 'compare':
      return `${printProperty(expression.property, of)} ${expression.operator} ${printLiteral(expression.literal)}`;
    case 'any':
      return `${expression.property.path}/any(x:${print(expression.where, 'x')})`;
    case 'isof':
      return `isof(${quoted(expression.type)})`;
    case 'not':
      return `not (${print(expression.operand, of)})`;
    case 'and':
    case 'or':
      return expression.operands.map((operand) => `(${print(operand, of)})`).join(` ${expression.is} `);
    default:
      return `${expression.is}(${printProperty(expression.property, of)},${quoted(expression.text)})`;
  }
}

function printProperty({ path, as }: FilterProperty, of: string | undefined): string {
  const written = of === undefined ? path : path === '' ? of : `${of}/${path}`;
  return as === undefined ? written : `cast(${written}, ${as})`;
}

const quoted = (value: string): string => `'${value.replaceAll("'", "''")}'`;

function printLiteral(literal: Literal): string {
  switch (literal.kind) {
    case 'text':
      return quoted(literal.value);
    case 'null':
      return 'null';
    case 'dateTime':
      return new Date(literal.value).toISOString();
    default:
      return String(literal.value);
  }
}

const anyLiteral: fc.Arbitrary<Literal> = fc.oneof(
  fc.string({ unit: 'binary' }).map(text),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => number(value === 0 ? 0 : value)),
  fc.boolean().map((value) => ({ kind: 'boolean' as const, value })),
  fc
    .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
    .map((date) => ({ kind: 'dateTime' as const, value: date.getTime() })),
  fc.constant({ kind: 'null' as const }),
);
const anyProperty_ = fc
  .constantFrom('name', 'size', 'start/dateTime', 'microsoft.graph.fileAttachment/contentId')
  .map((path) => ({ path, at: 0 }));
/** The same without lambdas: what stands inside of one. */
const { expression: innerExpression } = fc.letrec<{ expression: FilterExpression }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 2, depthSize: 'small' },
    fc.record({
      is: fc.constant('compare' as const),
      operator: fc.constantFrom('eq', 'ne', 'gt', 'ge', 'lt', 'le'),
      property: fc.constantFrom({ path: '', at: 0 }, { path: 'emailAddress/address', at: 0 }, { path: 'value', at: 0, as: 'Edm.Int32' }),
      literal: anyLiteral,
    }),
    fc.record({ is: fc.constantFrom('startswith', 'contains'), property: fc.constant({ path: 'id', at: 0 }), text: fc.string() }),
    fc.record({ is: fc.constantFrom('and', 'or'), operands: fc.array(tie('expression'), { minLength: 2, maxLength: 2 }) }),
    fc.record({ is: fc.constant('not' as const), operand: tie('expression') }),
  ),
}));
const { expression: anyExpression } = fc.letrec<{ expression: FilterExpression }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.record({
      is: fc.constant('compare' as const),
      operator: fc.constantFrom('eq', 'ne', 'gt', 'ge', 'lt', 'le'),
      property: anyProperty_,
      literal: anyLiteral,
    }),
    fc.record({ is: fc.constantFrom('startswith', 'contains'), property: anyProperty_, text: fc.string({ unit: 'binary' }) }),
    fc.record({ is: fc.constant('any' as const), property: anyProperty_, where: innerExpression }),
    fc.record({ is: fc.constant('isof' as const), type: fc.string(), at: fc.constant(0) }),
    fc.record({ is: fc.constantFrom('and', 'or'), operands: fc.array(tie('expression'), { minLength: 2, maxLength: 2 }) }),
    fc.record({ is: fc.constant('not' as const), operand: tie('expression') }),
  ),
}));

/** The same without the places, which printing doesn't know. */
const placeless = (expression: FilterExpression): unknown =>
  JSON.parse(JSON.stringify(expression, (name, value: unknown) => (name === 'at' ? 0 : value)));

describe('whatever a filter says', () => {
  it('what was printed is read back', () => {
    fc.assert(
      fc.property(anyExpression, (expression) => {
        expect(placeless(parseFilter(print(expression)))).toEqual(placeless(expression));
      }),
    );
  });

  it('garbage is understood or refused with 400, and takes no time to speak of', () => {
    const words = [
      'name',
      ' eq ',
      "'",
      '(',
      ')',
      ' and ',
      ' or ',
      'not ',
      '1',
      ',',
      'startswith',
      'null',
      '2026-01-01',
      '/',
      '--',
      ';',
      '"',
      '\\',
    ];
    const garbage = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.constantFrom(...words)).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(garbage, (filter) => {
        const outcome = refusal(filter);
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(ServiceError);
        if (outcome instanceof ServiceError) expect(outcome.status).toBe(400);
      }),
      { numRuns: 1000 },
    );
  });
});
