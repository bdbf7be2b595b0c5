// Queries: within a partition and across all of them.
import assert from 'node:assert/strict';
import { refusedWith } from './check.ts';
import type { Check, Item } from './check.ts';
import { ask, askNumbers, even, numbered } from './numbered.ts';

const numbers = (found: readonly Item[]): (number | undefined)[] => found.map(({ n }) => n);

const inPartition: readonly Check[] = [
  {
    name: 'query: a partition key keeps to its partition',
    run: async (context) => {
      const found = await ask<Item>(context, "SELECT * FROM c WHERE c.type = 'q'", even);
      assert.equal(found.length, 25);
      assert.ok(found.every(({ pk }) => pk === 'even'));
    },
  },
  {
    name: 'query: WHERE with parameters, ORDER BY DESC',
    run: async (context) => {
      const query = 'SELECT c.id, c.n FROM c WHERE c.type = @t AND c.n >= @n ORDER BY c.n DESC';
      const found = await ask<Item>(context, query, even, { t: 'q', n: 40 });
      assert.deepEqual(numbers(found), [48, 46, 44, 42, 40]);
    },
  },
  {
    name: 'query: ORDER BY a string, OFFSET LIMIT',
    run: async (context) => {
      const found = await ask<Item>(context, "SELECT c.n FROM c WHERE c.type = 'q' ORDER BY c.name ASC OFFSET 5 LIMIT 3", even);
      assert.deepEqual(numbers(found), [10, 12, 14]);
    },
  },
  {
    name: 'query: TOP',
    run: async (context) =>
      assert.deepEqual(numbers(await ask(context, "SELECT TOP 3 c.n FROM c WHERE c.type = 'q' ORDER BY c.n", even)), [0, 2, 4]),
  },
  {
    name: 'query: IN, ARRAY_CONTAINS, STARTSWITH, CONTAINS',
    run: async (context) => {
      assert.deepEqual(await askNumbers(context, "SELECT VALUE c.n FROM c WHERE c.id IN ('q00', 'q02', 'q99')", even), [0, 2]);
      assert.equal((await askNumbers(context, "SELECT VALUE c.n FROM c WHERE ARRAY_CONTAINS(c.tags, 'b')", even)).length, 9);
      assert.deepEqual(await askNumbers(context, "SELECT VALUE c.n FROM c WHERE STARTSWITH(c.name, 'name00')", even), [0, 2, 4, 6, 8]);
      assert.deepEqual(await askNumbers(context, "SELECT VALUE c.n FROM c WHERE CONTAINS(c.name, '48')", even), [48]);
    },
  },
  {
    name: 'query: ARRAY_CONTAINS of a parameter',
    run: async (context) => {
      const query = 'SELECT VALUE c.n FROM c WHERE ARRAY_CONTAINS(@ids, c.id)';
      assert.deepEqual(await askNumbers(context, query, even, { ids: ['q02', 'q04'] }), [2, 4]);
    },
  },
  {
    name: 'query: IS_DEFINED, NOT, BETWEEN',
    run: async (context) => {
      assert.equal((await askNumbers(context, 'SELECT VALUE c.n FROM c WHERE IS_DEFINED(c.opt)', even)).length, 5);
      assert.equal((await askNumbers(context, 'SELECT VALUE c.n FROM c WHERE NOT IS_DEFINED(c.opt)', even)).length, 20);
      assert.deepEqual(await askNumbers(context, 'SELECT VALUE c.n FROM c WHERE c.n BETWEEN 10 AND 14', even), [10, 12, 14]);
    },
  },
  {
    name: 'query: LIKE',
    run: async (context) =>
      assert.equal((await askNumbers(context, "SELECT VALUE c.n FROM c WHERE c.name LIKE 'name04%'", even)).length, 5),
  },
  {
    name: 'query: CONTAINS whatever the case',
    run: async (context) =>
      assert.deepEqual(await askNumbers(context, "SELECT VALUE c.n FROM c WHERE CONTAINS(c.name, 'NAME048', true)", even), [48]),
  },
  {
    name: 'query: JOIN with an array',
    run: async (context) => {
      const found = await ask<string>(context, "SELECT VALUE t FROM c JOIN t IN c.tags WHERE c.id = 'q00'", even);
      assert.deepEqual(found.toSorted(), ['a', 'b']);
    },
  },
  {
    name: 'query: EXISTS with a subquery',
    run: async (context) => {
      const found = await askNumbers(context, "SELECT VALUE c.n FROM c WHERE EXISTS(SELECT VALUE t FROM t IN c.tags WHERE t = 'b')", even);
      assert.equal(found.length, 9);
    },
  },
  {
    name: 'query: COUNT, SUM, MAX',
    run: async (context) => {
      assert.deepEqual(await ask(context, 'SELECT VALUE COUNT(1) FROM c', even), [25]);
      assert.deepEqual(await ask(context, 'SELECT VALUE SUM(c.n) FROM c', even), [600]);
      assert.deepEqual(await ask(context, 'SELECT VALUE MAX(c.n) FROM c', even), [48]);
    },
  },
  {
    name: 'query: aggregates with names',
    run: async (context) => assert.deepEqual(await ask(context, 'SELECT COUNT(1) AS k, MAX(c.n) AS m FROM c', even), [{ k: 25, m: 48 }]),
  },
  {
    name: 'query: DISTINCT VALUE',
    run: async (context) =>
      assert.deepEqual(await askNumbers(context, 'SELECT DISTINCT VALUE c.nested.deep FROM c', even), [0, 1, 2, 3, 4]),
  },
  {
    name: 'query: GROUP BY',
    run: async (context) => {
      const groups = await ask<{ k: number }>(context, 'SELECT c.nested.deep AS d, COUNT(1) AS k FROM c GROUP BY c.nested.deep', even);
      assert.deepEqual(
        groups.map(({ k }) => k),
        [5, 5, 5, 5, 5],
      );
    },
  },
  {
    name: 'query: ORDER BY two properties with their composite index',
    run: async (context) => {
      const found = await ask<Item>(context, 'SELECT c.n FROM c ORDER BY c.pk ASC, c.n DESC', even);
      assert.deepEqual(numbers(found).slice(0, 2), [48, 46]);
    },
  },
  {
    name: 'query: all items of a partition',
    run: async (context) => assert.equal((await (await numbered(context)).items.readAll(even).fetchAll()).resources.length, 25),
  },
  {
    name: 'query: bad syntax: 400',
    run: async (context) => refusedWith(400, (await numbered(context)).items.query('SELEC * FORM c', even).fetchAll()),
  },
];

const acrossPartitions: readonly Check[] = [
  {
    name: 'query across partitions: WHERE',
    run: async (context) => assert.equal((await ask(context, "SELECT * FROM c WHERE c.type = 'q'")).length, 50),
  },
  {
    name: 'query across partitions: ORDER BY',
    run: async (context) =>
      assert.deepEqual(numbers(await ask<Item>(context, 'SELECT c.n FROM c ORDER BY c.n DESC')).slice(0, 3), [49, 48, 47]),
  },
  {
    name: 'query across partitions: COUNT',
    run: async (context) => assert.deepEqual(await ask(context, 'SELECT VALUE COUNT(1) FROM c'), [50]),
  },
  {
    name: 'query across partitions: OFFSET LIMIT',
    run: async (context) => assert.deepEqual(numbers(await ask(context, 'SELECT c.n FROM c ORDER BY c.n OFFSET 10 LIMIT 2')), [10, 11]),
  },
  {
    name: 'query across partitions: TOP',
    run: async (context) => assert.deepEqual(numbers(await ask(context, 'SELECT TOP 2 c.n FROM c ORDER BY c.n')), [0, 1]),
  },
  {
    name: 'query across partitions: AVG, MIN',
    run: async (context) => {
      assert.deepEqual(await ask(context, 'SELECT VALUE AVG(c.n) FROM c'), [24.5]);
      assert.deepEqual(await ask(context, 'SELECT VALUE MIN(c.n) FROM c'), [0]);
    },
  },
  {
    name: 'query across partitions: GROUP BY',
    run: async (context) => {
      const groups = await ask<{ k: number }>(context, 'SELECT c.pk, COUNT(1) AS k FROM c GROUP BY c.pk');
      assert.deepEqual(
        groups.map(({ k }) => k),
        [25, 25],
      );
    },
  },
  {
    name: 'query across partitions: DISTINCT',
    run: async (context) => assert.deepEqual((await ask<string>(context, 'SELECT DISTINCT VALUE c.pk FROM c')).toSorted(), ['even', 'odd']),
  },
];

export const queryChecks: readonly Check[] = [...inPartition, ...acrossPartitions];
