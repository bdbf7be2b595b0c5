// The smoke test itself: that it passes against the stack, says in words what is wrong with a deployment, and leaves nothing behind.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { demoGroup, demoUsers } from '../../infra/local/provision/demo/tenant.ts';
import { freePort, portOf } from '../../infra/local/process/ports.ts';
import { kinds } from '../../infra/smoke/kinds.ts';
import { readSmokeFlags, type SmokeOptions } from '../../infra/smoke/options.ts';
import { runSmoke } from '../../infra/smoke/run.ts';
import { seedExamples } from '../fixtures/seeds.ts';
import { seedTemplates } from '../fixtures/seedTemplates.ts';
import { openApi, type Api } from '../support/api/api.ts';
import { startFaultyProxy, type Fault, type FaultyProxy } from '../support/faults/faultyProxy.ts';
import { withClaims } from '../support/people/claims.ts';
import { newStranger, type Person } from '../support/people/people.ts';

let api: Api;
let person: Person;
beforeAll(async () => {
  api = await openApi();
});
beforeEach(async () => {
  person = await newStranger(api);
});

const entry = fileURLToPath(new URL('../../infra/smoke/smoke.ts', import.meta.url));
const stack = () => inject('stack');

const { PATH, NODE_COMPILE_CACHE } = process.env;

/** Runs the program: its exit code and all that it printed. Ctrl-C comes as soon as it has printed `interruptAt`; npm sends it twice. */
async function smoke(args: readonly string[], env: Readonly<Record<string, string>> = {}, interruptAt?: string) {
  const child = spawn(process.execPath, [entry, ...args], { env: { PATH, NODE_COMPILE_CACHE, ...env } });
  let all = '';
  let waiting = interruptAt;
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    all += chunk;
    if (waiting === undefined || !all.includes(waiting)) return;
    waiting = undefined;
    for (let times = 0; times < 2; times++) child.kill('SIGINT');
  });
  const [errors] = await Promise.all([text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, output: all + errors };
}

/** Runs it in this process: whether it passed, and its lines. */
async function run(options: Partial<SmokeOptions>): Promise<{ well: boolean; output: string }> {
  const lines: string[] = [];
  const asked = { url: api.url, token: person.token, tokenApp: undefined, group: undefined, ...options };
  const well = await runSmoke(asked, (line) => lines.push(line), new AbortController().signal);
  return { well, output: lines.join('\n') };
}

const nothingLeft = async (token = person.token): Promise<void> => {
  const { status, json } = await api.send("/v1.0/me/events?$select=subject&$filter=startswith(subject,'Smoke test')", { token });
  expect([status, json.value]).toEqual([200, []]);
};

describe('a token', () => {
  it.each([
    [{ upn: undefined, acct: undefined }, 'lacks upn and acct'],
    [{ upn: undefined, acct: 1 }, 'lacks upn:'],
    [{ upn: 'sam@fabrikam.example', acct: 1 }, 'lacks upn:'],
    [{ upn: 'sam_fabrikam.example#EXT#@contoso.example', acct: undefined }, 'lacks acct:'],
  ])("a token that may be a guest's and says too little is refused: %j", async (claims, message) => {
    const { well, output } = await run({ token: await withClaims(person.token, claims) });
    expect(well).toBe(false);
    expect(output).toContain(message);
  });
});

describe('against a deployment that is well', () => {
  it('the smoke test passes over https, with every call of the documents, and removes what it made', async () => {
    const token = await api.token({ user: demoUsers.adele.upn });
    const app = await api.token({ app: true, role: 'Calendars.ReadWrite User.Invite.All User.ReadWrite.All' });
    const { code, output } = await smoke(
      ['--url', `${stack().httpsUrl}/v1.0/`, '--token', token, '--token-app', app, '--group', demoGroup.id],
      { NODE_EXTRA_CA_CERTS: join(stack().dataDir, 'localhost.pem') },
    );
    expect(output).toMatch(/\nAll \d+ steps passed in [\d.]+ s\.\n$/);
    expect(code).toBe(0);
    const lines = output.trim().split('\n').slice(1, -1);
    for (const line of lines) expect(line).toMatch(/^ {2}ok +\d+ ms {2}\S/);
    for (const template of seedTemplates)
      for (const spelling of template.includes('userPrincipalName') && !template.includes('alendar')
        ? ['{id}', '{userPrincipalName}']
        : ['{id}'])
        expect(output).toContain(`attached by ${template.replace('{id | userPrincipalName}', spelling).replace(/\{\w+Id\}/g, '{id}')}\n`);
    for (const said of ["in the guest's calendar, and", "read by the event in the guest's calendar", 'the guest accepts there'])
      expect(output).toContain(said);
    await nothingLeft(token);
    expect((await api.send(`/v1.0/groups/${demoGroup.id}/events?$select=subject`, { token })).text).not.toContain('Smoke test');
    const [, guest = ''] = /removed: \/v1\.0\/users\/(\S+)/.exec(output) ?? expect.fail('no guest');
    expect((await api.send(`/v1.0/users/${guest}`, { token: app })).status).toBe(404);
    for (const secret of [token, app]) expect(output).not.toContain(secret);
  });

  it('the smoke test sends what the documents print', () => {
    expect(kinds.map(({ name, body }) => [name, body])).toEqual(seedExamples.map(({ name, body }): unknown[] => [name, JSON.parse(body)]));
  });

  it('the smoke test cleans up when it is interrupted', async () => {
    const { code, output } = await smoke(['--url', api.url], { SMOKE_TOKEN: person.token }, 'calendar group are found');
    expect(output).toContain('Interrupted.');
    expect(output).toContain('  ok');
    expect(output).toMatch(/what was made is removed/);
    expect(code).toBe(1);
    await nothingLeft();
  });
});

describe('a token that is refused is explained, and not shown:', () => {
  it.each<[string, () => Promise<Partial<SmokeOptions>>, readonly (string | RegExp)[]]>([
    [
      'a signature that is none',
      () => Promise.resolve({ token: `${person.token.slice(0, -20)}${'A'.repeat(20)}` }),
      ['401 InvalidAuthenticationToken', 'AUDIENCES', 'TENANT_IDS'],
    ],
    [
      'another audience',
      async () => ({ token: await api.token({ user: person.upn, audience: 'api://other' }) }),
      ["'api://other'", 'AUDIENCES'],
    ],
    [
      'too few scopes',
      async () => ({ token: await api.token({ user: person.upn, scope: 'Calendars.Read' }) }),
      ['403 ErrorAccessDenied', 'Calendars.ReadWrite', 'has Calendars.Read.'],
    ],
    [
      'an expired one',
      async () => ({ token: await api.token({ user: person.upn, expiresIn: -120 }) }),
      [/--token has expired [23] minutes ago/],
    ],
    ['none at all', () => Promise.resolve({ token: 'abc' }), ['--token is no access token']],
    ['an application in a user’s place', async () => ({ token: await api.token({ app: true }) }), ["an application's token"]],
    ['a user in an application’s place', () => Promise.resolve({ tokenApp: person.token }), ["--token-app is a user's token"]],
    [
      'an application without a role',
      async () => ({ tokenApp: await api.token({ app: true, role: 'Other.Role' }) }),
      ['403', 'the role Calendars.ReadWrite', 'has Other.Role.'],
    ],
  ])('a token that is refused is explained, and not shown: %s', async (_, options, words) => {
    const given = await options();
    const { well, output } = await run(given);
    expect(well).toBe(false);
    for (const word of words)
      expect(output).toMatch(word instanceof RegExp ? word : new RegExp(word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')));
    expect(output).not.toMatch(/ at .*\.ts:\d+|Error:/);
    for (const token of [given.token, given.tokenApp])
      if (token !== undefined && token.length > 50) expect(output).not.toContain(token.slice(0, 40));
    await nothingLeft();
  });
});

describe('an address that is wrong is explained:', () => {
  it('a name that nobody knows', async () => {
    const { well, output } = await run({ url: 'https://calendar.invalid' });
    expect([well, output]).toEqual([false, expect.stringMatching(/calendar\.invalid could not be asked: its name is not known \(DNS\)/)]);
  });

  it('a port that nobody listens on', async () => {
    const { well, output } = await run({ url: `http://127.0.0.1:${await freePort()}` });
    expect([well, output]).toEqual([false, expect.stringMatching(/nobody listens there/)]);
  });

  it('a certificate that nobody signed is explained', async () => {
    const { code, output } = await smoke(['--url', stack().httpsUrl, '--token', person.token]);
    expect([code, output]).toEqual([1, expect.stringMatching(/NODE_EXTRA_CA_CERTS/)]);
  });

  it('an address is explained that says https where none is spoken', async () => {
    const { well, output } = await run({ url: api.url.replace('http:', 'https:') });
    expect([well, output]).toEqual([false, expect.stringMatching(/speaks no https/)]);
  });

  it.each([404, 200])('another service, that answers with %i', async (status) => {
    const other = createServer((_, response) => response.writeHead(status, { 'Content-Type': 'text/html' }).end('<html></html>'));
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { well, output } = await run({ url: `http://127.0.0.1:${portOf(other.address())}` });
    other.close();
    expect([well, output]).toEqual([false, expect.stringMatching(/it is not this service/)]);
  });
});

describe('an answer that is wrong is told:', () => {
  let proxy: FaultyProxy | undefined;
  afterEach(() => proxy?.close());

  const ok = (body: string): Fault => ({ status: 200, body });
  it.each<[string, (method: string, path: string) => boolean, Fault, string | RegExp]>([
    [
      'stores that do not answer',
      (_, path) => path === '/health/ready',
      { status: 503, body: '{"status":"not ready"}' },
      /FAIL.*its stores answer\n.*503/,
    ],
    [
      'a service that lets everybody in',
      (_, path) => path === '/v1.0/me/events',
      ok('{"value":[]}'),
      /FAIL.*nobody is let in[^]*answered with 200[^]*Expected: 401/,
    ],
    [
      'a failure',
      (method, path) => method === 'POST' && path.includes('/calendar/'),
      { status: 500, body: '{"error":{"code":"InternalServerError","message":"The service failed."}}' },
      /FAIL.*\/me\/calendar\/events[^]*500 InternalServerError: The service failed/,
    ],
    [
      'a page of somebody else',
      (method) => method === 'PUT',
      { status: 502, body: '<html>' },
      /502, with a body that is no error of this service/,
    ],
    [
      'a property that is wrong',
      (method, path) => method === 'POST' && path.startsWith('/beta/me/events/'),
      { status: 201, body: '{"@odata.type":"#microsoft.graph.attachment","name":"x"}' },
      /'name' is "x" instead of "Name value"/,
    ],
    [
      'a list that lacks something',
      (method, path) => method === 'GET' && path.includes('attachments?'),
      ok('{"value":[]}'),
      /FAIL.*all of them are listed.*\n.*it lacks/,
    ],
    ['other bytes', (_, path) => path.endsWith('/$value'), ok('other'), /FAIL.*byte for byte\n.*5 bytes that are not the 13/],
    [
      'ranges that were not heard',
      (method, path) => method === 'PUT' && path.startsWith('/uploads/'),
      ok('{"nextExpectedRanges":["0-"]}'),
      /'nextExpectedRanges' are \["0-"\]/,
    ],
    [
      'a deletion that deletes nothing',
      (method, path) => method === 'DELETE' && path.includes('/attachments/'),
      { status: 204 },
      /FAIL.*gone at once[^]*answered with 200[^]*Expected: 404/,
    ],
    [
      'a connection that is cut',
      (method, path) => method === 'POST' && path.startsWith('/beta/users/'),
      'cut after',
      /the connection was cut/,
    ],
  ])('an answer that is wrong is told: %s', async (_, matches, fault, words) => {
    proxy = await startFaultyProxy(api.url);
    proxy.plan(matches, [fault], true);
    const { well, output } = await run({ url: proxy.url });
    expect(well).toBe(false);
    expect(output).toMatch(words);
    expect(output).not.toMatch(/ at .*\.ts:\d+|\bError:/);
    await nothingLeft();
  });

  it('what could not be removed is named, so that it can be by hand', async () => {
    proxy = await startFaultyProxy(api.url);
    proxy.plan(
      (method, path) => method === 'DELETE' && path.startsWith('/v1.0/me/events/smoke-') && !path.includes('attachments'),
      [{ status: 500 }],
      true,
    );
    const { well, output } = await run({ url: proxy.url });
    expect(well).toBe(false);
    const [, path = ''] = /FAIL.*what was made is removed: (\S+)/.exec(output) ?? expect.fail(output);
    expect((await api.send(path, { method: 'DELETE', token: person.token })).status).toBe(204);
  });
});

describe('a call that was written wrongly is refused with what is wrong:', () => {
  const url = 'https://calendar.example';
  it.each([
    [['--token', 'a'], 'Give --url'],
    [['--url', url], 'Give --token'],
    [['--url', 'calendar.example', '--token', 'a'], "not 'calendar.example'"],
    [['--url', 'http://calendar.example', '--token', 'a'], 'must be https'],
    [['--url', `${url}?code=1`, '--token', 'a'], 'without a query'],
    [['--url', url, '--token', 'a', '--more'], "'--more'"],
  ])('a call that was written wrongly is refused with what is wrong: %j', (args, words) => {
    expect(() => readSmokeFlags(args, {})).toThrow(words);
  });

  it('a call that was written wrongly ends with exit code 2 and its usage', async () => {
    const { code, output } = await smoke([]);
    expect(code).toBe(2);
    expect(output).toContain('npm run smoke -- --url');
  });

  it('a call takes addresses as people paste them', () => {
    for (const pasted of [url, `${url}/`, `${url}/v1.0`, `${url}/v1.0/`, `${url}/beta/`])
      expect(readSmokeFlags(['--url', pasted, '--token', ' a '], {})).toEqual({ url, token: 'a', tokenApp: undefined, group: undefined });
  });
});
