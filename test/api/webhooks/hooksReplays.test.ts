// Deliveries that were captured and sent again: each attaches one content to one event, once, and its sender may repeat it.
import { anHour } from '../../support/api/events.ts';
import { createHmac, randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { claimPartition } from '../../../lib/attachments/claims.ts';
import { demoTenant } from '../../../infra/local/provision/demo/tenant.ts';
import { expectError } from '../../support/api/answers.ts';
import { newStranger, type Person } from '../../support/people/people.ts';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';
import { classifyBlob, classifyCosmos, createCounter, startCountingProxy } from '../../support/faults/countingProxy.ts';
import { formOf, allowHooks, newTarget, startHookStack, type HookStack, type Target } from '../../support/api/hooks.ts';
import { mailboxState } from '../../support/stores/mailboxState.ts';

const githubSecret = "It's a Secret to Everybody";
const standardSecrets = ['one', 'two'].map((text) => `whsec_${Buffer.from(text.padEnd(32, '.')).toString('base64')}`);

const { listener, count } = createCounter();
let api: Api;
let person: Person;
let hooks: HookStack;
const proxies: { close(): Promise<unknown> }[] = [];
beforeAll(async () => {
  api = await openApi();
  person = await newStranger(api);
  const { cosmosUrl, blobUrl } = inject('stack');
  const cosmos = await startCountingProxy(cosmosUrl, classifyCosmos, listener);
  const blob = await startCountingProxy(blobUrl, classifyBlob, listener);
  proxies.push(cosmos, blob);
  hooks = await startHookStack({
    ...allowHooks('*'),
    HOOK_GITHUB_SECRETS: githubSecret,
    HOOK_STANDARD_SECRETS: standardSecrets.join(),
    COSMOS_ENDPOINT: cosmos.url,
    BLOB_ENDPOINT: blob.url,
    DIRECTORY_CACHE_SECONDS: '600',
  });
});
afterAll(async () => {
  await hooks.stop();
  await Promise.all(proxies.map((proxy) => proxy.close()));
});

const own = (): Promise<Target> => newTarget(api, person);

interface Delivery {
  readonly body: string;
  readonly headers: Record<string, string>;
}

const json = { 'Content-Type': 'application/json' };
const anything = expect.anything() as unknown;

const githubSignature = (body: string): string => `sha256=${createHmac('sha256', githubSecret).update(body).digest('hex')}`;

/** What the first secret makes of an id. */
const standardName = (id: string): string =>
  `id,${createHmac('sha256', Buffer.alloc(32, 'one'.padEnd(32, '.')))
    .update(`delivery ${id}`)
    .digest('base64')}`;

/** One of GitHub's, as no other was before. */
function fromGitHub(body = `{"action":"published","nonce":"${randomUUID()}"}`): Delivery {
  return { body, headers: { ...json, 'X-GitHub-Delivery': randomUUID(), 'X-Hub-Signature-256': githubSignature(body) } };
}

/** One by Standard Webhooks, signed with each of the secrets. */
function byStandard(
  id = `msg_${randomUUID()}`,
  secrets = standardSecrets.slice(0, 1),
  body = `{"nonce":"${randomUUID()}"}`,
  at = new Date(),
): Delivery {
  const signature = secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' ');
  const stamp = String(Math.floor(at.getTime() / 1000));
  return { body, headers: { ...json, 'webhook-id': id, 'webhook-timestamp': stamp, 'webhook-signature': signature } };
}

const send = (target: Target, { body, headers }: Delivery, query = '?name=a.json', more = {}): Promise<Answer> =>
  hooks.hook(`${target.attachments}${query}`, { body, headers: { ...headers, ...more } });

const names = async (target: Target) => (await target.list()).map(({ name }) => name);

const kinds: readonly (readonly [string, () => Delivery])[] = [
  ["GitHub's", fromGitHub],
  ['a Standard Webhooks', byStandard],
];

describe.each(kinds)('%s delivery', (_, make) => {
  it('a delivery that comes again is the same attachment, under whatever keys', async () => {
    const target = await own();
    const delivery = make();
    const first = await send(target, delivery);
    expect(first.status, first.text).toBe(201);
    for (const keys of [{}, { 'Idempotency-Key': randomUUID() }, { 'X-GitHub-Delivery': randomUUID() }, { 'svix-id': 'x' }]) {
      const again = await send(target, delivery, undefined, keys);
      expect([again.status, again.text]).toEqual([201, first.text]);
    }
    expect(await names(target)).toEqual(['a.json']);
  });

  it('a delivery cannot be attached to another event, of this mailbox or of another, nor under another name or type', async () => {
    const target = await own();
    const others = [await own(), await newTarget(api)];
    const delivery = make();
    expect((await send(target, delivery)).status).toBe(201);
    for (const other of others) {
      expectError(await send(other, delivery), 409, 'Conflict', /another event/);
      expectError(await send(other, delivery, undefined, { 'Idempotency-Key': randomUUID() }), 409, 'Conflict');
      expect(await other.list()).toEqual([]);
    }
    expectError(await send(target, delivery, '?name=evil.html'), 409, 'Conflict');
    expectError(await send(target, delivery, undefined, { 'Content-Type': 'text/html' }), 409, 'Conflict');
    expect(await names(target)).toEqual(['a.json']);
  });

  it('a delivery cannot be attached to another event when both come at once', async () => {
    const targets = [await own(), await own(), await newTarget(api), await own()];
    const delivery = make();
    const statuses = await Promise.all(targets.map(async (target) => (await send(target, delivery)).status));
    expect(statuses.sort()).toEqual([201, 409, 409, 409]);
  });

  it('a delivery is no event: PUT is 405, whoever has signed it', async () => {
    const { event } = await own();
    const delivery = make();
    for (const path of [event, `/v1.0/users/${person.id}/events/new-${randomUUID()}`]) {
      const answer = await hooks.hook(path, { method: 'PUT', ...delivery });
      expectError(answer, 405, 'ErrorInvalidRequest', /only attach/);
      expect(answer.headers.get('allow')).toBe('');
    }
    const asked = await hooks.hook(event, { method: 'OPTIONS' });
    expect(asked.headers.get('allow')).toBe('OPTIONS');
  });
});

describe("GitHub's delivery", () => {
  it("GitHub's delivery stays the same one after 24 hours, and after its attachment was deleted", async () => {
    const target = await own();
    const delivery = fromGitHub();
    const first = await send(target, delivery);
    await api.send(`${target.attachments}/${String(first.json.id)}`, { method: 'DELETE', token: person.token });
    const again = await send(target, delivery);
    expect([again.status, again.json.id]).toEqual([201, first.json.id]);
    expect(await target.list()).toEqual([]);
    const { documents } = await mailboxState(inject('stack'), person.partition);
    const remembered = documents.filter(({ kind, made }) => kind === 'repeat' && Array.isArray(made) && made.includes(first.json.id));
    expect(remembered).toHaveLength(1);
    expect(remembered[0]).not.toHaveProperty('ttl');
    expect(remembered[0]).not.toHaveProperty('expiresAt');
  });

  it("GitHub's delivery is forgotten with its event, and nothing of it stays", async () => {
    const target = await newTarget(api);
    const delivery = fromGitHub();
    await send(target, delivery);
    const claims = async () => (await mailboxState(inject('stack'), claimPartition(demoTenant, githubSignature(delivery.body)))).documents;
    expect(await claims()).toHaveLength(1);
    expect((await api.send(target.event, { method: 'DELETE', token: target.person.token })).status).toBe(204);
    const left = async () =>
      (await mailboxState(inject('stack'), target.person.partition)).documents.filter(({ kind }) => kind === 'repeat');
    await expect.poll(left).toEqual([]);
    await expect.poll(claims, { timeout: 10_000 }).toEqual([]);
    await api.send(target.event, { method: 'PUT', json: anHour, token: target.person.token });
    expect((await send(target, delivery)).status).toBe(201);
    expect(await names(target)).toEqual(['a.json']);
  });

  it("GitHub's delivery as a form is one content, by whatever boundary it is read", async () => {
    const target = await own();
    const form = await formOf([
      ['f', new File(['one'], 'a.txt')],
      ['f', new File(['two'], 'b.txt')],
    ]);
    const headers = { ...form.headers, 'X-Hub-Signature-256': githubSignature(Buffer.from(form.body).toString()) };
    const sent = (more: Record<string, string>) => hooks.hook(target.attachments, { body: form.body, headers: { ...headers, ...more } });
    const first = await sent({});
    expect(first.status, first.text).toBe(201);
    expect((await sent({})).text).toBe(first.text);
    expectError(await sent({ 'Content-Type': 'text/plain' }), 409, 'Conflict');
    expect(await names(target)).toEqual(['a.txt', 'b.txt']);
  });
});

describe('a Standard Webhooks delivery', () => {
  it('a Standard Webhooks delivery is one by its id, in whichever header that comes, and signed anew by its sender', async () => {
    const target = await own();
    const [id, body] = [`msg_${randomUUID()}`, `{"nonce":"${randomUUID()}"}`];
    const bySvix = ({ headers }: Delivery) =>
      Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.replace('webhook-', 'svix-'), value]));
    const first = byStandard(id, undefined, body);
    const later = byStandard(id, standardSecrets.slice(1), body);
    for (const delivery of [first, { body, headers: bySvix(first) }, later, { body, headers: bySvix(later) }])
      expect((await send(target, delivery)).status).toBe(201);
    expect(await names(target)).toEqual(['a.json']);
    const [other, elsewhere] = [await own(), { body, headers: bySvix(first) }];
    expectError(await send(other, elsewhere), 409, 'Conflict');
  });

  it('a Standard Webhooks delivery that its sender signs anew goes to no other event, and stays what it was at its own', async () => {
    const [target, others] = [await own(), [await own(), await newTarget(api)]];
    const [id, body] = [`msg_${randomUUID()}`, `{"nonce":"${randomUUID()}"}`];
    const signedAt = (seconds: number, text = body) => byStandard(id, undefined, text, new Date(Date.now() + seconds * 1000));
    const first = await send(target, signedAt(-20));
    expect(first.status, first.text).toBe(201);
    for (const other of others) expectError(await send(other, signedAt(-10)), 409, 'Conflict', /another event/);
    expectError(await send(others[0] ?? target, signedAt(-5, '{}')), 409, 'Conflict', /another event/);
    expectError(await send(target, signedAt(-5, '{}')), 409, 'Conflict', /another content/);
    const again = await send(target, signedAt(0));
    expect([again.status, again.text]).toEqual([201, first.text]);
    expect(await Promise.all([target, ...others].map(names))).toEqual([['a.json'], [], []]);
    const { documents } = await mailboxState(inject('stack'), person.partition);
    const [remembered, ...more] = documents.filter(({ made }) => Array.isArray(made) && made.includes(first.json.id));
    expect([remembered, more]).toEqual([expect.not.objectContaining({ ttl: anything, expiresAt: anything }), []]);
  });

  it('a Standard Webhooks delivery goes to no other event when its own is deleted, as long as its signature is right', async () => {
    const [target, other] = [await newTarget(api), await own()];
    const id = `msg_${randomUUID()}`;
    expect((await send(target, byStandard(id, undefined, '{}'))).status).toBe(201);
    expect((await api.send(target.event, { method: 'DELETE', token: target.person.token })).status).toBe(204);
    const left = async () =>
      (await mailboxState(inject('stack'), target.person.partition)).documents.filter(({ kind }) => kind === 'repeat');
    await expect.poll(left).toEqual([]);
    await api.send(target.event, { method: 'PUT', json: anHour, token: target.person.token });
    // 5 minutes before and after its time, and an hour for clocks that differ.
    const { documents } = await mailboxState(inject('stack'), claimPartition(demoTenant, standardName(id)));
    expect(documents).toMatchObject([{ kind: 'signatureClaim', released: true, ttl: 4200 }]);
    for (const each of [other, target]) expectError(await send(each, byStandard(id, undefined, '{}')), 409, 'Conflict', /another event/);
    expect([await other.list(), await target.list()]).toEqual([[], []]);
  });

  it('a Standard Webhooks delivery is claimed by each of its signatures: with one of them left out it goes nowhere else', async () => {
    const [target, other] = [await own(), await own()];
    const both = byStandard(undefined, standardSecrets);
    expect((await send(target, both)).status).toBe(201);
    for (const signature of (both.headers['webhook-signature'] ?? '').split(' '))
      expectError(await send(other, both, undefined, { 'webhook-signature': signature }), 409, 'Conflict');
  });

  it("a Standard Webhooks delivery isn't claimed in advance by one of GitHub's that is called the same, nor the reverse", async () => {
    const target = await own();
    const id = `evt_${randomUUID()}`;
    const claiming = ['webhook-id', 'svix-id', 'Idempotency-Key', 'X-GitHub-Delivery'].map((header) => ({ [header]: id }));
    for (const header of claiming) expect((await send(target, fromGitHub(), '?name=github.json', header)).status).toBe(201);
    const genuine = await send(target, byStandard(id), '?name=genuine.json');
    expect(genuine.status, genuine.text).toBe(201);
    expect((await send(target, fromGitHub(), '?name=late.json', { 'X-GitHub-Delivery': id })).status).toBe(201);
    expect(await names(target)).toEqual([...claiming.map(() => 'github.json'), 'genuine.json', 'late.json']);
  });

  it('a Standard Webhooks delivery that is signed by both kinds is refused, for either could be sent again without the other', async () => {
    const target = await own();
    const delivery = byStandard();
    const both = { ...delivery.headers, 'X-Hub-Signature-256': githubSignature(delivery.body) };
    expectError(await send(target, { ...delivery, headers: both }), 401, 'InvalidAuthenticationToken', /two ways/);
  });
});

describe('a signed delivery costs', () => {
  const costs = async (work: () => Promise<Answer>, status: number) => {
    const { calls } = await count(async () => {
      const answer = await work();
      expect(answer.status, answer.text).toBe(status);
    });
    return Object.fromEntries(Object.entries(calls).filter(([call]) => call !== 'aside'));
  };

  it('one batch of one create more than another one, its repeat none, and a replay elsewhere what tells it', async () => {
    const [target, other] = [await own(), await own()];
    await send(target, fromGitHub());
    const delivery = fromGitHub();
    expect(await costs(() => send(target, delivery), 201)).toEqual({ 'point read': 3, 'blob put': 1, batch: 2 });
    expect(await costs(() => send(target, delivery), 201)).toEqual({ 'point read': 4 });
    expect(await costs(() => send(other, delivery), 409)).toEqual({ 'point read': 4, batch: 1 });
  });
});
