// Settings: what is needed, what is taken by default, and that a wrong one names itself without showing its value.
import { describe, expect, it } from 'vitest';
import { readFeedSettings } from '../../../lib/runtime/settings/feed.ts';
import { readCorsOrigins, readSettings, settingNames, SettingsError } from '../../../lib/runtime/settings.ts';

const least = {
  COSMOS_ENDPOINT: 'https://account.documents.example:443/',
  BLOB_ENDPOINT: 'https://account.blob.example',
  TENANT_IDS: '3f8a5c1e-7d42-4b9f-9c60-5e2b8a1d4f70',
  AUDIENCES: 'api://calendar-attachments',
};

function faultOf(settings: Readonly<Record<string, string>>): string {
  try {
    readSettings({ ...least, ...settings });
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
  }
  return expect.fail('no SettingsError');
}

it('readSettings reads the least that there must be, and takes the rest by default', () => {
  expect(readSettings(least)).toEqual({
    COSMOS_ENDPOINT: 'https://account.documents.example:443',
    COSMOS_DATABASE: 'calendar',
    PAGES: [],
    STORE_GENERATION: '1',
    BLOB_ENDPOINT: 'https://account.blob.example',
    BLOB_CONTAINER: 'contents',
    AUTHORITY: 'https://login.microsoftonline.com',
    TENANT_IDS: [least.TENANT_IDS],
    AUDIENCES: [least.AUDIENCES],
    BYTE_BUDGET_MIB: 128,
    CALLER_REQUESTS: 10_000,
    CALLER_BODIES_MIB: 1536,
    CALLER_WINDOW_SECONDS: 600,
    CALLER_AT_ONCE: 16,
    MAILBOX_UPLOAD_SESSIONS: 100,
    MEETING_MESSAGE_DAYS: 730,
    MEETING_INBOX_MESSAGES: 10_000,
    MEETING_RECIPIENTS_PER_HOUR: 5_000,
    MEETING_INVITATIONS_PER_ORGANIZER: 100,
    MEETING_INVITATIONS_PER_DAY: 1_000,
    DIRECTORY_CACHE_SECONDS: 30,
    TELEMETRY_TRACES_PER_SECOND: 1,
    TENANT_DOMAINS: [],
    CORS_ORIGINS: [],
    DOWNLOADS: 'redirect',
  });
});

it('readSettings reads how Application Insights is opened, as Azure writes it', () => {
  const clientId = '9b1f0e52-60b4-4f7c-8b7e-2d3c1a5f6e90';
  const read = (text: string) =>
    readSettings({ ...least, APPLICATIONINSIGHTS_AUTHENTICATION_STRING: text }).APPLICATIONINSIGHTS_AUTHENTICATION_STRING;
  expect(read('Authorization=AAD')).toEqual({ clientId: undefined });
  expect(read(`ClientId=${clientId}; Authorization=AAD`)).toEqual({ clientId });
  const connection = `InstrumentationKey=${clientId};IngestionEndpoint=https://westeurope-5.in.applicationinsights.azure.com/;LiveEndpoint=https://westeurope.livediagnostics.monitor.azure.com/`;
  expect(readSettings({ ...least, APPLICATIONINSIGHTS_CONNECTION_STRING: connection }).APPLICATIONINSIGHTS_CONNECTION_STRING).toBe(
    connection,
  );
});

it('readSettings reads lists with spaces and empty entries', () => {
  expect(readSettings({ ...least, AUDIENCES: ' a , ,b,' }).AUDIENCES).toEqual(['a', 'b']);
});

it('readSettings takes an empty value for none', () => {
  expect(readSettings({ ...least, PUBLIC_URL: '', COSMOS_KEY: '' })).toEqual(readSettings(least));
  expect(faultOf({ TENANT_IDS: '' })).toBe('Settings: TENANT_IDS is missing.');
});

it('readSettings names all that is missing at once', () => {
  expect(() => readSettings({})).toThrow(
    /COSMOS_ENDPOINT is missing; BLOB_ENDPOINT is missing; TENANT_IDS is missing; AUDIENCES is missing/,
  );
});

describe('refuses, by name and without the value', () => {
  it.each([
    ['COSMOS_ENDPOINT', 'http://account.documents.example'],
    ['BLOB_ENDPOINT', 'ftp://account.blob.example'],
    ['BLOB_ENDPOINT', 'http://127.0.0.1.evil.example'],
    ['PUBLIC_URL', 'javascript:alert(1)'],
    ['AUTHORITY', 'http://login.evil.example'],
    ['COSMOS_KEY', 'not-base64!'],
    ['TENANT_IDS', 'common'],
    ['TENANT_IDS', ' , '],
    ['AUDIENCES', ','],
    ['AZURE_CLIENT_ID', 'system'],
    ['BLOB_CONTAINER', 'No_Container'],
    ['BYTE_BUDGET_MIB', '8'],
    ['BYTE_BUDGET_MIB', '16.5'],
    ['BYTE_BUDGET_MIB', 'much'],
    ['CALLER_REQUESTS', '99'],
    ['CALLER_REQUESTS', 'unlimited'],
    ['CALLER_BODIES_MIB', '15'],
    ['CALLER_WINDOW_SECONDS', '9'],
    ['CALLER_WINDOW_SECONDS', '3601'],
    ['CALLER_AT_ONCE', '3'],
    ['CALLER_AT_ONCE', '5.5'],
    ['MAILBOX_UPLOAD_SESSIONS', '1'],
    ['MAILBOX_UPLOAD_SESSIONS_PER_WRITER', '0'],
    ['MAILBOX_QUOTA_MIB', '0'],
    ['MEETING_MESSAGE_DAYS', '0'],
    ['MEETING_INBOX_MESSAGES', '99'],
    ['MEETING_RECIPIENTS_PER_HOUR', '999'],
    ['MEETING_INVITATIONS_PER_ORGANIZER', '0'],
    ['MEETING_INVITATIONS_PER_DAY', 'many'],
    ['DIRECTORY_CACHE_SECONDS', '-1'],
    ['DIRECTORY_CACHE_SECONDS', '601'],
    ['APPLICATIONINSIGHTS_CONNECTION_STRING', 'InstrumentationKey=none'],
    ['APPLICATIONINSIGHTS_CONNECTION_STRING', 'IngestionEndpoint=https://in.example/'],
    [
      'APPLICATIONINSIGHTS_CONNECTION_STRING',
      'InstrumentationKey=9b1f0e52-60b4-4f7c-8b7e-2d3c1a5f6e90;IngestionEndpoint=http://in.example/',
    ],
    ['APPLICATIONINSIGHTS_AUTHENTICATION_STRING', 'Authorization=Key'],
    ['APPLICATIONINSIGHTS_AUTHENTICATION_STRING', 'Authorization=AAD;ClientId=mine'],
    ['TELEMETRY_TRACES_PER_SECOND', '-1'],
    ['TELEMETRY_TRACES_PER_SECOND', 'all'],
    ['CORS_ORIGINS', 'https://app.example/'],
    ['CORS_ORIGINS', 'https://app.example:443'],
    ['CORS_ORIGINS', 'https://*.app.example'],
    ['CORS_ORIGINS', 'app.example'],
    ['CORS_ORIGINS', 'null'],
    ['CORS_ORIGINS', 'file:///app'],
    ['CORS_ORIGINS', ' , '],
    ['DOWNLOADS', 'stream'],
  ])('the setting %s=%s is refused by name, without the value', (name, value) => {
    const message = faultOf({ [name]: value });
    expect(message).toContain(`${name}: `);
    expect(message).not.toContain(value);
  });
});

it('readCorsOrigins reads origins of pages', () => {
  const origins = 'https://app.example, http://localhost:3000';
  expect(readSettings({ ...least, CORS_ORIGINS: origins }).CORS_ORIGINS).toEqual(['https://app.example', 'http://localhost:3000']);
  expect(readSettings({ ...least, CORS_ORIGINS: '*' }).CORS_ORIGINS).toEqual(['*']);
});

it('readSettings lets files pass through the service where its budget holds a whole one', () => {
  expect(readSettings({ ...least, DOWNLOADS: 'proxy', BYTE_BUDGET_MIB: '384' })).toMatchObject({
    DOWNLOADS: 'proxy',
    BYTE_BUDGET_MIB: 384,
  });
  const needed = 'Settings: DOWNLOADS: proxy needs a BYTE_BUDGET_MIB of at least 384, since whole files are held in memory.';
  expect(faultOf({ DOWNLOADS: 'proxy' })).toBe(needed);
  expect(faultOf({ DOWNLOADS: 'proxy', BYTE_BUDGET_MIB: '383' })).toBe(needed);
});

it('readCorsOrigins knows the origins of pages while other settings are wrong', () => {
  expect(readCorsOrigins({ CORS_ORIGINS: 'https://app.example' })).toEqual(['https://app.example']);
  for (const CORS_ORIGINS of [undefined, '', 'nonsense']) expect(readCorsOrigins({ CORS_ORIGINS })).toEqual([]);
});

it('readSettings takes no reference to a vault for the secret that it stands for', () => {
  const reference = '@Microsoft.KeyVault(VaultName=vault;SecretName=BLOB-CONTAINER)';
  expect(faultOf({ AUDIENCES: reference })).toBe('Settings: AUDIENCES: its Key Vault reference could not be resolved.');
});

describe('webhooks', () => {
  const secret = Buffer.alloc(24, 7).toString('base64');

  it('webhooks have settings, of which none is needed', () => {
    const tenant = least.TENANT_IDS.toUpperCase();
    const given = { HOOK_TENANT_ID: tenant, HOOK_MAILBOXES: 'ddfcd489-628b-40d7-b48b-57002df800e5, *', HOOK_ROLES: 'Calendars.ReadWrite' };
    const secrets = {
      HOOK_STANDARD_SECRETS: `whsec_${secret}, ${secret}`,
      HOOK_GITHUB_SECRETS: "It's a Secret to Everybody, sixteen\\, letters",
    };
    expect(readSettings({ ...least, ...given, ...secrets })).toMatchObject({
      HOOK_TENANT_ID: least.TENANT_IDS,
      HOOK_MAILBOXES: ['ddfcd489-628b-40d7-b48b-57002df800e5', '*'],
      HOOK_ROLES: ['Calendars.ReadWrite'],
      HOOK_STANDARD_SECRETS: [new Uint8Array(24).fill(7), new Uint8Array(24).fill(7)],
      HOOK_GITHUB_SECRETS: ["It's a Secret to Everybody", 'sixteen, letters'],
    });
  });

  it.each([
    ['HOOK_TENANT_ID', 'contoso.example'],
    ['HOOK_TENANT_ID', '11111111-2222-4333-8444-555555555555'],
    ['HOOK_MAILBOXES', 'adele@contoso.example'],
    ['HOOK_MAILBOXES', ','],
    ['HOOK_ROLES', 'Mail.ReadWrite'],
    ['HOOK_STANDARD_SECRETS', 'whsec_not-base64!'],
    ['HOOK_STANDARD_SECRETS', `whsec_${Buffer.alloc(23, 7).toString('base64')}`],
    ['HOOK_STANDARD_SECRETS', ','],
    ['HOOK_GITHUB_SECRETS', ' , '],
    ['HOOK_GITHUB_SECRETS', 'fifteen letters'],
    ['HOOK_GITHUB_SECRETS', 'a secret, with a comma of its own'],
  ])('webhooks refuse %s=%s without showing it', (name, value) => {
    const message = faultOf({ [name]: value });
    expect(message).toContain(`${name}: `);
    expect(message).not.toContain(value);
  });
});

it('the feed is read with leases of this app and this generation of its store, whatever other settings say', () => {
  expect(readFeedSettings({})).toEqual({ database: 'calendar', leasePrefix: 'local.1.' });
  const named = { COSMOS_DATABASE: 'other', STORE_GENERATION: '2027-03-01', WEBSITE_SITE_NAME: 'func-x' };
  expect(readFeedSettings(named)).toEqual({ database: 'other', leasePrefix: 'func-x.2027-03-01.' });
  // An empty value is none; ids of documents have no slashes.
  expect(readFeedSettings({ COSMOS_DATABASE: '', STORE_GENERATION: 'a/b' })).toEqual({ database: 'calendar', leasePrefix: 'local.1.' });
  expect(faultOf({ STORE_GENERATION: 'a/b' })).toMatch(/STORE_GENERATION: must be up to 64 letters/);
});

it('plain http is for this machine', () => {
  for (const host of ['127.0.0.1:8081', 'localhost', '[::1]:10000']) {
    expect(readSettings({ ...least, BLOB_ENDPOINT: `http://${host}/account/` }).BLOB_ENDPOINT).toBe(`http://${host}/account`);
  }
});

it('the code knows the names of all settings', () => {
  expect(settingNames).toEqual(expect.arrayContaining([...Object.keys(least), 'PUBLIC_URL', 'BYTE_BUDGET_MIB']));
});
