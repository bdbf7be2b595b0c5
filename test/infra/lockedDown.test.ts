// Nobody gets in without a token: no keys, no public blobs, no old TLS, and an identity with the least roles.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { installationNames, readInstallation, scopeOf, type Installation } from '../support/installations.ts';

const compiled = readFileSync(new URL('../../infra/main.json', import.meta.url), 'utf8');
const whole = ['least', 'private', 'everything'] as const;

describe.each(whole)('the installation %s', (name) => {
  const installation = readInstallation(name);

  it('an installation opens no storage account by key, to the public, or without TLS', () => {
    const accounts = installation.all('Microsoft.Storage/storageAccounts');
    expect(accounts).toHaveLength(2);
    for (const { properties } of accounts)
      expect(properties).toMatchObject({
        allowBlobPublicAccess: false,
        allowSharedKeyAccess: false,
        defaultToOAuthAuthentication: true,
        isLocalUserEnabled: false,
        isSftpEnabled: false,
        minimumTlsVersion: 'TLS1_2',
        supportsHttpsTrafficOnly: true,
      });
    for (const { properties } of installation.all('Microsoft.Storage/storageAccounts/blobServices/containers'))
      expect(properties).toEqual({ publicAccess: 'None' });
  });

  it('an installation opens Cosmos DB, telemetry and logs to Entra ID alone', () => {
    expect(installation.one('Microsoft.DocumentDB/databaseAccounts').properties).toMatchObject({
      disableLocalAuth: true,
      disableKeyBasedMetadataWriteAccess: true,
      minimalTlsVersion: 'Tls12',
    });
    expect(installation.one('Microsoft.Insights/components').properties).toMatchObject({ DisableLocalAuth: true });
    expect(installation.one('Microsoft.OperationalInsights/workspaces').properties).toMatchObject({ features: { disableLocalAuth: true } });
  });

  it('an installation serves and deploys the app over https, with tokens', () => {
    const { properties, identity } = installation.one('Microsoft.Web/sites', 'func-');
    expect(properties).toMatchObject({
      httpsOnly: true,
      siteConfig: { minTlsVersion: '1.2', scmMinTlsVersion: '1.2', cors: { allowedOrigins: [] } },
      functionAppConfig: { deployment: { storage: { authentication: { type: 'UserAssignedIdentity' } } } },
    });
    expect(identity).toMatchObject({ type: 'UserAssigned' });
    const passwords = installation.all('Microsoft.Web/sites/basicPublishingCredentialsPolicies');
    expect(passwords.map(({ name: each, properties: { allow } }) => [each.split('/')[1], allow])).toEqual([
      ['ftp', false],
      ['scm', false],
    ]);
  });

  it('an installation has an identity with no more roles than it needs, where it needs them: it writes nowhere where its own package lies', () => {
    expect(rolesOf(installation, 'id-')).toEqual([
      ['2a2b9908-6ea1-4ae2-8e65-a410df84e7d1', 'storageAccounts/sthost'], // Storage Blob Data Reader
      ['3913510d-42f4-4e42-8a64-420c390055eb', 'components/appi-'], // Monitoring Metrics Publisher
      ['b7e6dc6d-f1e8-4753-8033-0f276bb0955b', 'containers/azure-webjobs-hosts'], // Storage Blob Data Owner
      ['b7e6dc6d-f1e8-4753-8033-0f276bb0955b', 'containers/azure-webjobs-secrets'],
      ['b7e6dc6d-f1e8-4753-8033-0f276bb0955b', 'containers/contents'],
      ['db58b8e5-c6ad-4a2a-8342-4190687cbf4a', 'storageAccounts/stdata'], // Storage Blob Delegator
    ]);
    const { properties } = installation.one('Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments');
    expect(properties.roleDefinitionId).toMatch(/sqlRoleDefinitions\/00000000-0000-0000-0000-000000000002$/);
    expect(properties.scope).toMatch(/\/databaseAccounts\/cosmos-\w+\/dbs\/calendar$/);
    expect(properties.principalId).toMatch(holder('id-'));
  });

  it('an installation has another identity for the package, and roles for nobody else', () => {
    expect(installation.all('Microsoft.ManagedIdentity/userAssignedIdentities')).toHaveLength(2);
    expect(rolesOf(installation, 'packages-')).toEqual([['ba92f5b4-2d11-453d-a403-e96b0029c9fe', 'containers/packages']]); // Storage Blob Data Contributor
    const { functionAppConfig } = installation.one('Microsoft.Web/sites', 'func-').properties;
    expect(JSON.stringify(functionAppConfig)).toMatch(/"userAssignedIdentityResourceId":"[^"]*\/userAssignedIdentities\/packages-/);
    for (const { properties } of installation.all('Microsoft.Authorization/roleAssignments'))
      expect(properties.principalId).toMatch(holder('(?:id|packages)-'));
  });
});

/** Who a role is given to: an identity whose name begins so. */
const holder = (beginning: string): RegExp =>
  new RegExp(String.raw`^\[reference\('.*/userAssignedIdentities/${beginning}\w+', '[\d-]+'\)\.principalId\]$`);

/** Roles of an identity and the ends of their scopes, without what makes names unique. */
function rolesOf(installation: Installation, beginning: string): string[][] {
  return installation
    .all('Microsoft.Authorization/roleAssignments')
    .filter(({ properties }) => holder(beginning).test(String(properties.principalId)))
    .map((role) => [
      String(role.properties.roleDefinitionId).split('/').at(-1) ?? '',
      scopeOf(role)
        .split('/')
        .slice(-2)
        .join('/')
        .replace(/[a-z0-9]{13}$/, ''),
    ])
    .sort((a, b) => (a.join() < b.join() ? -1 : 1));
}

it('the deploying identity may give the roles that the templates give, and no others', () => {
  const notes = readFileSync(new URL('../../infra/README.md', import.meta.url), 'utf8');
  const [, told = ''] = /^ROLES="(.*)"$/m.exec(notes) ?? [];
  const given = (['least', 'private', 'everything', 'secrets'] as const).flatMap((name) =>
    readInstallation(name)
      .all('Microsoft.Authorization/roleAssignments')
      .map(({ properties }) => String(properties.roleDefinitionId).split('/').at(-1)),
  );
  expect(told.split(', ').sort()).toEqual([...new Set(given)].sort());
  for (const asked of ['@Request', '@Resource'])
    expect(notes).toContain(`${asked}[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {$ROLES}`);
  expect(notes).not.toMatch(/for role in .*Role Based Access Control Administrator/);
});

describe('a private network', () => {
  const installation = readInstallation('private');

  it('a private network shuts the stores to the Internet, and gives each an address inside', () => {
    for (const { properties } of installation.all('Microsoft.Storage/storageAccounts'))
      expect(properties).toMatchObject({ publicNetworkAccess: 'Disabled', networkAcls: { defaultAction: 'Deny', bypass: 'None' } });
    expect(installation.one('Microsoft.DocumentDB/databaseAccounts').properties).toMatchObject({ publicNetworkAccess: 'Disabled' });
    const endpoints = installation.all('Microsoft.Network/privateEndpoints').map(({ properties }) => JSON.stringify(properties));
    for (const [target, service] of [
      ['storageAccounts/sthost', 'blob'],
      ['storageAccounts/stdata', 'blob'],
      ['databaseAccounts/cosmos-', 'Sql'],
    ] as const)
      expect(endpoints.filter((each) => each.includes(target) && each.includes(`"groupIds":["${service}"]`))).toHaveLength(1);
  });

  it('a private network lets the app out through a subnet of its own', () => {
    const { properties } = installation.one('Microsoft.Network/virtualNetworks');
    expect(properties.subnets).toMatchObject([
      {
        name: 'app',
        properties: { delegations: [{ properties: { serviceName: 'Microsoft.App/environments' } }], addressPrefix: '10.90.0.0/25' },
      },
      { name: 'endpoints', properties: { addressPrefix: '10.90.0.128/27' } },
    ]);
    expect(installation.one('Microsoft.Web/sites', 'func-').properties.virtualNetworkSubnetId).toMatch(/\/subnets\/app$/);
  });

  it('a private network leads the names to these addresses', () => {
    expect(installation.all('Microsoft.Network/privateDnsZones').map(({ name }) => name)).toEqual([
      "[format('privatelink.blob.{0}', environment().suffixes.storage)]",
      'privatelink.documents.azure.com',
      'privatelink.vaultcore.azure.net',
    ]);
    expect(installation.all('Microsoft.Network/privateDnsZones/virtualNetworkLinks')).toHaveLength(3);
  });

  it('a private network is there only where it is wanted', () => {
    expect(readInstallation('least').resources.filter(({ type }) => type.startsWith('Microsoft.Network'))).toEqual([]);
    expect(readInstallation('least').one('Microsoft.DocumentDB/databaseAccounts').properties).toMatchObject({
      publicNetworkAccess: 'Enabled',
    });
  });
});

describe('secrets', () => {
  it('secrets lie in a vault that the identity reads and nobody else', () => {
    const vault = readInstallation('secrets');
    expect(vault.one('Microsoft.KeyVault/vaults').properties).toMatchObject({
      enableRbacAuthorization: true,
      enablePurgeProtection: true,
      publicNetworkAccess: 'Disabled',
      networkAcls: { defaultAction: 'Deny' },
    });
    const roles = vault.all('Microsoft.Authorization/roleAssignments').map(({ properties }) => String(properties.roleDefinitionId));
    expect(roles.map((role) => role.split('/').at(-1))).toEqual([
      '4633458b-17de-408a-b874-0445c86b69e6', // Key Vault Secrets User
      '12338af0-0e69-4776-bea7-57ae8d297424', // Key Vault Crypto User
    ]);
  });

  it('secrets are never written down by the compiler', () => {
    for (const name of installationNames) expect(JSON.stringify(readInstallation(name))).not.toContain('the value');
  });

  it('secrets and keys are asked for nowhere in the template', () => {
    expect(compiled).not.toMatch(
      /listKeys|listAccountSas|listServiceSas|listConnectionStrings|listSecrets|AccountKey=|SharedAccessSignature/i,
    );
  });
});

// Learn, "App settings reference for Azure Functions", "Flex Consumption plan deprecations". Resource Manager refuses some of the properties,
// in more and more regions, and whole deployments with them.
const refused = {
  properties: [
    'alwaysOn',
    'containerSize',
    'dnsConfiguration',
    'ftpsState',
    'functionAppScaleLimit',
    'functionsRuntimeScaleMonitoringEnabled',
    'isReserved',
    'isXenon',
    'javaVersion',
    'linuxFxVersion',
    'netFrameworkVersion',
    'powerShellVersion',
    'preWarmedInstanceCount',
    'use32BitWorkerProcess',
    'vnetBackupRestoreEnabled',
    'vnetContentShareEnabled',
    'vnetImagePullEnabled',
    'vnetRouteAllEnabled',
    'windowsFxVersion',
  ],
  settings: /^(?:FUNCTIONS_|WEBSITE_|ENABLE_ORYX_BUILD$|SCM_DO_BUILD_DURING_DEPLOYMENT$|AzureWebJobsStorage$|APPINSIGHTS_)/,
};

it.each([...whole, 'signed'] as const)(
  'nothing that Flex Consumption refuses, and nothing of classic ways to run code, is in %s',
  (name) => {
    const installation = readInstallation(name);
    const { properties } = installation.one('Microsoft.Web/sites', 'func-');
    const { siteConfig } = z.object({ siteConfig: z.record(z.string(), z.unknown()) }).parse(properties);
    const given = [...Object.keys(properties), ...Object.keys(siteConfig)].map((each) => each.toLowerCase());
    expect(refused.properties.filter((each) => given.includes(each.toLowerCase()))).toEqual([]);
    expect(Object.keys(installation.settings()).filter((each) => refused.settings.test(each))).toEqual([]);
  },
);
