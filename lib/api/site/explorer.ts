// What the explorer's page is told that depends on the deployment: where people sign in, and which other origins it may ask.
import { createHash } from 'node:crypto';
import type { Site } from './site.ts';
import type { StaticFile } from './staticFiles.ts';

/** The settings that it is made of (lib/runtime/settings.ts). */
export interface ExplorerSettings {
  readonly AUTHORITY: string;
  readonly TENANT_IDS: readonly string[];
  readonly AUDIENCES: readonly string[];
  readonly BLOB_ENDPOINT: string;
  readonly EXPLORER_CLIENT_ID: string;
}

const path = '/explorer/settings.json';

/**
 * The site with the explorer's settings beside its page, and in the page's policy the origins of the issuer and of the storage account. Both are
 * public: who opens the page is told the same by the issuer and by any redirect to a file.
 */
export function withExplorer(site: Site, settings: ExplorerSettings): Site {
  const bytes = Buffer.from(JSON.stringify(shownSettings(settings)));
  const file: StaticFile = {
    hash: createHash('sha256').update(bytes).digest('base64url').slice(0, 22),
    headers: { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-cache', 'X-Content-Type-Options': 'nosniff' },
    codings: { identity: { name: path, length: bytes.length } },
    page: 'explorer',
  };
  const origins = { issuer: new URL(authorityOf(settings)).origin, contents: new URL(settings.BLOB_ENDPOINT).origin };
  let shown: ReturnType<Site['files']> | undefined;
  return {
    files: () => (shown ??= { ...withOrigins(site.files(), origins), [path]: file }),
    read: (name) => (name === path ? Promise.resolve(bytes) : site.read(name)),
  };
}

/** `.default` stands for all that administrators have granted the explorer; of several tenants any may sign in. */
const shownSettings = (settings: ExplorerSettings): Readonly<Record<'clientId' | 'authority' | 'tenant' | 'scope', string>> => ({
  clientId: settings.EXPLORER_CLIENT_ID,
  authority: authorityOf(settings),
  tenant: settings.TENANT_IDS.length === 1 ? (settings.TENANT_IDS[0] ?? '') : 'organizations',
  scope: `${settings.AUDIENCES[0] ?? ''}/.default`,
});

/**
 * Without a slash at its end. The local issuer is named as the page is: to a browser `localhost` is another site than `127.0.0.1`, and of another
 * site it sends no cookies in a frame.
 */
const authorityOf = ({ AUTHORITY }: ExplorerSettings): string =>
  AUTHORITY.replace(/\/$/, '').replace(/^http:\/\/127\.0\.0\.1\b/, 'http://localhost');

const withOrigins = (files: ReturnType<Site['files']>, origins: Readonly<Record<string, string>>): ReturnType<Site['files']> =>
  Object.fromEntries(
    Object.entries(files).map(([at, file]) => [at, file.page === 'explorer' ? { ...file, headers: filled(file.headers, origins) } : file]),
  );

const filled = (headers: StaticFile['headers'], origins: Readonly<Record<string, string>>): StaticFile['headers'] =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value.replace(/\{(\w+)\}/g, (whole, word: string) => origins[word] ?? whole)]),
  );
