// What a start checks and keeps before anything runs: options, ports, the folder's lock, the certificate, the settings for the app.
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, get } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appEnvironment } from '../../../infra/local/process/appEnvironment.ts';
import { certificateFile } from '../../../infra/local/issuer/certificate.ts';
import { demoExplorer, demoTenant, localAudiences } from '../../../infra/local/provision/demo/tenant.ts';
import { findCommand } from '../../../infra/local/process/findCommand.ts';
import { readOrCreateFile } from '../../../infra/local/provision/cachedFile.ts';
import { lockFolder } from '../../../infra/local/process/lock.ts';
import { readOptions } from '../../../infra/local/cli/options.ts';
import { checkPorts, portOf } from '../../../infra/local/process/ports.ts';
import { watchSource } from '../../../infra/local/process/watch.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'start-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('options', () => {
  it('options have the documented defaults', () => {
    expect(readOptions([], {})).toEqual({
      memory: false,
      empty: false,
      watch: false,
      func: false,
      bundle: false,
      dataDir: resolve('.local'),
      ports: {
        PORT: 7071,
        HTTPS_PORT: 7443,
        COSMOS_PORT: 8081,
        BLOB_PORT: 10000,
        BLOB_HTTPS_PORT: 10443,
        ISSUER_PORT: 7444,
        CONTROL_PORT: 7070,
      },
      cosmos: undefined,
      blob: undefined,
      inspect: undefined,
      control: undefined,
    });
  });

  it('options come from flags and environment', () => {
    const env = {
      PORT: '0',
      BLOB_PORT: '1',
      DATA_DIR: '/data',
      COSMOS_ENDPOINT: 'https://c.example',
      COSMOS_KEY: 'k',
      BLOB_ENDPOINT: 'http://b.example',
    };
    expect(readOptions(['--memory', '--empty', '--watch', '--func'], env)).toMatchObject({
      memory: true,
      empty: true,
      watch: true,
      func: true,
      dataDir: resolve('/data'),
      ports: { PORT: 0, BLOB_PORT: 1, COSMOS_PORT: 8081 },
      cosmos: { endpoint: 'https://c.example', key: 'k' },
      blob: { endpoint: 'http://b.example', key: undefined },
    });
  });

  it.each([
    [['--bogus'], {}, "Unknown option '--bogus'."],
    [['memory'], {}, "Unexpected argument 'memory'."],
    [[], { PORT: 'http' }, "PORT must be a port from 0 to 65535, not 'http'."],
    [[], { COSMOS_PORT: '65536' }, "COSMOS_PORT must be a port from 0 to 65535, not '65536'."],
    [[], { BLOB_ENDPOINT: 'localhost:10000' }, "BLOB_ENDPOINT must be an http or https URL, not 'localhost:10000'."],
  ])('%j with %j are refused', (args, env, message) => {
    expect(() => readOptions(args, env)).toThrow(message);
  });
});

describe('ports', () => {
  it('ports that are taken are named with the variable that changes them', async () => {
    const holder = createTcpServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const port = portOf(holder.address());
    await expect(checkPorts({ PORT: 0, BLOB_PORT: port })).rejects.toThrow(
      `Port ${port} is taken. Free it, or set BLOB_PORT to another one.`,
    );
    holder.close();
    await expect(checkPorts({ PORT: 0, BLOB_PORT: port })).resolves.toBeUndefined();
  });

  it('ports are each for one only', async () => {
    await expect(checkPorts({ PORT: 7443, HTTPS_PORT: 7443 })).rejects.toThrow('PORT and HTTPS_PORT are both 7443.');
  });
});

describe('the lock', () => {
  it('the lock is held by one at a time, and taken over by who waits', async () => {
    const first = await lockFolder(join(folder, 'locked'));
    await expect(lockFolder(join(folder, 'locked'))).rejects.toThrow(/locked is in use by another start\./);
    const waiting = lockFolder(join(folder, 'locked'), 10_000);
    first.release();
    (await waiting).release();
  });

  it('the lock says so when its file is none', async () => {
    await mkdir(join(folder, 'nolock'));
    await writeFile(join(folder, 'nolock', 'lock'), 'this is no database, and long enough to be seen as none'.repeat(20));
    await expect(lockFolder(join(folder, 'nolock'))).rejects.toThrow(/lock can't be locked .* Delete it/);
  });
});

describe('a kept file', () => {
  it('a kept file is the same for all who make it at once, and leaves nothing beside it', async () => {
    const file = join(folder, 'kept', 'file');
    const contents = await Promise.all(Array.from({ length: 8 }, (_, index) => readOrCreateFile(file, () => `content ${index}`)));
    expect(new Set(contents)).toEqual(new Set([await readFile(file, 'utf8')]));
    expect(await readdir(join(folder, 'kept'))).toEqual(['file']);
  });
});

describe('the certificate', () => {
  const pemOf = async (of: string): Promise<string> => readFile(await certificateFile(join(folder, of)), 'utf8');

  /** What a server with this certificate answers to a client that trusts those; rejects where the client doesn't accept it. */
  async function statusBy(pem: string, ca: string | string[]): Promise<unknown> {
    const server = createServer({ key: pem, cert: pem }, (_request, response) => response.end('ok')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const options = { port: portOf(server.address()), host: '127.0.0.1', servername: 'localhost', ca, agent: false };
    try {
      return await new Promise((done, refuse) => {
        get(options, (response) => done(response.resume().statusCode)).on('error', refuse);
      });
    } finally {
      server.close();
    }
  }

  it('the certificate is trusted for localhost and the loopback addresses by who trusts its file', async () => {
    const pem = await pemOf('tls');
    expect(await statusBy(pem, pem)).toBe(200);
    const certificate = new X509Certificate(pem.slice(pem.indexOf('-----BEGIN CERTIFICATE')));
    expect(certificate.checkHost('localhost')).toBe('localhost');
    expect([certificate.checkIP('127.0.0.1'), certificate.checkIP('::1')]).toEqual(['127.0.0.1', '::1']);
  });

  it('the certificate is found among those of several stacks, which all have the name localhost', async () => {
    const pems = [await pemOf('one'), await pemOf('two'), await pemOf('three')];
    for (const pem of pems) expect(await statusBy(pem, pems)).toBe(200);
    await expect(statusBy(await pemOf('four'), pems)).rejects.toThrow(/self-signed certificate|unable to verify/);
  });

  it('the certificate is kept until it expires, and then renewed', async () => {
    const at = (time: string): Promise<string> =>
      certificateFile(join(folder, 'renewed'), new Date(time)).then((file) => readFile(file, 'utf8'));
    const first = await at('2026-01-01T00:00:00Z');
    expect(await at('2026-12-30T00:00:00Z')).toBe(first);
    expect(await at('2026-12-31T12:00:00Z')).not.toBe(first);
  });

  it('the certificate is refused when its file holds something else', async () => {
    await mkdir(join(folder, 'notls'));
    await writeFile(join(folder, 'notls', 'localhost.pem'), 'nothing');
    await expect(certificateFile(join(folder, 'notls'))).rejects.toThrow(/localhost\.pem doesn't hold a certificate\. Delete it/);
  });
});

describe('settings for the app', () => {
  const elsewhere = { endpoint: 'https://c.example', key: undefined };
  const local = {
    stores: { cosmos: elsewhere, blob: { endpoint: 'http://b', key: 'kb' }, children: [] },
    authority: 'http://i',
    functionsKey: 'f',
    notificationsKey: 'n',
  };

  it('settings for the app come from the stack, whatever the caller has beside its allow-lists', () => {
    const env = appEnvironment(local, { OTHER: 'kept', AUTHORITY: 'https://elsewhere.example', BLOB_KEY: 'old', TENANT_IDS: '' });
    expect(env).toEqual({
      OTHER: 'kept',
      COSMOS_ENDPOINT: 'https://c.example',
      BLOB_ENDPOINT: 'http://b',
      BLOB_KEY: 'kb',
      AUTHORITY: 'http://i',
      TENANT_IDS: demoTenant,
      AUDIENCES: localAudiences,
      TENANT_DOMAINS: 'contoso.example',
      FUNCTIONS_KEY: 'f',
      NOTIFICATIONS_KEY: 'n',
      COSMOS__accountEndpoint: 'https://c.example',
      PAGES: 'docs,explorer',
      EXPLORER_CLIENT_ID: demoExplorer.appId,
    });
  });

  it('settings for the app leave the allow-lists to the caller', () => {
    expect(appEnvironment(local, { TENANT_IDS: 't', AUDIENCES: 'a' })).toMatchObject({ TENANT_IDS: 't', AUDIENCES: 'a' });
  });
});

it('a command is found where PATH has it first, and only if it can be run', async () => {
  const [one, two] = [join(folder, 'bin1'), join(folder, 'bin2')];
  await Promise.all([mkdir(one), mkdir(two)]);
  await writeFile(join(one, 'func'), '', { mode: 0o600 });
  await writeFile(join(two, 'func'), '', { mode: 0o700 });
  expect(await findCommand('func', { PATH: [one, two].join(delimiter) })).toBe(join(two, 'func'));
  expect(await findCommand('func', { PATH: one })).toBeUndefined();
  expect(await findCommand('func', {})).toBeUndefined();
});

it('a change of source is told once, also deep in the folders; what editors leave beside it is not', async () => {
  const source = join(folder, 'source');
  await mkdir(join(source, 'lib', 'deep'), { recursive: true });
  let told = 0;
  const { promise: changed, resolve: done } = Promise.withResolvers<undefined>();
  const end = watchSource(source, ['lib'], () => {
    told += 1;
    done(undefined);
  });
  await writeFile(join(source, 'lib', '.a.ts.swp'), '');
  await Promise.all(['a.ts', 'b.ts', 'host.json'].map((name) => writeFile(join(source, 'lib', 'deep', name), '')));
  await changed;
  end();
  expect(told).toBe(1);
});
