// CORS over the wire: preflights of every kind of path, answers and errors alike, and an app that isn't configured.
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { appRoot } from '../../infra/local/process/appHost.ts';
import { startHost } from '../contract/functionsHost/app/startHost.ts';
import { expectError, expectIdentified } from '../support/api/answers.ts';
import { openApi, type Answer, type Api } from '../support/api/api.ts';
import { sessionBody } from '../support/api/bodies.ts';
import { uploadFile } from '../support/clients/largeFile.ts';
import { startAppHost, type AppHost } from '../support/process/appHost.ts';

const page = 'https://app.example';
let app: AppHost;
let api: Api;
let attachments: string;
beforeAll(async () => {
  app = await startAppHost({ CORS_ORIGINS: `http://localhost:3000, ${page}` });
  ({ api } = app);
  attachments = `/v1.0/me/events/${await api.newEvent()}/attachments`;
});
afterAll(() => app.end());

const fromPage = (path: string, headers: Readonly<Record<string, string>> = {}, sent: { method?: string; token?: null } = {}) =>
  api.send(path, { ...sent, headers: { Origin: page, ...headers } });

const preflight = (path: string, method: string, origin = page): Promise<Answer> =>
  api.send(path, {
    method: 'OPTIONS',
    token: null,
    headers: { Origin: origin, 'Access-Control-Request-Method': method, 'Access-Control-Request-Headers': 'authorization,content-type' },
  });

const corsOf = ({ headers }: Answer): string[] => [...headers.keys()].filter((name) => name.startsWith('access-control-'));

describe('a preflight', () => {
  it.each([
    ['attachments', () => attachments, 'GET, HEAD, POST'],
    ['attachments, in any spelling', () => attachments.replace('/attachments', '/Attachments/'), 'GET, HEAD, POST'],
    ['an event', () => attachments.replace('/attachments', ''), 'GET, HEAD, PUT, PATCH, DELETE'],
    ['a value', () => `${attachments}/x/$value`, 'GET, HEAD'],
    ['a session', () => `${attachments}/createUploadSession`, 'POST'],
    ['an upload URL', () => '/uploads/anything', 'GET, HEAD, PUT, DELETE'],
    ['a path that is not understood', () => '/v1.0/me/nothing', 'GET, HEAD, POST, PUT, PATCH, DELETE'],
    ['a path that nothing serves', () => '/nothing/here', 'GET, HEAD, POST, PUT, PATCH, DELETE'],
  ])('a preflight of %s needs no token and tells its methods', async (_, path, methods) => {
    const answer = await preflight(path(), 'POST');
    expect({ status: answer.status, length: answer.bytes.length }).toEqual({ status: 204, length: 0 });
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      allow: `${methods}, OPTIONS`,
      vary: 'Origin',
      'access-control-allow-origin': page,
      'access-control-allow-methods': methods,
      'access-control-allow-headers': 'authorization,content-type',
      'access-control-max-age': '7200',
    });
    expectIdentified(answer);
  });

  it('a preflight of another origin is told nothing', async () => {
    const answer = await preflight(attachments, 'GET', 'https://other.example');
    expect([answer.status, corsOf(answer), answer.headers.get('vary')]).toEqual([204, [], 'Origin']);
  });
});

describe('a page may read', () => {
  const expectReadable = (answer: Answer): void => {
    expect(answer.headers.get('access-control-allow-origin'), String(answer.status)).toBe(page);
    expect(answer.headers.get('access-control-expose-headers')).toContain('ETag');
    expect(answer.headers.get('vary')).toBe('Origin');
  };

  it.each([
    ['a list', 200, () => fromPage(attachments)],
    ['a count', 200, () => fromPage(`${attachments}/$count`)],
    ['304', 304, async () => fromPage(`${attachments}/${await newFile()}`, { 'If-None-Match': '*' })],
    ['no token', 401, () => fromPage(attachments, {}, { token: null })],
    ['a wrong segment', 400, () => fromPage('/v1.0/me/nothing')],
    ['a wrong path', 404, () => fromPage('/nothing/here')],
    ['a wrong method', 405, () => fromPage(attachments, {}, { method: 'DELETE' })],
    ['a wrong upload URL', 404, () => fromPage('/uploads/anything', {}, { token: null })],
  ])('a page may read %s: %i', async (_, status, send) => {
    const answer = await send();
    expect(answer.status).toBe(status);
    expectReadable(answer);
  });

  it('an upload and the redirect of a download, as far as the service answers', async () => {
    const session = await api.send(`${attachments}/createUploadSession`, { json: sessionBody(10), headers: { Origin: page } });
    expectReadable(session);
    expectReadable(await fromPage(String(session.json.uploadUrl), {}, { token: null }));
    const file = await uploadFile(api, attachments.split('/')[4] ?? '', Buffer.alloc(4 * 1024 * 1024 + 1));
    const redirect = await fromPage(`${file}/$value`);
    expect(redirect.status).toBe(302);
    expectReadable(redirect);
  });

  it('nothing where it is of another origin, or of none', async () => {
    for (const headers of [{ Origin: 'https://other.example' }, { Origin: 'null' }, { Origin: `${page}.evil.example` }, {}]) {
      const answer = await api.send(attachments, { headers });
      expect([answer.status, corsOf(answer), answer.headers.get('vary')]).toEqual([200, [], 'Origin']);
    }
  });

  const newFile = (): Promise<string> => api.newFile(attachments.split('/')[4] ?? '');
});

it('the blob service lets every page read what a redirect’s URL opens', async () => {
  const file = await uploadFile(api, attachments.split('/')[4] ?? '', Buffer.alloc(4 * 1024 * 1024 + 1));
  const location = (await api.send(`${file}/$value`)).headers.get('location') ?? '';
  // After a redirect to another origin, a browser names none.
  const asked = {
    Origin: 'null',
    'Access-Control-Request-Method': 'GET',
    'Access-Control-Request-Headers': 'client-request-id,if-none-match',
  };
  expect((await fetch(location, { method: 'OPTIONS', headers: asked })).status).toBe(200);
  expect((await fetch(location, { method: 'OPTIONS', headers: { ...asked, 'Access-Control-Request-Method': 'PUT' } })).status).toBe(403);
  const { status, headers } = await api.send(location, { token: null, headers: { Origin: 'null', Range: 'bytes=0-9' } });
  expect([status, headers.get('access-control-allow-origin')]).toEqual([206, '*']);
  expect(headers.get('access-control-expose-headers')?.toLowerCase()).toMatch(
    /content-disposition.*content-range|content-range.*content-disposition/,
  );
});

it('no page may anything where no origin is set', async () => {
  const closed = await openApi(inject('stack'));
  const headers = { Origin: page, 'Access-Control-Request-Method': 'GET' };
  const answers = [
    await closed.send('/v1.0/me/events', { method: 'OPTIONS', headers, token: null }),
    await closed.send('/v1.0/me', { headers }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([204, 200]);
  for (const answer of answers) expect([corsOf(answer), answer.headers.has('vary')]).toEqual([[], false]);
});

describe('an app without its settings', () => {
  it.each([
    [page, page],
    [`${page}/`, null],
  ])('an app without its settings answers 503 to pages where CORS_ORIGINS itself is right: %s', async (origins, allowed) => {
    const host = await startHost({ APP_ROOT: appRoot, CORS_ORIGINS: origins });
    try {
      const bare = await openApi({ url: host.url, dataDir: inject('stack').dataDir });
      const headers = { Origin: page, 'Access-Control-Request-Method': 'GET' };
      const failed = await bare.send('/v1.0/me/events', { headers });
      expectError(failed, 503, 'ServiceUnavailable', /not configured/);
      expect(failed.headers.get('retry-after')).toBe('60');
      const asked = await bare.send('/v1.0/me/events', { method: 'OPTIONS', headers, token: null });
      expect(asked.status).toBe(204);
      for (const answer of [failed, asked]) expect(answer.headers.get('access-control-allow-origin')).toBe(allowed);
      expect(host.out() + host.err()).toMatch(/COSMOS_ENDPOINT is missing/);
      if (allowed === null) expect(host.out() + host.err()).toMatch(/CORS_ORIGINS: must be/);
    } finally {
      await host.stop();
    }
  });
});
