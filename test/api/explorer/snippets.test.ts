// Requests as the explorer writes them in other languages: run as they stand, they get what the page got.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Client } from '@microsoft/microsoft-graph-client';
import { beforeAll, describe, expect, it } from 'vitest';
import { demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { withoutSecrets, type SeenRequest } from '../../../lib/explorer/seen/request.ts';
import { csharp } from '../../../lib/explorer/seen/snippets/csharp.ts';
import { curl } from '../../../lib/explorer/seen/snippets/curl.ts';
import { graphClient, javascript } from '../../../lib/explorer/seen/snippets/javascript.ts';
import { openApi, type Api } from '../../support/api/api.ts';
import { anHour } from '../../support/api/events.ts';
import { newSession } from '../../support/api/uploadOverHttp.ts';

const subject = 'It\'s a "test"\n\\ $HOME `ls` ${1} %27 \u2028 Grüße 🎉';

let api: Api;
let token: string;

beforeAll(async () => {
  api = await openApi();
  token = await api.token({ user: demoUsers.adele.upn });
});

const requestOf = (method: string, path: string, more: Partial<SeenRequest> = {}): SeenRequest => {
  return { method, url: `${api.url}/v1.0${path}`, headers: {}, withToken: true, body: undefined, ...more };
};
const withBody = (json: unknown): Partial<SeenRequest> => {
  return { headers: { 'Content-Type': 'application/json' }, body: { kind: 'text', text: JSON.stringify(json), cut: false } };
};

/** Runs a shell's command; resolves to what it printed. */
const shell = async (command: string, env: Readonly<Record<string, string>>): Promise<string> =>
  (await promisify(execFile)('sh', ['-c', command.replace('curl', 'curl -sS')], { env: { ...process.env, ...env } })).stdout;

/** Runs JavaScript with these names; resolves to what it has logged. */
async function run(script: string, names: Readonly<Record<string, unknown>>): Promise<unknown[]> {
  const logged: unknown[] = [];
  const console = { log: (...values: unknown[]) => logged.push(...values) };
  const all = { console, ...names };
  const body = `return (async () => { ${script.replace(/^import .*$/m, '')} })();`;
  // What a reader would run is run here; it was made by this very test.
  const program = Reflect.construct(Function, [...Object.keys(all), body]) as (...values: unknown[]) => Promise<void>;
  await program(...Object.values(all));
  return logged;
}

/** The subject that an event was made with. */
const subjectIn = (text: unknown): unknown => Reflect.get(JSON.parse(String(text)) as object, 'subject');

describe('a request that makes an event with every sign that means something in a shell or a program', () => {
  const made = (): SeenRequest => requestOf('POST', '/me/events', withBody({ subject, ...anHour }));

  it('curl makes the same event', async () => {
    expect(subjectIn(await shell(curl.of(made()), { TOKEN: token }))).toBe(subject);
  });

  it('JavaScript makes the same event', async () => {
    const [status, text] = await run(javascript.of(made()), { token });
    expect(status).toBe(201);
    expect(subjectIn(text)).toBe(subject);
  });

  it('C# says the same text', () => {
    const text = /GetBytes\((".*")\)/.exec(csharp.of(made()))?.[1] ?? '';
    expect(text).not.toMatch(/[\n\u2028]/);
    expect(subjectIn(JSON.parse(text))).toBe(subject);
    expect(csharp.of(made())).toContain('request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");');
  });
});

it('the Graph client is given the same path, headers and body', async () => {
  const asked: unknown[] = [];
  const call = (name: string) => (value: unknown, more: unknown) => (
    asked.push([name, value, ...(more === undefined ? [] : [more])]),
    chain
  );
  const chain = { api: call('api'), header: call('header'), post: call('post') };
  const request = requestOf('POST', '/me/events?$select=id', withBody({ subject }));
  await run(graphClient.of({ ...request, headers: { ...request.headers, Prefer: 'return=minimal' } }), {
    token,
    Client: { init: (options: Parameters<typeof Client.init>[0]) => (Client.init(options), chain) },
  });
  expect(asked).toEqual([
    ['api', '/me/events?$select=id'],
    ['header', 'Prefer', 'return=minimal'],
    ['post', { subject }],
  ]);
});

it('a request with a header is asked with it in each language', async () => {
  const event = await api.newEvent();
  const request = requestOf('GET', `/me/events/${event}?$select=start`, { headers: { Prefer: 'outlook.timezone="Asia/Tokyo"' } });
  for (const answered of [await shell(curl.of(request), { TOKEN: token }), (await run(javascript.of(request), { token }))[1]])
    expect(JSON.parse(String(answered))).toMatchObject({ start: { timeZone: 'Asia/Tokyo' } });
});

it('the secret of an upload URL is never shown, and the reader’s own is taken', async () => {
  const url = await newSession(api, await api.newEvent(), 10);
  const shown = withoutSecrets(url);
  expect(shown).toBe(`${api.url}/uploads/{secret}`);
  const request: SeenRequest = { method: 'GET', url: shown, headers: {}, withToken: false, body: undefined };
  for (const answered of [await shell(curl.of(request), { UPLOAD_URL: url }), (await run(javascript.of(request), { uploadUrl: url }))[1]])
    expect(JSON.parse(String(answered))).toMatchObject({ nextExpectedRanges: ['0-'] });
  expect(csharp.of(request)).toContain('new HttpMethod("GET"), uploadUrl)');
});
