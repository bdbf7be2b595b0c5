// What webhooks meet of the stores: an answer within 8 s whatever they do, 503 with Retry-After, and repeats that are safe.
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { maxHookMs } from '../../../lib/runtime/limits/webhooks.ts';
import { expectError } from '../../support/api/answers.ts';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';
import { startFaultyProxy, type Fault, type FaultyProxy } from '../../support/faults/faultyProxy.ts';
import { formOf, allowHooks, newTarget, startHookStack, type HookStack, type Target } from '../../support/api/hooks.ts';
import { mailboxState } from '../../support/stores/mailboxState.ts';

let api: Api;
let hooks: HookStack;
let cosmos: FaultyProxy;
let blob: FaultyProxy;
beforeAll(async () => {
  const { cosmosUrl, blobUrl } = inject('stack');
  api = await openApi();
  [cosmos, blob] = await Promise.all([startFaultyProxy(cosmosUrl), startFaultyProxy(blobUrl)]);
  hooks = await startHookStack({ ...allowHooks('*'), COSMOS_ENDPOINT: cosmos.url, BLOB_ENDPOINT: blob.url });
});
afterAll(async () => {
  await hooks.stop();
  await Promise.all([cosmos.close(), blob.close()]);
});

type Choose = Parameters<FaultyProxy['decide']>[0];

const whenBatch =
  (fault: Fault | (() => Fault)): Choose =>
  (_, __, headers) => {
    if (headers['x-ms-cosmos-is-batch-request'] === undefined) return 'pass';
    return typeof fault === 'function' ? fault() : fault;
  };

/** What the stores do to the requests that concern one mailbox. */
interface Trouble {
  readonly cosmos?: Choose;
  readonly blob?: Choose;
}

const troubles: Readonly<Record<string, Trouble>> = {
  'a read is not answered': { cosmos: () => 'silent before' },
  'the batch is not answered, nor written': { cosmos: whenBatch('silent before') },
  'the batch is written and not answered': { cosmos: whenBatch('silent after') },
  'the connection is cut after each batch': { cosmos: whenBatch('cut after') },
  'bytes are not taken': { blob: () => 'silent before' },
  'bytes are taken without a word': { blob: (method) => (method === 'PUT' ? 'silent after' : 'pass') },
  'every call takes 3 s': { cosmos: () => ({ waits: 3_000 }), blob: () => ({ waits: 3_000 }) },
};

/** Two files and a key, the same each time, by another boundary. */
async function deliver({ attachments, event }: Target): Promise<Answer> {
  const files = ['1.txt', '2.txt'].map((name) => ['f', new File([name], name)] as const);
  const { body, headers } = await formOf(files);
  return hooks.hook(attachments, { body, headers: { ...headers, 'Idempotency-Key': event } });
}

/** Milliseconds from the request's arrival to its answer, by the app's own log: how busy this process is doesn't count. */
async function durationOf({ headers }: Answer): Promise<number> {
  const id = headers.get('request-id') ?? expect.fail('no request-id');
  const inLog = (): RegExpExecArray | null => new RegExp(`"requestId":"${id}".*?"durationMs":(\\d+)`).exec(hooks.stack.output());
  await expect.poll(inLog).not.toBeNull();
  return Number(inLog()?.[1]);
}

/** Only calls that name the mailbox: in the partition key, or in what a blob says of itself. */
const about =
  ({ person }: Target, choose: Choose = () => 'pass'): Choose =>
  (...request) => {
    const [, , headers] = request;
    const named = `${String(headers['x-ms-documentdb-partitionkey'])} ${String(headers['x-ms-meta-partition'])}`;
    return named.includes(person.id) ? choose(...request) : 'pass';
  };

it('whatever the stores do, there is an answer within 8 s, and a repeat attaches once', async () => {
  const cases = await Promise.all(
    Object.entries(troubles).map(async ([what, trouble]) => ({ what, trouble, target: await newTarget(api) })),
  );
  const decide = (store: 'cosmos' | 'blob'): Choose => {
    const choices = cases.map(({ target, trouble }) => about(target, trouble[store]));
    return (...request) => choices.map((choose) => choose(...request)).find((fault) => fault !== 'pass') ?? 'pass';
  };
  cosmos.decide(decide('cosmos'));
  blob.decide(decide('blob'));
  const first = await Promise.all(cases.map(({ target }) => deliver(target)));
  for (const [index, answer] of first.entries()) {
    const what = cases[index]?.what ?? '';
    expect(await durationOf(answer), what).toBeLessThan(maxHookMs);
    expect([what, answer.status]).toEqual([what, 503]);
    expectError(answer, 503, 'ServiceUnavailable');
    expect(Number(answer.headers.get('retry-after')), what).toBeGreaterThan(0);
  }

  // The calls are cut off, and not only no longer waited for: a read, two batches, and a put for each file in two cases.
  await expect.poll(() => [cosmos.abandoned >= 3, blob.abandoned >= 4], { timeout: 2_000 }).toEqual([true, true]);

  cosmos.decide(() => 'pass');
  blob.decide(() => 'pass');
  for (const { what, target } of cases) {
    const again = await deliver(target);
    expect([what, again.status]).toEqual([what, 201]);
    expect([what, (await target.list()).map(({ name }) => name)]).toEqual([what, ['1.txt', '2.txt']]);
  }
});

it('20 parallel repeats of one delivery, over a restart in the midst of their batches, are one attachment', async () => {
  const target = await newTarget(api);
  let batches = 0;
  let answered = 0;
  cosmos.decide(
    about(
      target,
      whenBatch(() => {
        // The first one never arrives, so that there are others beside it, however fast it was.
        return batches++ === 0 ? 'silent before' : 'silent after';
      }),
    ),
  );
  /** As a sender does: again until it is told that it has arrived. */
  const delivered = async (): Promise<Answer> => {
    for (let attempt = 0; attempt < 100; attempt++) {
      const answer = await deliver(target).catch(() => undefined);
      if (answer?.status === 201) {
        answered++;
        return answer;
      }
      await setTimeout(100);
    }
    return expect.fail('never delivered');
  };
  const deliveries = Promise.all(Array.from({ length: 20 }, delivered));
  // Who came later finds what the first batch has written; all others wait for an answer to their own.
  await expect.poll(() => batches + answered, { timeout: 5_000 }).toBeGreaterThanOrEqual(20);
  expect(batches).toBeGreaterThan(1);
  expect(await target.list()).toHaveLength(2);
  cosmos.decide(() => 'pass');
  await hooks.stack.killHost();
  const answers = await deliveries;
  const again = await deliver(target);
  expect(new Set([...answers, again].map(({ text, headers }) => `${text} ${String(headers.get('location'))}`)).size).toBe(1);
  expect((await target.list()).map(({ name }) => name)).toEqual(['1.txt', '2.txt']);
  const { documents } = await mailboxState(inject('stack'), target.person.partition);
  expect(documents.filter(({ kind }) => kind === 'repeat')).toHaveLength(1);
});

it('20 whose bytes are stored at the same moment are one attachment, and the bytes of the others are gone', async () => {
  const target = await newTarget(api);
  blob.decide(about(target, (method) => (method === 'PUT' ? { waits: 400 } : 'pass')));
  const answers = await Promise.all(Array.from({ length: 20 }, () => deliver(target)));
  blob.decide(() => 'pass');
  expect(new Set(answers.map(({ status, text }) => `${String(status)} ${text}`)).size).toBe(1);
  expect(answers[0]?.status, answers[0]?.text).toBe(201);
  const { documents, blobs } = await mailboxState(inject('stack'), target.person.partition);
  expect(documents.filter(({ kind }) => kind === 'repeat')).toHaveLength(1);
  expect(documents.filter(({ kind }) => kind === 'attachment')).toHaveLength(2);
  expect(blobs).toHaveLength(2);
});

it('the other content of two whose bytes are stored at the same moment under one key leaves nothing', async () => {
  const target = await newTarget(api);
  blob.decide(about(target, (method) => (method === 'PUT' ? { waits: 400 } : 'pass')));
  const headers = { 'Idempotency-Key': target.event };
  const answers = await Promise.all(['a', 'b', 'c'].map((body) => hooks.hook(target.attachments, { body, headers })));
  blob.decide(() => 'pass');
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  const { documents, blobs } = await mailboxState(inject('stack'), target.person.partition);
  expect([documents.filter(({ kind }) => kind === 'attachment').length, blobs.length]).toEqual([1, 1]);
});

describe('a store that is busy', () => {
  it('a store that is busy is 503 with its own Retry-After, and not 429, which some senders take for final', async () => {
    const target = await newTarget(api);
    const busy: Fault = { status: 429, headers: { 'x-ms-retry-after-ms': '9000' }, body: '{"code":"429","message":"busy"}' };
    cosmos.decide(about(target, whenBatch(busy)));
    const answer = await deliver(target);
    cosmos.decide(() => 'pass');
    expectError(answer, 503, 'ServiceUnavailable');
    expect(answer.headers.get('retry-after')).toBe('9');
    expect(await target.list()).toEqual([]);
  });
});
