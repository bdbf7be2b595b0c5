// The stores as the code assumes them: the same containers, strong reads, and backups of both that reach equally far.
import { describe, expect, it } from 'vitest';
import containers from '../../infra/cosmos-containers.json' with { type: 'json' };
import { readInstallation } from '../support/installations.ts';

const least = readInstallation('least');
const everything = readInstallation('everything');
const hidden = readInstallation('private');
const whole = [least, hidden, everything];

const account = 'Microsoft.DocumentDB/databaseAccounts';
const storage = 'Microsoft.Storage/storageAccounts';

describe('Cosmos DB', () => {
  it('Cosmos DB has exactly the containers that the code and its emulator have: keys, TTL and index', () => {
    for (const installation of whole)
      expect(installation.all(`${account}/sqlDatabases/containers`).map(({ properties }) => properties.resource)).toEqual(containers);
  });

  it('Cosmos DB reads what another instance has just written', () => {
    for (const installation of whole)
      expect(installation.one(account).properties.consistencyPolicy).toEqual({ defaultConsistencyLevel: 'Strong' });
  });

  it('Cosmos DB is serverless unless throughput is asked for', () => {
    expect(least.one(account).properties.capabilities).toEqual([{ name: 'EnableServerless' }]);
    expect(least.one(`${account}/sqlDatabases`).properties.options).toEqual({});
    expect(everything.one(account).properties.capabilities).toEqual([]);
    expect(everything.one(`${account}/sqlDatabases`).properties.options).toEqual({ autoscaleSettings: { maxThroughput: 4000 } });
  });

  it('Cosmos DB is the account that was restored, in all that depends on it, where that is named', () => {
    const restored = readInstallation('signed');
    expect(restored.one(account).name).toBe('cosmos-restored');
    expect(restored.settings().COSMOS_ENDPOINT).toContain('/databaseAccounts/cosmos-restored');
    expect(restored.outputs.COSMOS_ACCOUNT_NAME).toBe('cosmos-restored');
    expect(restored.one(`${account}/sqlRoleAssignments`).properties.scope).toMatch(/\/cosmos-restored\/dbs\/calendar$/);
    const endpoint = restored.one('Microsoft.Network/privateEndpoints', 'pe-cosmos-');
    expect(endpoint.name).toBe('pe-cosmos-restored');
    expect(JSON.stringify(endpoint.properties)).toContain('/databaseAccounts/cosmos-restored');
    expect(hidden.one('Microsoft.Network/privateEndpoints', 'pe-cosmos-').name).not.toBe(endpoint.name);
    expect(JSON.stringify(restored)).not.toMatch(/cosmos-[a-z0-9]{13}/);
  });

  it('Cosmos DB lies in three zones where that is wanted', () => {
    expect(least.one(account).properties.locations).toMatchObject([{ isZoneRedundant: false }]);
    expect(everything.one(account).properties.locations).toMatchObject([{ isZoneRedundant: true }]);
  });
});

describe('what was deleted', () => {
  it.each([
    [least, 7, 'Continuous7Days'],
    [everything, 30, 'Continuous30Days'],
  ])('what was deleted can be restored from both stores', (installation, days, tier) => {
    expect(installation.one(account).properties.backupPolicy).toEqual({ type: 'Continuous', continuousModeProperties: { tier } });
    expect(installation.one(`${storage}/blobServices`, 'stdata').properties).toMatchObject({
      deleteRetentionPolicy: { enabled: true, days, allowPermanentDelete: true },
      containerDeleteRetentionPolicy: { enabled: true, days },
      isVersioningEnabled: false,
    });
  });

  it('what was deleted is gone at once where nothing is to be kept', () => {
    expect(readInstallation('forgetful').one(`${storage}/blobServices`).properties).toMatchObject({
      deleteRetentionPolicy: { enabled: false },
      containerDeleteRetentionPolicy: { enabled: false },
      isVersioningEnabled: false,
    });
  });
});

describe('the contents', () => {
  it('the contents may be read by any page that was redirected to them, and by no other method', () => {
    expect(least.one(`${storage}/blobServices`, 'stdata').properties.cors).toMatchObject({
      corsRules: [{ allowedOrigins: ['*'], allowedMethods: ['GET', 'HEAD'] }],
    });
    expect(readInstallation('private').one(`${storage}/blobServices`, 'stdata').properties.cors).toEqual({ corsRules: [] });
  });

  it('the contents cool down and are scanned only where that is wanted', () => {
    expect(least.all(`${storage}/managementPolicies`)).toEqual([]);
    expect(least.all('Microsoft.Security/defenderForStorageSettings')).toEqual([]);
    expect(JSON.stringify(everything.one(`${storage}/managementPolicies`).properties)).toContain('"daysAfterModificationGreaterThan":90');
    expect(everything.one('Microsoft.Security/defenderForStorageSettings').properties).toMatchObject({
      isEnabled: true,
      malwareScanning: { onUpload: { isEnabled: true, capGBPerMonth: 50 } },
    });
  });

  it('the contents are never deleted by age', () => {
    expect(JSON.stringify(everything.one(`${storage}/managementPolicies`).properties)).not.toMatch(/"delete"/);
  });

  it('the contents lie in three zones where that is wanted', () => {
    expect(least.all(storage).map(({ sku }) => sku)).toEqual([{ name: 'Standard_LRS' }, { name: 'Standard_LRS' }]);
    expect(everything.all(storage).map(({ sku }) => sku)).toEqual([{ name: 'Standard_ZRS' }, { name: 'Standard_ZRS' }]);
  });
});
