// What the explorer's page is told by the service: its settings, and the origins that its policy names.
import { expect, it } from 'vitest';
import { withExplorer } from '../../../lib/api/site/explorer.ts';
import type { StaticFile } from '../../../lib/api/site/staticFiles.ts';

const file = (page: string, policy: string): StaticFile => ({
  hash: 'h',
  headers: { 'Content-Security-Policy': policy },
  codings: { identity: { name: 'n', length: 1 } },
  page,
});
const settings = {
  AUTHORITY: 'https://login.microsoftonline.com',
  TENANT_IDS: ['3f8a5c1e-7d42-4b9f-9c60-5e2b8a1d4f70'],
  AUDIENCES: ['api://calendar', 'other'],
  BLOB_ENDPOINT: 'https://contents.blob.core.windows.net/',
  EXPLORER_CLIENT_ID: '7c1b8f0a-94d2-4f3e-8e5b-2a6d9c0f1e34',
};
const siteOf = (more: Partial<typeof settings> = {}) =>
  withExplorer(
    {
      files: () => ({ '/': file('explorer', "connect-src 'self' {issuer} {contents}"), '/docs': file('docs', '{issuer}') }),
      read: () => Promise.resolve(Buffer.from('x')),
    },
    { ...settings, ...more },
  );
const told = async (more: Partial<typeof settings> = {}): Promise<unknown> =>
  JSON.parse(Buffer.from(await siteOf(more).read('/explorer/settings.json')).toString());

it('the page’s policy names the issuer and the storage account, and no other page’s does', () => {
  const files = siteOf().files();
  expect(files['/']?.headers['Content-Security-Policy']).toBe(
    "connect-src 'self' https://login.microsoftonline.com https://contents.blob.core.windows.net",
  );
  expect(files['/docs']?.headers['Content-Security-Policy']).toBe('{issuer}');
  expect(files['/explorer/settings.json']).toMatchObject({ page: 'explorer', headers: { 'Cache-Control': 'no-cache' } });
});

it('the settings say where and as what people sign in; several tenants are organizations, this machine is localhost', async () => {
  expect(await told()).toEqual({
    clientId: settings.EXPLORER_CLIENT_ID,
    authority: settings.AUTHORITY,
    tenant: settings.TENANT_IDS[0],
    scope: 'api://calendar/.default',
  });
  expect(await told({ TENANT_IDS: ['a', 'b'] })).toMatchObject({ tenant: 'organizations' });
  expect(await told({ AUTHORITY: 'http://127.0.0.1:7444/' })).toMatchObject({ authority: 'http://localhost:7444' });
});
