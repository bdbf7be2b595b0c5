// The handshake as receivers meet it: what makes it fail, in which order two go, how many run at once, and that nothing is left of a failed one.
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { echo, type Answering } from '../../support/receivers/receiver.ts';
import { refusalOf, startSubscribers, subscriptionsPath, type Subscribers } from '../../support/receivers/subscribers.ts';
import type { Housemate } from '../../support/people/household.ts';

let all: Subscribers;
let adele: Housemate;

beforeAll(async () => {
  all = await startSubscribers();
  adele = await all.house.come('adele');
});
afterEach(async () => {
  all.receiver.answer = undefined;
  const { value } = (await adele.must('GET', subscriptionsPath)).json;
  for (const { id } of value as { id: string }[]) await adele.must('DELETE', `${subscriptionsPath}/${id}`);
});
afterAll(() => all.close());

const plain = { 'Content-Type': 'text/plain' };
const respond =
  (status: number, headers: Readonly<Record<string, string>>, body: (token: string) => string): Answering =>
  ({ validationToken = '' }, response) =>
    response.writeHead(status, headers).end(body(validationToken));
const failed = 'Subscription validation request failed. Notification endpoint must respond with 200 OK to validation request.';

describe('a receiver that answers wrongly', () => {
  it.each<[what: string, answering: Answering, why: string]>([
    ['202', respond(202, plain, (token) => token), 'answered with status 202'],
    ['204', respond(204, {}, () => ''), 'answered with status 204'],
    ['a redirect', respond(307, { Location: '/other' }, (token) => token), 'answered with status 307'],
    ['500', respond(500, plain, (token) => token), 'answered with status 500'],
    ['HTML', respond(200, { 'Content-Type': 'text/html' }, (token) => token), 'did not answer with text/plain'],
    ['no type', respond(200, {}, (token) => token), 'did not answer with text/plain'],
    ['JSON', respond(200, { 'Content-Type': 'application/json' }, (token) => JSON.stringify(token)), 'did not answer with text/plain'],
    ['an encoded token', respond(200, plain, encodeURIComponent), 'did not answer with the decoded token alone'],
    ['quotes', respond(200, plain, (token) => JSON.stringify(token)), 'did not answer with the decoded token alone'],
    ['a line more', respond(200, plain, (token) => `${token}\n`), 'did not answer with the decoded token alone'],
    ['another case', respond(200, plain, (token) => token.toUpperCase()), 'did not answer with the decoded token alone'],
    ['nothing', respond(200, plain, () => ''), 'did not answer with the decoded token alone'],
    ['megabytes', respond(200, plain, (token) => token.padEnd(5_000_000)), 'did not answer with the decoded token alone'],
    ['a hang-up', (_, response) => void response.destroy(), 'could not be reached'],
  ])('a receiver that answers with %s makes no subscription', async (_what, answering, why) => {
    all.receiver.answer = answering;
    const before = all.receiver.received.length;
    expect(refusalOf(await all.subscribe(adele.caller))).toEqual([400, 'ValidationError', `${failed} 'notificationUrl' ${why}.`]);
    expect(all.receiver.received.length).toBe(before + 1);
    expect((await adele.must('GET', subscriptionsPath)).json.value).toEqual([]);
  });

  it('a receiver of the lifecycle is asked as well, and named', async () => {
    all.receiver.answer = (received, response) =>
      received.path.startsWith('/life') ? response.writeHead(404).end() : echo(received, response);
    const more = { lifecycleNotificationUrl: `${all.receiver.url}/life` };
    expect(refusalOf(await all.subscribe(adele.caller, more))[2]).toBe(`${failed} 'lifecycleNotificationUrl' answered with status 404.`);
  });

  it('a closed port, and an answer that never comes, end by 10 s', async () => {
    expect(refusalOf(await all.subscribe(adele.caller, { notificationUrl: 'http://localhost:1/' }))).toEqual([
      400,
      'ValidationError',
      `${failed} 'notificationUrl' could not be reached.`,
    ]);
    all.receiver.answer = () => undefined;
    const started = Date.now();
    expect(refusalOf(await all.subscribe(adele.caller))).toEqual([
      400,
      'ValidationError',
      "Subscription validation request timed out. It was sent to 'notificationUrl'.",
    ]);
    expect(Date.now() - started).toBeGreaterThan(9_500);
  }, 15_000);
});

it('any charset is taken, and the token is another one each time', async () => {
  for (const type of ['text/plain; charset=us-ascii', 'TEXT/PLAIN ;charset="utf-8"', 'text/plain']) {
    all.receiver.answer = respond(200, { 'Content-Type': type }, (token) => token);
    await all.subscribed(adele.caller);
  }
  const tokens = all.receiver.received.slice(-3).map(({ validationToken }) => validationToken);
  expect(new Set(tokens).size).toBe(3);
  for (const token of tokens) expect(token).toMatch(/^[\x20-\x7e]*: [\x20-\x7e]+$/);
});

it('the second of two equal URLs is asked once the first was right, two others at the same time', async () => {
  const url = `${all.receiver.url}/same`;
  let running = 0;
  let most = 0;
  all.receiver.answer = (received, response) => {
    most = Math.max(most, ++running);
    void pause(50).then(() => {
      running--;
      echo(received, response);
    });
  };
  const before = all.receiver.received.length;
  await all.subscribed(adele.caller, { notificationUrl: url, lifecycleNotificationUrl: url });
  expect([most, all.receiver.received.length - before]).toEqual([1, 2]);
  await all.subscribed(adele.caller, { notificationUrl: url, lifecycleNotificationUrl: `${url}/2` });
  expect(most).toBe(2);

  all.receiver.answer = respond(404, plain, (token) => token);
  const failing = all.receiver.received.length;
  expect((await all.subscribe(adele.caller, { notificationUrl: url, lifecycleNotificationUrl: url })).status).toBe(400);
  expect(all.receiver.received.length - failing).toBe(1);
});

it('four handshakes at most run at once for a caller and mailbox; others are not held up', async () => {
  const waiting: (() => void)[] = [];
  all.receiver.answer = (received, response) => void waiting.push(() => echo(received, response));
  const four = [1, 2, 3, 4].map(() => all.subscribe(adele.caller));
  await expect.poll(() => waiting.length).toBe(4);
  const fifth = await all.subscribe(adele.caller);
  expect(refusalOf(fifth).slice(0, 2)).toEqual([429, 'TooManyRequests']);
  expect(fifth.headers['Retry-After']).toBe('10');
  all.receiver.answer = undefined;
  const app = { ...adele.caller, appId: 'another app' };
  const id = await all.subscribed(app);
  expect((await all.house.instance.send(app, 'DELETE', `${subscriptionsPath}/${id}`)).status).toBe(204);
  for (const answer of waiting) answer();
  expect((await Promise.all(four)).map(({ status }) => status)).toEqual([201, 201, 201, 201]);
  await all.subscribed(adele.caller);
});
