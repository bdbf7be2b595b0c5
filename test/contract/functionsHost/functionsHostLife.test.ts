// The Functions host as a process: its start, its files, https, its end.
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generate } from 'selfsigned';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { call, startHost } from './app/startHost.ts';
import type { StartedHost } from './app/startHost.ts';

let folder = '';
const started: StartedHost[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'functions-host-'));
  await symlink(fileURLToPath(new URL('../../../node_modules', import.meta.url)), join(folder, 'node_modules'), 'junction');
});
afterEach(() => Promise.all(started.splice(0).map((host) => host.stop())));
afterAll(() => rm(folder, { recursive: true }));

async function start(environment: Readonly<Record<string, string>> = {}): Promise<StartedHost> {
  const host = await startHost(environment);
  started.push(host);
  return host;
}

let apps = 0;
/** Writes an app of these files into a folder of its own. */
async function writeApp(files: Readonly<Record<string, string>>): Promise<string> {
  apps += 1;
  const root = join(folder, String(apps));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), content);
  }
  return root;
}

const packageJson = JSON.stringify({ type: 'module', main: 'functions/*.js' });
const says = (name: string, expression: string): string =>
  `import { app } from '@azure/functions'; app.http('${name}', { methods: ['GET'], handler: () => ({ body: ${expression} }) });`;
const loads = (code: string): Record<string, string> => ({ 'package.json': packageJson, 'host.json': '{}', 'functions/a.js': code });

describe('an app', () => {
  test('an app is loaded from every file of the pattern, its hook runs, and the prefix is api by default', async () => {
    const files = { 'package.json': packageJson, 'functions/a.js': says('first', '1'), 'functions/b.js': says('second', '2') };
    const host = await start({ APP_ROOT: await writeApp(files) });
    expect((await call(host.url, '/api/first')).body.toString()).toBe('1');
    expect((await call(host.url, '/api/second')).body.toString()).toBe('2');
    expect((await call(host.url, '/first')).status).toBe(404);
    expect((await start()).out()).toContain('app started');
  });

  test('an app may be CommonJS', async () => {
    const code = "const { app } = require('@azure/functions'); app.http('a', { methods: ['GET'], handler: () => ({ body: 'cjs' }) });";
    const root = await writeApp({ 'package.json': '{"main": "bundle.cjs"}', 'bundle.cjs': code, 'host.json': '\uFEFF{}' });
    expect((await call((await start({ APP_ROOT: root })).url, '/api/a')).body.toString()).toBe('cjs');
  });

  test("an app finds local.settings.json's values in its environment where that has none", async () => {
    const root = await writeApp({
      ...loads(says('a', 'process.env.ONE + process.env.TWO')),
      'local.settings.json': JSON.stringify({ IsEncrypted: false, Values: { ONE: 'file', TWO: 'file', FUNCTIONS_KEY: 'k' } }),
    });
    expect((await call((await start({ APP_ROOT: root, TWO: 'environment' })).url, '/api/a')).body.toString()).toBe('fileenvironment');
  });

  test.each([
    ['throws', `${says('a', '1')} throw new Error('broken app');`, 'broken app'],
    ['has a syntax error', 'const', 'SyntaxError'],
    ['registers a name twice', says('a', '1') + "app.http('A', { handler: () => ({}) });", 'already been registered'],
    ['takes a route of the host', `${says('a', '1')} app.http('b', { route: '/admin/x', handler: () => ({}) });`, 'built in'],
    ['wants streams', `${says('a', '1')} app.setup({ enableHttpStream: true });`, 'enableHttpStream'],
  ])('an app that %s has no functions: the error is logged, every request is 404', async (_what, code, words) => {
    const root = await writeApp({ ...loads(code), 'host.json': '{"extensions": {"http": {"routePrefix": ""}}}' });
    const host = await start({ APP_ROOT: root });
    expect((await call(host.url, '/a')).status).toBe(404);
    expect((await call(host.url, '/admin/host/ping')).status).toBe(200);
    await expect.poll(() => host.err()).toMatch(new RegExp(`^\\[error\\] .*failed to load.*${words}.*\n$`));
  });

  test('an app without entry points is logged', async () => {
    const host = await start({ APP_ROOT: await writeApp({ 'package.json': packageJson }) });
    await expect.poll(() => host.err()).toContain('functions/*.js');
  });

  test('an app may not register functions once it runs', async () => {
    const code = says('a', "(() => { try { app.http('late', { handler: () => ({}) }); } catch (error) { return error.message; } })()");
    const host = await start({ APP_ROOT: await writeApp(loads(code)) });
    expect((await call(host.url, '/api/a')).body.toString()).toContain('during app startup');
  });
});

describe('a start that cannot succeed ends with one line', () => {
  test('a broken host.json ends the start with one line', async () => {
    const root = await writeApp({ 'host.json': '{' });
    await expect(start({ APP_ROOT: root })).rejects.toThrow(/ended with 1: .*host\.json can't be used: .*\n$/);
  });

  test('https without its files ends the start with one line', async () => {
    await expect(start({ HTTPS_PORT: '0' })).rejects.toThrow(/ended with 1: TLS_KEY_FILE must name .*\n$/);
  });

  test('a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address ? String(address.port) : '';
    await expect(start({ PORT: port })).rejects.toThrow(new RegExp(`\nPort ${port} is taken\\.\n$`));
    other.close();
  });
});

test('https serves the same, and the app sees the scheme', async () => {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  });
  const file = join(folder, 'localhost.pem');
  await writeFile(file, `${key.trim()}\n${cert.trim()}\n`);
  const host = await start({ HTTPS_PORT: '0', TLS_KEY_FILE: file, TLS_CERT_FILE: file });
  const { status, body } = await call(host.httpsUrl, '/echo/a', { ca: cert });
  expect([status, body.toString()]).toEqual([200, expect.stringContaining(`"url":"${host.httpsUrl}/echo/a"`)]);
  expect((await call(host.url, '/echo/a')).body.toString()).toContain(`"url":"${host.url}/echo/a"`);
});

test.each(['127.0.0.1', '::1'])('the host listens on %s', async (address) => {
  const host = await start();
  const socket = connect(Number(new URL(host.url).port), address);
  const outcome = await once(socket, 'connect').then(
    () => 'connected',
    (error: unknown) => String(error),
  );
  socket.destroy();
  // A machine without IPv6 has no ::1.
  expect(outcome).toMatch(address === '::1' ? /connected|EADDRNOTAVAIL|EAFNOSUPPORT/ : /connected/);
});

describe('the end', () => {
  test('the end lets requests be answered as long as the app’s last hook takes', async () => {
    const host = await start({ LAST_HOOK_MS: '600' });
    const slow = call(host.url, '/slow/300');
    await expect.poll(() => host.out()).toContain('slow began');
    const ended = host.stop();
    const { status, body, headers } = await slow;
    expect([status, body.toString(), headers.connection]).toEqual([200, 'slow', 'close']);
    expect(await ended).toBe(0);
    expect(host.out()).toContain('app terminated');
  });

  test('the end accepts no new connections meanwhile', async () => {
    const host = await start({ LAST_HOOK_MS: '600' });
    await call(host.url, '/runs');
    const ended = host.stop();
    const attempt = (): Promise<string> =>
      call(host.url, '/runs').then(
        () => 'served',
        (error: unknown) => String(error),
      );
    await expect.poll(attempt).toContain('ECONNREFUSED');
    await ended;
  });

  test.each([
    ['while the app is at work', '60000', '0'],
    ['with its answer on the way, as the worker does', '600', 'END_OF_SLOW'],
  ])('the end comes with the last hook’s end, %s', async (_when, ms, hook) => {
    const host = await start({ LAST_HOOK_MS: hook });
    const slow = call(host.url, `/slow/${ms}`).catch((error: unknown) => String(error));
    await expect.poll(() => host.out()).toContain('slow began');
    const before = Date.now();
    expect(await host.stop()).toBe(0);
    expect(Date.now() - before).toBeLessThan(3000);
    expect(await slow).toContain('socket hang up');
    expect(host.out()).toContain('app terminated');
  });

  test('the end comes within 5 s where the last hook doesn’t end', async () => {
    const host = await start({ LAST_HOOK_MS: '60000' });
    const before = Date.now();
    expect(await host.stop()).toBe(0);
    expect(Date.now() - before).toBeLessThan(5500);
  });

  test('the end does not wait for connections that say nothing', async () => {
    const host = await start();
    const socket = connect(Number(new URL(host.url).port), '127.0.0.1');
    await once(socket, 'connect');
    // Answered after the silent connection was accepted.
    await call(host.url, '/runs');
    const before = Date.now();
    await host.stop();
    expect(Date.now() - before).toBeLessThan(2000);
    socket.destroy();
  });

  test('the end comes by itself when the parent is gone', async () => {
    const host = await start();
    host.child.disconnect();
    expect(await host.exited).toBe(0);
    expect(host.out()).toContain('app terminated');
  });
});
