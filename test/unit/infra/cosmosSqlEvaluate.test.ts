// What expressions yield: types, undefined, functions.
import { expect, test } from 'vitest';
import type { Json } from '../../../infra/local/cosmos/http/json.ts';
import { selectFrom } from '../../../infra/local/cosmos/query/queries.ts';

const document = { id: 'a', n: 5, s: 'Hello', list: [1, 2, { x: 1 }], o: { x: 1, y: [true] }, nil: null, 'two words': 2 };
const valueOf = (expression: string): Json | undefined => selectFrom({ query: `SELECT VALUE ${expression} FROM c` }, [document])[0];

test.each<[string, Json | undefined]>([
  ['c.n + 1', 6],
  ['c.n / 0', undefined],
  ['c.n + c.s', undefined],
  ['c["two words"]', 2],
  ['c.list[2].x', 1],
  ['c.missing', undefined],
  ['c.constructor', undefined],
  ['c.missing ?? "other"', 'other'],
  ['c.nil = null', true],
  ['c.n = "5"', undefined],
  ['c.n != "5"', undefined],
  ['c.missing = 1 OR true', true],
  ['c.missing = 1 AND false', false],
  ['c.missing = 1 AND true', undefined],
  ['NOT c.missing', undefined],
  ['c.o = {"y": [true], "x": 1}', true],
  ['c.n > 4 ? "more" : "less"', 'more'],
  ['c.n BETWEEN 1 AND 5', true],
  ['c.n NOT IN (1, 2)', true],
  ['c.n IN (1, 5)', true],
  ['c.s || "!"', 'Hello!'],
  ['c.s LIKE "h%"', false],
  ['c.s LIKE "H_l%o"', true],
  ['c.s LIKE "[A-M]ello"', true],
  ['"50%" LIKE "50!%" ESCAPE "!"', true],
  ['"a.b" LIKE "a_b"', true],
  ['"axb" LIKE "a.b"', false],
  ['STARTSWITH(c.s, "hE", true)', true],
  ['SUBSTRING(c.s, 1, 3)', 'ell'],
  ['LENGTH(c.n)', undefined],
  ['UPPER(c.s)', 'HELLO'],
  ['CONCAT("a", c.s)', 'aHello'],
  ['REPLACE(c.s, "l", "$&")', 'He$&$&o'],
  ['ARRAY_CONTAINS(c.list, {"x": 1})', true],
  ['ARRAY_CONTAINS([{"x": 1, "y": 2}], {"x": 1}, true)', true],
  ['ARRAY_CONTAINS([{"x": 1, "y": 2}], {"x": 1})', false],
  ['ARRAY_LENGTH(c.list)', 3],
  ['ARRAY_SLICE(c.list, -1)', [{ x: 1 }]],
  ['IS_DEFINED(c.nil)', true],
  ['IS_OBJECT(c.list)', false],
  ['ROUND(2.5)', 3],
  ['STRINGTONUMBER("1.5")', 1.5],
  ['STRINGTONUMBER("x")', undefined],
  ['ARRAY(SELECT VALUE x FROM x IN c.list WHERE IS_NUMBER(x))', [1, 2]],
  ['{"a": c.n, "b": c.missing}', { a: 5 }],
  ['[c.n, c.missing]', [5]],
])('the value of %s is what Cosmos DB gives', (expression, value) => {
  expect(valueOf(expression)).toEqual(value);
});

test('aggregates leave undefined out, and have no answer to a mixture', () => {
  const documents = [{ v: 3 }, { v: 1 }, {}, { v: 2 }];
  const all = 'COUNT(c.v) AS k, SUM(c.v) AS sum, AVG(c.v) AS mean, MIN(c.v) AS least, MAX(c.v) AS most';
  expect(selectFrom({ query: `SELECT ${all} FROM c` }, documents)).toEqual([{ k: 3, sum: 6, mean: 2, least: 1, most: 3 }]);
  expect(selectFrom({ query: 'SELECT SUM(c.v) AS sum FROM c' }, [...documents, { v: 'x' }])).toEqual([{}]);
  expect(selectFrom({ query: 'SELECT VALUE COUNT(1) FROM c' }, [])).toEqual([0]);
});

test('a query keeps ORDER BY, OFFSET and LIMIT', () => {
  const documents = [2, 'b', null, 1, 'a', true].map((v) => ({ v }));
  expect(selectFrom({ query: 'SELECT VALUE c.v FROM c ORDER BY c.v' }, documents)).toEqual([null, true, 1, 2, 'a', 'b']);
  expect(selectFrom({ query: 'SELECT VALUE c.v FROM c ORDER BY c.v DESC OFFSET 1 LIMIT 2' }, documents)).toEqual(['a', 2]);
});
