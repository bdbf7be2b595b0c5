// Tokens of the local issuer: claims as Entra ID writes them, and a command line that says what is wrong with it.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { UsageError } from '../../../infra/local/cli/cli.ts';
import { demoApplication, demoDomain, demoTenant, demoUsers, localAudience } from '../../../infra/local/provision/demo/tenant.ts';
import { startIssuer } from '../../../infra/local/issuer/issuer.ts';
import type { Issuer } from '../../../infra/local/issuer/issuer.ts';
import { readIssuerKey } from '../../../infra/local/issuer/issuerKey.ts';
import type { IssuerKey } from '../../../infra/local/issuer/issuerKey.ts';
import { realmOf, tenantNamed } from '../../../infra/local/issuer/realm.ts';
import { signToken } from '../../../infra/local/issuer/signToken.ts';
import { readTokenFlags } from '../../../infra/local/cli/tokenFlags.ts';

const otherTenant = 'A1B2C3D4-0000-4000-8000-000000000001';
let folder: string;
let key: IssuerKey;
let issuer: Issuer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'issuer-'));
  key = await readIssuerKey(folder);
  issuer = await startIssuer(key);
});

afterAll(async () => {
  await issuer.stop();
  await rm(folder, { recursive: true });
});

describe('claims', () => {
  it('claims are those of a v2 token for a user of the demo tenant', async () => {
    const now = new Date('2026-03-01T10:00:00.900Z');
    const token = await signToken(key, { user: 'Adele@contoso.example', scope: 'Calendars.Read  Group.Read.All' }, now);
    const seconds = Date.parse('2026-03-01T10:00:00Z') / 1000;
    const { sub, ...claims } = decodeJwt(token);
    expect(claims).toEqual({
      iss: `https://login.local.example/${demoTenant}/v2.0`,
      aud: localAudience,
      iat: seconds,
      nbf: seconds,
      exp: seconds + 3600,
      tid: demoTenant,
      ver: '2.0',
      azp: demoApplication.appId,
      oid: demoUsers.adele.id,
      scp: 'Calendars.Read Group.Read.All',
      acct: 0,
      upn: 'Adele@contoso.example',
      preferred_username: 'Adele@contoso.example',
      name: 'Adele Vance',
    });
    expect(sub).toMatch(/^[\w-]{43}$/);
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'RS256', typ: 'JWT', kid: key.kid });
  });

  it('claims are those of a v2 token for the application', async () => {
    const claims = decodeJwt(await signToken(key, { app: true }));
    const { objectId: oid } = demoApplication;
    expect(claims).toMatchObject({ idtyp: 'app', oid, sub: oid, roles: ['Calendars.ReadWrite'], azp: demoApplication.appId });
    expect(claims).not.toHaveProperty('scp');
    expect(claims).not.toHaveProperty('upn');
  });

  it('claims are those of a v1 token', async () => {
    const claims = decodeJwt(await signToken(key, { user: 'adele@contoso.example', version: '1.0', groups: ['g1', 'g2'] }));
    expect(claims).toMatchObject({
      iss: `https://sts.local.example/${demoTenant}/`,
      ver: '1.0',
      appid: demoApplication.appId,
      app_displayname: demoApplication.displayName,
      unique_name: 'adele@contoso.example',
      groups: ['g1', 'g2'],
    });
    const ofTheApplication = decodeJwt(await signToken(key, { app: true, version: '1.0' }));
    expect(ofTheApplication).toMatchObject({ idtyp: 'app', app_displayname: demoApplication.displayName });
    expect(claims).not.toHaveProperty('azp');
    expect(claims).not.toHaveProperty('preferred_username');
  });

  it('claims name a stranger by an object id that stays the same, and is another one in another tenant', async () => {
    const oid = async (user: string, tenant?: string): Promise<unknown> =>
      decodeJwt(await signToken(key, { user, ...(tenant === undefined ? {} : { tenant }) })).oid;
    const here = await oid('bob@contoso.example');
    expect(here).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(await oid('BOB@contoso.example')).toBe(here);
    expect(await oid('bob@contoso.example', otherTenant)).not.toBe(here);
    expect(await oid('adele@contoso.example', otherTenant)).not.toBe(demoUsers.adele.id);
  });

  it('claims of an expired token begin before they end', async () => {
    const { iat = 0, nbf = 0, exp = 0 } = decodeJwt(await signToken(key, { app: true, expiresIn: -60 }));
    expect(exp).toBeLessThan(Date.now() / 1000 - 59);
    expect(iat).toBeLessThan(exp);
    expect(nbf).toBe(iat);
  });
});

describe('the issuer', () => {
  it.each([
    ['2.0', 'v2.0/'],
    ['1.0', ''],
  ] as const)('the issuer lets a verifier check a v%s token by its metadata alone', async (version, segment) => {
    const answer = await fetch(`${issuer.url}/${otherTenant}/${segment}.well-known/openid-configuration`);
    const { issuer: iss, jwks_uri: keys } = z.object({ issuer: z.url(), jwks_uri: z.url() }).parse(await answer.json());
    const token = await signToken(key, { app: true, tenant: otherTenant, version });
    const { payload } = await jwtVerify(token, createRemoteJWKSet(new URL(keys)), { issuer: iss, audience: localAudience });
    expect(payload.tid).toBe(otherTenant.toLowerCase());
  });

  it.each([
    ['common', 'common', '{tenantid}'],
    ['organizations', 'organizations', '{tenantid}'],
    [demoDomain, demoTenant, demoTenant],
    [otherTenant, otherTenant.toLowerCase(), otherTenant.toLowerCase()],
  ])('the issuer describes itself for %s as Entra ID does', async (segment, shown, tenant) => {
    const metadata: unknown = await (await fetch(`${issuer.url}/${segment}/v2.0/.well-known/openid-configuration`)).json();
    expect(metadata).toMatchObject({
      issuer: `${key.origin}/${tenant}/v2.0`,
      authorization_endpoint: `${issuer.url}/${shown}/oauth2/v2.0/authorize`,
      token_endpoint: `${issuer.url}/${shown}/oauth2/v2.0/token`,
      end_session_endpoint: `${issuer.url}/${shown}/oauth2/v2.0/logout`,
      jwks_uri: `${issuer.url}/${shown}/discovery/v2.0/keys`,
    });
    const instance = await fetch(`${issuer.url}/${segment}/discovery/instance?api-version=1.1`);
    const { host } = new URL(issuer.url);
    expect(await instance.json()).toMatchObject({ metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }] });
  });

  it('the issuer gives away no private part of its key', async () => {
    const body = await (await fetch(`${issuer.url}/${demoTenant}/discovery/v2.0/keys`)).json();
    expect(body).toEqual({ keys: [{ kty: 'RSA', alg: 'RS256', use: 'sig', kid: key.kid, n: key.publicJwk.n, e: key.publicJwk.e }] });
  });

  it.each(['/', '/consumers/v2.0/.well-known/openid-configuration', `/${demoTenant}/v2.0/`, '/common/oauth2/v2.0/toString'])(
    'the issuer has nothing at %s',
    async (path) => {
      expect((await fetch(issuer.url + path)).status).toBe(404);
    },
  );
});

describe('the realm', () => {
  it('the realm is the first tenant of the settings with all of their domains, and the demo tenant without', () => {
    const realm = realmOf(` ${otherTenant}, ${demoTenant}`, 'One.example,two.example');
    expect(realm).toEqual({ tenant: otherTenant.toLowerCase(), domains: ['one.example', 'two.example'] });
    expect(tenantNamed('common', realm)).toEqual({ shown: 'common', id: otherTenant.toLowerCase() });
    expect(tenantNamed('TWO.example', realm)?.id).toBe(otherTenant.toLowerCase());
    expect(realmOf('', undefined)).toEqual({ tenant: demoTenant, domains: [demoDomain] });
  });
});

describe('the key', () => {
  it('the key is one for all who ask for it at once, and outlives them', async () => {
    const fresh = join(folder, 'fresh');
    const kids = await Promise.all(Array.from({ length: 4 }, async () => (await readIssuerKey(fresh)).kid));
    expect(new Set([...kids, (await readIssuerKey(fresh)).kid]).size).toBe(1);
  });

  it.each(['', '{}', '{"kty":"RSA","n":"x","e":"AQAB","d":"x"}', 'no json'])('the key is refused when its file holds %j', async (text) => {
    const broken = await mkdtemp(join(folder, 'broken-'));
    await writeFile(join(broken, 'issuer-key.json'), text);
    await expect(readIssuerKey(broken)).rejects.toThrow(/issuer-key\.json doesn't hold an issuer's key\. Delete it/);
  });
});

describe('the command line', () => {
  it('the command line reads every flag', () => {
    const user = [
      '--user',
      'a@b.example',
      '--scope',
      'X Y',
      '--tenant',
      otherTenant,
      '--audience',
      'q',
      '--expires-in',
      '-5',
      '--group',
      'g',
      '--v1',
    ];
    expect(readTokenFlags(user)).toEqual({
      user: 'a@b.example',
      scope: 'X Y',
      tenant: otherTenant,
      audience: 'q',
      expiresIn: -5,
      groups: ['g'],
      version: '1.0',
    });
    expect(readTokenFlags(['--app', '--role', 'A', '--role', 'B'])).toEqual({ app: true, role: 'A B' });
    expect(readTokenFlags(['--help'])).toBe('help');
  });

  it.each([
    [[], 'Whose token? Give --user or --app.'],
    [['--user', 'adele'], "--user takes a userPrincipalName like adele@contoso.example, not 'adele'."],
    [['--user', 'a@b.c', '--app'], 'A token is for --user or for --app, not for both.'],
    [['--user', 'a@b.c', '--role', 'X'], '--role goes with --app; a user has --scope.'],
    [['--app', '--scope', 'X'], '--scope goes with --user; an application has --role.'],
    [['--app', '--tenant', 'contoso'], "--tenant takes a GUID, not 'contoso'."],
    [['--app', '--expires-in', '1h'], "--expires-in takes whole seconds, at most ten years, not '1h'."],
    [['--app', '--expires-in', '99999999999'], "--expires-in takes whole seconds, at most ten years, not '99999999999'."],
    [['--app', '--bogus'], "Unknown option '--bogus'."],
    [['--user'], "Option '--user <value>' argument missing."],
    [['--app', 'stray'], "Unexpected argument 'stray'."],
  ])('%j is refused', (args, message) => {
    expect(() => readTokenFlags(args)).toThrow(UsageError);
    expect(() => readTokenFlags(args)).toThrow(message);
  });
});
