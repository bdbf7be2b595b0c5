// The app as it is deployed: every setting that the code reads and none that it doesn't, and limits that are said.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readSettings, settingNames } from '../../lib/runtime/settings.ts';
import { readInstallation } from '../support/installations.ts';

const least = readInstallation('least');
const everything = readInstallation('everything');
const hidden = readInstallation('private');
const signed = readInstallation('signed');

const compiled = z
  .object({ definitions: z.object({ Settings: z.object({ properties: z.record(z.string(), z.unknown()) }) }) })
  .parse(JSON.parse(readFileSync(new URL('../../infra/main.json', import.meta.url), 'utf8')));
const choosable = Object.keys(compiled.definitions.Settings.properties);

/** What the Functions host reads, and not the code. */
const isTheHosts = (name: string): boolean => /^(?:AzureWebJobs(?:Storage__|DisableHomepage$)|COSMOS__|APPLICATIONINSIGHTS_)/.test(name);

/** For emulators alone: in Azure, identities open the stores. */
const neverSet = ['COSMOS_KEY', 'BLOB_KEY', 'NOTIFICATIONS_KEY'];

describe('the settings', () => {
  it('the settings are those that the code reads, no more and no fewer', () => {
    const set = new Set([...Object.keys(least.settings()), ...Object.keys(signed.settings()), ...choosable]);
    expect([...set].filter((name) => !settingNames.includes(name) && !isTheHosts(name))).toEqual([]);
    expect(settingNames.filter((name) => !set.has(name))).toEqual(neverSet);
  });

  it('all reach the app when they are chosen', () => {
    expect(Object.keys(everything.settings())).toEqual(expect.arrayContaining(choosable));
  });

  it.each([
    ['least', least],
    ['everything', everything],
    ['private', hidden],
  ])('the settings of the installation %s are ones that the code takes', (_, installation) => {
    expect(() => readSettings(filled(installation.settings()))).not.toThrow();
  });

  it('the settings let large files pass through the app where callers reach no storage account, with memory for a whole one', () => {
    expect(hidden.settings()).toMatchObject({ DOWNLOADS: 'proxy', BYTE_BUDGET_MIB: '384' });
    expect(least.settings()).not.toHaveProperty('DOWNLOADS', 'proxy');
  });

  it('the settings that are secrets hold references to the vault, and nothing where there is none', () => {
    expect(String(signed.settings().HOOK_STANDARD_SECRETS)).toContain('@Microsoft.KeyVault(VaultName={0};SecretName={1})');
    expect(least.settings()).toMatchObject({ HOOK_STANDARD_SECRETS: '', HOOK_GITHUB_SECRETS: '' });
  });

  it('the settings name the key of the vault where notifications carry data, and none elsewhere', () => {
    expect(String(signed.settings().NOTIFICATIONS_KEY_URL)).toMatch(/^\[format\('\{0\}keys\/notifications', reference\(.*vaultUri/);
    expect(least.settings()).not.toHaveProperty('NOTIFICATIONS_KEY_URL');
  });

  it('the settings open the host storage by identity, and name the same one as the code gets', () => {
    const { AzureWebJobsStorage__credential: credential, AzureWebJobsStorage__clientId: hosts, AZURE_CLIENT_ID: own } = least.settings();
    expect(credential).toBe('managedidentity');
    expect(hosts).toBe(own);
  });

  it("the settings make the app's own address the base of its URLs, unless another leads to it", () => {
    expect(least.settings().PUBLIC_URL).toMatch(/^\[format\('https:\/\/\{0\}', reference\(.*\/sites\/func-\w+'.*\.defaultHostName\)\]$/);
    expect(everything.settings().PUBLIC_URL).toBe('https://calendar.contoso.example');
    expect(everything.outputs.API_URL).toBe('https://calendar.contoso.example');
  });
});

/** The settings with likely values in the place of what only Azure knows. */
function filled(settings: Readonly<Record<string, unknown>>): Record<string, string> {
  const likely = (name: string): string =>
    /CLIENT_?ID$/i.test(name) ? '11111111-1111-1111-1111-111111111111' : `https://${name.toLowerCase().replaceAll('_', '-')}.example/`;
  return Object.fromEntries(
    Object.entries(settings)
      .filter(([name]) => !isTheHosts(name))
      .map(([name, value]) => [name, String(value).startsWith('[') ? likely(name) : String(value)]),
  );
}

describe('the app', () => {
  it('the app runs on Flex Consumption, with limits that are said', () => {
    expect(least.one('Microsoft.Web/serverfarms').sku).toEqual({ tier: 'FlexConsumption', name: 'FC1' });
    expect(least.one('Microsoft.Web/sites', 'func-').properties.functionAppConfig).toMatchObject({
      runtime: { name: 'node', version: '24' },
      scaleAndConcurrency: {
        instanceMemoryMB: 2048,
        maximumInstanceCount: 40,
        triggers: { http: { perInstanceConcurrency: 16 } },
        alwaysReady: [],
      },
    });
  });

  it('the app runs on the version of Node.js that the bundle is built for', () => {
    const [, built] = /target: 'node(\d+)'/.exec(readFileSync(new URL('../../infra/build/bundle.ts', import.meta.url), 'utf8')) ?? [];
    expect(least.one('Microsoft.Web/sites', 'func-').properties.functionAppConfig).toMatchObject({
      runtime: { name: 'node', version: built },
    });
  });

  it('the app says how it is updated only where it is otherwise than by default: not every region knows the property', () => {
    expect(least.one('Microsoft.Web/sites', 'func-').properties.functionAppConfig).not.toHaveProperty('siteUpdateStrategy');
  });

  it('the app takes other limits', () => {
    expect(everything.one('Microsoft.Web/sites', 'func-').properties.functionAppConfig).toMatchObject({
      siteUpdateStrategy: { type: 'RollingUpdate' },
      scaleAndConcurrency: {
        instanceMemoryMB: 4096,
        maximumInstanceCount: 100,
        triggers: { http: { perInstanceConcurrency: 32 } },
        alwaysReady: [{ name: 'http', instanceCount: 2 }],
      },
    });
    expect(everything.one('Microsoft.Web/serverfarms').properties).toMatchObject({ zoneRedundant: true });
  });

  it('the app finds its package where it may read', () => {
    const { functionAppConfig } = least.one('Microsoft.Web/sites', 'func-').properties;
    expect(JSON.stringify(functionAppConfig)).toMatch(/\/storageAccounts\/sthost\w+'.*primaryEndpoints\.blob, 'packages'/);
  });

  it('the app is found by azd', () => {
    expect(least.one('Microsoft.Web/sites', 'func-').tags).toMatchObject({ 'azd-service-name': 'api' });
  });
});
