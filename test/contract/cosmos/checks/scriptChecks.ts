// Code that runs inside Cosmos DB. The service uses none of it.
import assert from 'node:assert/strict';
import { items, newId } from './check.ts';
import type { Check } from './check.ts';

export const scriptChecks: readonly Check[] = [
  {
    name: 'a stored procedure runs',
    run: async (context) => {
      const { scripts } = await items(context);
      const id = newId();
      await scripts.storedProcedures.create({ id, body: 'function (x) { getContext().getResponse().setBody(x + 1); }' });
      assert.equal((await scripts.storedProcedure(id).execute<number>('p', [41])).resource, 42);
    },
  },
  {
    name: 'a user-defined function is called in a query',
    run: async (context) => {
      const container = await items(context);
      const pk = newId();
      await container.items.create({ id: 'a', pk, n: 2 });
      await container.scripts.userDefinedFunctions.create({ id: 'double', body: 'function double(x) { return x * 2; }' });
      const { resources } = await container.items.query('SELECT VALUE udf.double(c.n) FROM c', { partitionKey: pk }).fetchAll();
      assert.deepEqual(resources, [4]);
    },
  },
];
