// The query language's syntax: what is read, and what is refused with 400.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CosmosError } from '../../../infra/local/cosmos/http/errors.ts';
import { checkNames } from '../../../infra/local/cosmos/sql/names.ts';
import { parseSql } from '../../../infra/local/cosmos/sql/parse.ts';

const refuses = (sql: string): void =>
  expect(() => {
    checkNames(parseSql(sql), new Map());
  }).toThrow(expect.objectContaining({ status: 400 }));

test('a query has its clauses', () => {
  const query = parseSql('SELECT TOP 3 c.a, c.b AS x, c.n + 1 FROM root c WHERE c.a = @p ORDER BY c.a DESC, c.b');
  expect(query).toMatchObject({
    top: { kind: 'literal', value: 3 },
    select: { kind: 'list', items: [{ name: 'a' }, { name: 'x' }, { name: '$3' }] },
    sources: [{ alias: 'c', iterate: false }],
    where: { kind: 'binary', operator: '=' },
    orderBy: [{ direction: 'descending' }, { direction: 'ascending' }],
  });
});

test('operators bind by their precedence', () => {
  expect(parseSql('SELECT VALUE 1 + 2 * 3 = 7 AND NOT false OR false')).toMatchObject({
    select: {
      value: {
        operator: 'OR',
        left: {
          operator: 'AND',
          left: { operator: '=', left: { operator: '+', right: { operator: '*' } } },
          right: { operator: 'NOT' },
        },
      },
    },
  });
});

test('a backslash escapes in a string', () => {
  const query = parseSql(String.raw`SELECT VALUE 'it\'s \u0041 \\ \n'`);
  expect(query).toMatchObject({ select: { value: { kind: 'literal', value: "it's A \\ \n" } } });
});

describe('refused', () => {
  test.each([
    ['no query', 'SELEC * FORM c'],
    ['text behind the end', 'SELECT * FROM c c2 c3'],
    ['an unfinished string', "SELECT * FROM c WHERE c.a = 'x"],
    ['a reserved word as a property', 'SELECT c.order FROM c'],
    ['an unknown function', 'SELECT VALUE NOPE(c.a) FROM c'],
    ['a function with too few arguments', 'SELECT VALUE CONTAINS(c.a) FROM c'],
    ['a user-defined function', 'SELECT VALUE udf.f(c.a) FROM c'],
    ['an aggregate in WHERE', 'SELECT * FROM c WHERE COUNT(1) > 1'],
    ['an unknown name', 'SELECT * FROM c WHERE d.a = 1'],
    ['the name that an alias replaced', 'SELECT * FROM root c WHERE root.a = 1'],
    ['a parameter without a value', 'SELECT * FROM c WHERE c.a = @nothing'],
    ['* with a join', 'SELECT * FROM c JOIN t IN c.tags'],
    ['TOP with OFFSET', 'SELECT TOP 1 * FROM c OFFSET 0 LIMIT 1'],
    ['OFFSET without LIMIT', 'SELECT * FROM c OFFSET 0'],
    ['ORDER BY with GROUP BY', 'SELECT c.a FROM c GROUP BY c.a ORDER BY c.a'],
  ])('the query %s is refused', (_, sql) => refuses(sql));
});

test('no text brings anything but a query or a 400', () => {
  const words = fc.constantFrom(
    ...`SELECT VALUE * FROM c . a WHERE = ( ) [ ] { } , IN NOT ORDER BY 1 'x' @p COUNT ? : EXISTS JOIN`.split(' '),
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(words, { maxLength: 25 }).map((parts) => ['SELECT', ...parts].join(' ')),
  );
  fc.assert(
    fc.property(text, (sql) => {
      try {
        checkNames(parseSql(sql), new Map());
      } catch (error) {
        expect(error).toBeInstanceOf(CosmosError);
      }
    }),
    { numRuns: 3000 },
  );
});
