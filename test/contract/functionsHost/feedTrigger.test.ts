// What a Cosmos DB trigger may say, and which settings lead to its account.
import { describe, expect, test } from 'vitest';
import { openAccount } from '../../../infra/local/functions/feeds/connection.ts';
import { readFeedTrigger } from '../../../infra/local/functions/feeds/feedTrigger.ts';

const least = { type: 'cosmosDBTrigger', connection: 'COSMOS', databaseName: 'd', containerName: 'c' };

describe('a trigger', () => {
  test('a trigger has the defaults of the real one', () => {
    expect(readFeedTrigger(least, {})).toEqual({
      monitored: { connection: 'COSMOS', database: 'd', container: 'c' },
      leases: { connection: 'COSMOS', database: 'd', container: 'leases', prefix: '', created: false },
      most: 100,
      pollDelay: 5_000,
      acquireInterval: 13_000,
      expirationInterval: 60_000,
      renewInterval: 17_000,
      start: 'now',
    });
  });

  test('a trigger may say all of it, and name settings', () => {
    const more = {
      databaseName: '%DATABASE%',
      leaseConnection: 'LEASES',
      leaseDatabaseName: '%LEASES_DATABASE%',
      leaseContainerName: 'l',
      leaseContainerPrefix: '%PREFIX%',
      createLeaseContainerIfNotExists: true,
      maxItemsPerInvocation: 25,
      feedPollDelay: 1_000,
      startFromTime: '2026-11-26T12:00:00Z',
    };
    expect(readFeedTrigger({ ...least, ...more }, { DATABASE: 'd1', LEASES_DATABASE: 'd2', PREFIX: 'p' })).toMatchObject({
      monitored: { database: 'd1' },
      leases: { connection: 'LEASES', database: 'd2', container: 'l', prefix: 'p', created: true },
      most: 25,
      pollDelay: 1_000,
      start: new Date('2026-11-26T12:00:00Z'),
    });
  });

  test.each([
    ['with one container for both', { leaseContainerName: 'c' }, /cannot be the one that stores the leases/],
    ['with two beginnings', { startFromBeginning: true, startFromTime: '2026-01-01' }, /Only one of startFromBeginning/],
    ['with a beginning that is no time', { startFromTime: 'soon' }, /'soon' is no ISO 8601 date/],
    ['with a setting that is missing', { databaseName: '%NOT_SET%' }, /'%NOT_SET%' does not resolve/],
    ['with all versions', { changeFeedMode: 'AllVersionsAndDeletes' }, /changeFeedMode/],
    ['without a container', { containerName: undefined }, /containerName/],
  ])('a trigger %s is refused by name', (_what, more, words) => {
    expect(() => readFeedTrigger({ ...least, ...more }, {})).toThrow(words);
  });
});

describe('a connection', () => {
  const endpoint = 'https://cosmos.example/';

  test.each([
    ['a connection string', { COSMOS: `AccountEndpoint=${endpoint};AccountKey=a2V5;` }],
    ['a connection string behind AzureWebJobs', { AzureWebJobsCOSMOS: `AccountEndpoint=${endpoint};AccountKey=a2V5` }],
    [
      'an endpoint that a managed identity opens',
      { COSMOS__accountEndpoint: endpoint, COSMOS__credential: 'managedidentity', COSMOS__clientId: 'x' },
    ],
    ['an endpoint that opens by who has signed in', { COSMOS__accountEndpoint: endpoint }],
    [
      'a connection string before an endpoint',
      { COSMOS: `AccountEndpoint=${endpoint};AccountKey=a2V5`, COSMOS__accountEndpoint: 'https://other.example/' },
    ],
  ])('a connection may be %s', async (_what, settings) => {
    const account = await openAccount('COSMOS', settings);
    expect(JSON.stringify(account.database('d').container('c').url)).toBe('"dbs/d/colls/c"');
    account.dispose();
  });

  test.each([
    ['that no setting leads to', {}, /'COSMOS' does not exist: set 'COSMOS' or 'COSMOS__accountEndpoint'/],
    ['without its key', { COSMOS: `AccountEndpoint=${endpoint};` }, /must have AccountEndpoint and AccountKey/],
    ['without its endpoint', { COSMOS: 'AccountKey=a2V5' }, /must have AccountEndpoint and AccountKey/],
  ])('a connection %s is refused by name', async (_what, settings, words) => {
    await expect(openAccount('COSMOS', settings)).rejects.toThrow(words);
  });
});
