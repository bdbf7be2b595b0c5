// Signed webhooks through the running stack, as GitHub and the Standard Webhooks library send them; and that no log shows a key or a secret.
import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { githubRelease } from '../../fixtures/githubRelease.ts';
import { expectError } from '../../support/api/answers.ts';
import { newStranger, type Person } from '../../support/people/people.ts';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';
import { formOf, allowHooks, newTarget, startHookStack, textOf, type HookStack, type Target } from '../../support/api/hooks.ts';

const newSecret = (): string => `whsec_${Buffer.from(`${randomUUID()}${randomUUID()}`.slice(0, 33)).toString('base64')}`;

const secrets = { new: newSecret(), old: newSecret(), strangers: newSecret() };

let api: Api;
let person: Person;
let hooks: HookStack;
beforeAll(async () => {
  api = await openApi();
  person = await newStranger(api);
  hooks = await startHookStack({
    ...allowHooks(person.id),
    HOOK_STANDARD_SECRETS: `${secrets.new}, ${secrets.old}`,
    HOOK_GITHUB_SECRETS: `another one of them, ${githubRelease.secret}`,
  });
});
afterAll(async () => {
  await hooks.stop();
});

const own = (): Promise<Target> => newTarget(api, person);

/** The headers that the public library makes for a body. */
function signed(body: string, { secret = secrets.new, at = Date.now(), id = `msg_${randomUUID()}` } = {}): Record<string, string> {
  const when = new Date(at);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, when, body),
    'Content-Type': 'application/json',
  };
}

const refused = (answer: Answer, words: RegExp): void => {
  expectError(answer, 401, 'InvalidAuthenticationToken', words);
};

/** The bytes with one bit of one of them changed. */
function changed(bytes: Uint8Array, at: number): Uint8Array<ArrayBuffer> {
  const copy = Uint8Array.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

describe("GitHub's release", () => {
  const { body, headers } = githubRelease;

  it("GitHub's release is accepted as it was recorded, and kept byte for byte", async () => {
    const target = await own();
    const answer = await hooks.hook(`${target.attachments}?name=release.json`, { body, headers });
    expect(answer.status, answer.text).toBe(201);
    const [file] = await target.list();
    expect(file).toMatchObject({ name: 'release.json', contentType: 'application/json', size: body.byteLength });
    expect(textOf(file ?? {})).toBe(Buffer.from(body).toString());
  });

  it("GitHub's release is refused with one byte changed, with another secret, and without a signature", async () => {
    const target = await own();
    for (const at of [0, 4_000, body.byteLength - 1])
      refused(await hooks.hook(target.attachments, { body: changed(body, at), headers }), /does not match/);
    const other = { ...headers, 'X-Hub-Signature-256': `sha256=${'0'.repeat(64)}` };
    refused(await hooks.hook(target.attachments, { body, headers: other }), /does not match/);
    const unsigned = Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'X-Hub-Signature-256'));
    refused(await hooks.hook(target.attachments, { body, headers: unsigned }), /not signed/);
    expect(await target.list()).toEqual([]);
  });
});

describe('a Standard Webhooks delivery', () => {
  const body = '{"type":"contact.created","timestamp":"2026-11-03T20:26:10Z","data":{"id":"ü1"}}';

  it('a Standard Webhooks delivery is accepted as the public library signs it, by either secret while they are rotated', async () => {
    const target = await own();
    for (const secret of [secrets.new, secrets.old]) {
      const answer = await hooks.hook(target.attachments, { body, headers: signed(body, { secret }) });
      expect(answer.status, answer.text).toBe(201);
    }
    expect((await target.list()).map(textOf)).toEqual([body, body]);
  });

  it('a Standard Webhooks delivery is refused with one byte changed, or by the wrong secret', async () => {
    const target = await own();
    const bytes = Buffer.from(body);
    refused(await hooks.hook(target.attachments, { body: changed(bytes, 3), headers: signed(body) }), /does not match/);
    refused(await hooks.hook(target.attachments, { body, headers: signed(body, { secret: secrets.strangers }) }), /does not match/);
    refused(await hooks.hook(target.attachments, { body, headers: { ...signed(body), 'webhook-id': 'msg_other' } }), /does not match/);
    expect(await target.list()).toEqual([]);
  });

  it('a Standard Webhooks delivery is refused a second too old, and too far ahead', async () => {
    const target = await own();
    for (const at of [Date.now() - 301_000, Date.now() + 302_000])
      refused(await hooks.hook(target.attachments, { body, headers: signed(body, { at }) }), /5 minutes/);
    const justInTime = signed(body, { at: Date.now() - 290_000 });
    expect((await hooks.hook(target.attachments, { body, headers: justInTime })).status).toBe(201);
  });

  it('a Standard Webhooks delivery is one attachment however often its id comes, by whatever other key', async () => {
    const target = await own();
    const id = `msg_${randomUUID()}`;
    const answers = [];
    for (let i = 0; i < 3; i++) {
      const headers = { ...signed(body, { id, at: Date.now() - i * 1000 }), 'Idempotency-Key': randomUUID() };
      answers.push(await hooks.hook(target.attachments, { body, headers }));
    }
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(await target.list()).toHaveLength(1);
  });
});

describe("Svix's own headers", () => {
  const body = '{"type":"contact.created"}';
  const bySvix = (headers: Record<string, string>): Record<string, string> =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.replace('webhook-', 'svix-'), value]));

  it("Svix's own headers are taken as the specification's are, with their id as the key", async () => {
    const target = await own();
    const headers = bySvix(signed(body));
    const repeated = { ...headers, 'Idempotency-Key': randomUUID(), 'webhook-id': randomUUID() };
    for (const each of [headers, repeated]) expect((await hooks.hook(target.attachments, { body, headers: each })).status).toBe(201);
    expect(await target.list()).toHaveLength(1);
  });

  it("Svix's own headers are refused with another id, too old, and incomplete", async () => {
    const target = await own();
    refused(await hooks.hook(target.attachments, { body, headers: { ...bySvix(signed(body)), 'svix-id': 'msg_other' } }), /does not match/);
    const old = bySvix(signed(body, { at: Date.now() - 301_000 }));
    refused(await hooks.hook(target.attachments, { body, headers: old }), /'svix-timestamp' is more than 5 minutes/);
    refused(await hooks.hook(target.attachments, { body, headers: { 'svix-signature': 'v1,x' } }), /needs a 'svix-id'/);
    const mixed = { ...bySvix(signed(body)), 'webhook-signature': 'v1,x' };
    refused(await hooks.hook(target.attachments, { body, headers: mixed }), /needs a 'webhook-id'/);
    expect(await target.list()).toEqual([]);
  });
});

describe('what is signed', () => {
  it('what is signed is the raw body, of a form with its boundaries', async () => {
    const target = await own();
    const form = await formOf([['f', new File(['x'], 'a.txt')]]);
    const text = Buffer.from(form.body).toString();
    const sent = await hooks.hook(target.attachments, { body: form.body, headers: { ...signed(text), ...form.headers } });
    expect(sent.status, sent.text).toBe(201);
    refused(await hooks.hook(target.attachments, { ...(await formOf([['f', 'x']])) }), /not signed/);
  });
});

it('no log shows a key, a secret, a signature, a name or a body, whatever the answer', async () => {
  const target = await own();
  const body = `{"text":"very-private-${randomUUID()}"}`;
  const headers = signed(body);
  const wrongKey = `wrong-key-${randomUUID()}`;
  const name = `private-name-${randomUUID()}.json`;
  const query = `?code=${hooks.key}&name=${name}`;
  const url = `${hooks.stack.url}/hooks${target.attachments}`;
  const raw = (path: string, sent: object) => api.send(path, { token: null, ...sent });
  const statuses = [
    (await raw(`${url}${query}`, { body, headers })).status,
    (await raw(`${url}${query}`, { body: `${body} `, headers })).status,
    (await raw(`${url}${query}&$top=1`, { body, headers })).status,
    (await raw(`${url}${query}`, { headers })).status,
    (await raw(`${url}?code=${wrongKey}`, { body, headers })).status,
    (await raw(url, { body, headers: { ...headers, 'x-functions-key': wrongKey } })).status,
    (await raw(`${url}${query}&x=${'y'.repeat(5_000)}`, { body, headers })).status,
    (await raw(`${hooks.stack.url}/hooks/v1.0/none${query}`, { body, headers })).status,
    (await raw(`${hooks.stack.url}/hooks/none${query}`, { body, headers })).status,
  ];
  expect(statuses).toEqual([201, 401, 400, 405, 401, 401, 414, 400, 404]);

  const logged = hooks.stack.output().split('\n');
  const printed = logged.findIndex((line) => line.includes('host key'));
  const lines = logged.filter((_, index) => index !== printed).join('\n');
  expect(lines).toContain('"operation":"hook attachments","status":201');
  const secret = [
    hooks.key,
    wrongKey,
    body,
    name,
    ...Object.values(secrets).flatMap((text) => [text, text.replace('whsec_', '')]),
    githubRelease.secret,
    headers['webhook-signature'],
    headers['webhook-id'],
    githubRelease.headers['X-Hub-Signature-256'],
    'Codertocat',
  ];
  for (const text of secret) expect(lines.includes(text ?? '')).toBe(false);
});
