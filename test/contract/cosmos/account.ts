// Account, databases, containers: made, read, listed, replaced, dropped.
import assert from 'node:assert/strict';
import { CosmosClient } from '@azure/cosmos';
import { items, newId, present, refusedWith, statusOf } from './checks/check.ts';
import type { Check } from './checks/check.ts';

export const account: readonly Check[] = [
  {
    name: 'account is read when a client starts',
    run: async ({ client }) => {
      const { resource } = await client.getDatabaseAccount();
      present(resource, 'account');
    },
  },
  {
    name: 'a database is created',
    run: async ({ client }) => {
      const { database, statusCode } = await client.databases.createIfNotExists({ id: newId() });
      assert.equal(statusCode, 201);
      await database.delete();
    },
  },
  {
    name: 'a database that exists is refused with 409',
    run: ({ client, database }) => refusedWith(409, client.databases.create({ id: database.id })),
  },
  {
    name: 'a container is created once; createIfNotExists finds it again',
    run: async ({ database }) => {
      const definition = { id: newId(), partitionKey: { paths: ['/pk'] } };
      assert.equal((await database.containers.createIfNotExists(definition)).statusCode, 201);
      assert.equal((await database.containers.createIfNotExists(definition)).statusCode, 200);
      await refusedWith(409, database.containers.create(definition));
    },
  },
  {
    name: 'an indexing policy comes back as it was given',
    run: async (context) => {
      const { resource } = await (await items(context)).read();
      const policy = present(resource?.indexingPolicy, 'indexing policy');
      assert.ok(policy.excludedPaths?.some(({ path }) => path === '/blob/*'));
      assert.equal(policy.compositeIndexes?.[0]?.length, 2);
    },
  },
  {
    name: 'the throughput of a container can be asked for',
    run: async (context) => {
      assert.equal(await statusOf((await items(context)).readOffer()), 200);
    },
  },
  {
    name: 'an item of a container that is not there: 404',
    run: ({ database }) => refusedWith(404, database.container('nowhere').item('a', 'b').read()),
  },
  {
    name: 'databases and containers are listed',
    run: async (context) => {
      const { database, client } = context;
      const container = await items(context);
      const containers = (await database.containers.readAll().fetchAll()).resources;
      assert.ok(containers.some(({ id }) => id === container.id));
      assert.ok((await client.databases.readAll().fetchAll()).resources.some(({ id }) => id === database.id));
    },
  },
  {
    name: 'a container gets a new indexing policy',
    run: async ({ database }) => {
      const { container, resource } = await database.containers.create({ id: newId(), partitionKey: { paths: ['/pk'] } });
      const excludedPaths = [...(resource?.indexingPolicy?.excludedPaths ?? []), { path: '/extra/*' }];
      const definition = present(resource, 'definition');
      const replaced = await container.replace({ ...definition, indexingPolicy: { ...definition.indexingPolicy, excludedPaths } });
      assert.ok(replaced.resource?.indexingPolicy?.excludedPaths?.some(({ path }) => path === '/extra/*'));
    },
  },
  {
    name: 'a container and a database are deleted',
    run: async ({ client }) => {
      const { database } = await client.databases.create({ id: newId() });
      const { container } = await database.containers.create({ id: 'c', partitionKey: { paths: ['/pk'] } });
      assert.equal((await container.delete()).statusCode, 204);
      assert.equal((await database.delete()).statusCode, 204);
      await refusedWith(404, database.read());
    },
  },
  {
    name: 'a wrong key: 401',
    run: async ({ endpoint, database }) => {
      const stranger = new CosmosClient({ endpoint, key: Buffer.from('wrong').toString('base64') });
      await refusedWith(401, stranger.database(database.id).read());
      stranger.dispose();
    },
  },
  {
    name: 'a token of Microsoft Entra ID is accepted',
    run: async ({ endpoint, database }) => {
      const getToken = () => Promise.resolve({ token: 'eyJhbGciOiJub25lIn0.e30.', expiresOnTimestamp: Date.now() + 3_600_000 });
      const client = new CosmosClient({ endpoint, aadCredentials: { getToken } });
      try {
        assert.equal((await client.database(database.id).read()).statusCode, 200);
      } finally {
        client.dispose();
      }
    },
  },
];
