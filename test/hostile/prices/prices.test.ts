// Every request has a price: batches, URLs and headers at the largest size that each may have cost little more than a plain file.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { gets, json as jsonPart } from '../../support/api/batches.ts';
import { fileBody, referenceBody } from '../../support/api/bodies.ts';
import { batchOf, fill, openPriced, times, type Asked, type Priced } from './priced.ts';

let priced: Priced;
beforeAll(async () => (priced = await openPriced()));
afterAll(() => priced.end());

const one = (more: object) => (): Asked => batchOf([{ id: '1', method: 'GET', url: '/me', ...more }]);
const twenty =
  (url: () => string, headers: object = {}) =>
  (): Asked =>
    batchOf(gets(...Array<string>(20).fill(url())).map((each) => ({ ...each, headers })));
const posts = (url: () => string, headers: object, body: () => unknown) => (): Asked =>
  batchOf(times(20, (i) => ({ id: String(i), method: 'POST', url: url(), headers: { ...jsonPart, ...headers }, body: body() })));
const event = (): string => priced.event.replace('/v1.0', '');
const attachments = (): string => `${event()}/attachments`;
const events = (): string => '/me/events';
const urlOf = (path: string, piece: string): string => fill(piece, 4_000 - path.length).padStart(4_000, path);
const names = (count: number, name: (i: number) => string): object => Object.fromEntries(times(count, (i) => [name(i), '1']));
const orOf = (count: number, condition: (i: number) => string): string => times(count, condition).join('%20or%20');

it.each<[string, number, () => Asked]>([
  ['a part whose URL has 4 MB of parameters without a value', 400, one({ url: `/me?${fill('a&')}` })],
  [
    'a part whose URL is 4 MB of nested options',
    400,
    one({ url: `/me/events/x/attachments?$expand=${fill('item($expand=attachments($expand=')}` }),
  ],
  ['a part whose method has 4 MB', 400, one({ method: fill('x') })],
  ['a part whose id has 4 MB', 400, one({ id: fill('x') })],
  ['a part with 4 MB of headers', 400, one({ headers: { Prefer: fill('a=') } })],
  ['a part with 900 headers', 400, one({ headers: names(900, String) })],
  ['a part that waits 90,000 times', 400, one({ dependsOn: Array<string>(90_000).fill('1') })],
  ['20 parts of parameters without a value', 200, twenty(() => urlOf('/me/events?', 'a&'))],
  ['20 parts of nested options', 200, twenty(() => urlOf(`${attachments()}?$expand=`, 'item($expand=attachments($expand='))],
  ['20 parts of parentheses in a filter', 200, twenty(() => urlOf('/me/events?$filter=', '('))],
  ['20 parts of words in a filter', 200, twenty(() => urlOf('/me/events?$filter=', 'a%20'))],
  ['20 parts of quotes in a filter', 200, twenty(() => urlOf('/me/events?$filter=', "'a"))],
  [
    '20 parts of 48 conditions in a filter',
    200,
    twenty(() => `/me/events?$filter=${orOf(48, (i) => `contains(subject,'${'a'.repeat(25)}${i}')`)}`),
  ],
  ['20 parts of names in a selection', 200, twenty(() => urlOf('/me/events?$select=', 'id,'))],
  ['20 parts of names in an order', 200, twenty(() => urlOf('/me/events?$orderby=', 'subject,'))],
  ['20 parts of names in an expansion', 200, twenty(() => urlOf('/me/events?$expand=', 'attachments,'))],
  ['20 parts of a cursor of 4 KB', 200, twenty(() => urlOf('/me/events?$skiptoken=', 'A'))],
  ['20 parts of a window of digits', 200, twenty(() => urlOf('/me/calendarView?endDateTime=2&startDateTime=', '2'))],
  ['20 parts of the model', 200, twenty(() => '/$metadata')],
  ['20 parts of escapes in a path', 200, twenty(() => urlOf('/me/events/', '%27'))],
  ['20 parts of quotes in a key', 200, twenty(() => `${urlOf("/me/events('", "''")}')`)],
  ['20 parts of an alternate key', 200, twenty(() => `/me/events(iCalUId='${fill('%61', 3_000)}')`)],
  ['20 parts of entity tags', 200, twenty(event, { 'If-None-Match': fill('"a"', 32_000) })],
  ['20 parts of weak entity tags', 200, twenty(event, { 'If-Match': fill('W/"1",', 32_000) })],
  ['20 parts of quotes in Prefer', 200, twenty(event, { Prefer: fill('a="\\"', 32_000) })],
  ['20 parts of elements in Prefer', 200, twenty(event, { Prefer: fill('a,', 32_000) })],
  ['20 parts of a time zone in Prefer', 200, twenty(event, { Prefer: `outlook.timezone="${fill('A', 31_000)}"` })],
  ['20 parts of digits in Range', 200, twenty(event, { Range: `bytes=${fill('9', 16_000)}-${fill('9', 16_000)}` })],
  ['20 parts of ranges', 200, twenty(event, { Range: `bytes=${fill('0-0,', 32_000)}` })],
  ['20 parts of parameters in a type', 200, twenty(event, { ...jsonPart, 'Content-Type': `a/b${fill(';a=b', 32_000)}` })],
  ['20 parts of an id of the client', 200, twenty(event, { 'client-request-id': fill('a', 32_000) })],
  ['20 parts of codings', 200, posts(events, { 'Content-Encoding': fill('gzip,', 32_000) }, () => ({}))],
  ['20 parts of a key of 32 KB', 200, posts(attachments, { 'Idempotency-Key': fill('a', 32_000) }, () => fileBody('a'))],
  ['20 parts of a host’s labels', 200, posts(attachments, {}, () => referenceBody({ sourceUrl: `https://${fill('ü.', 32_000)}` }))],
  ['20 parts of base64 that is no JSON', 200, posts(events, { 'Content-Type': 'text/plain' }, () => fill('AAAA', 205_000))],
  ['a batch with 4 MB beside its requests', 400, () => ['/v1.0/$batch', { json: { requests: gets('/me'), more: fill('x') } }]],
  ['a token of 16 KB', 401, () => ['/v1.0/me', { token: `${fill('A', 8_000)}.${fill('A', 7_900)}.A` }]],
  [
    'a token whose header is nested',
    401,
    () => ['/v1.0/me', { token: `${Buffer.from(`{"kid":${'['.repeat(5_000)}`).toString('base64url')}.e30.AAAA` }],
  ],
  [
    'a range of an upload that says 4 KB of digits',
    400,
    () => {
      const range = `bytes 0-${fill('9', 4_000)}/${fill('9', 4_000)}`;
      return [uploadUrl, { method: 'PUT', token: null, body: 'x', headers: { 'Content-Range': range } }];
    },
  ],
])('a hostile batch costs about what a plain one of its size does: %s', async (_, status, request) => {
  await priced.expectCheap(request(), status);
});

let uploadUrl: string;
beforeAll(async () => {
  const json = { AttachmentItem: { attachmentType: 'file', name: 'a', size: 6_000_000 } };
  const { text, json: session } = await priced.send(`${priced.event}/attachments/createUploadSession`, { json });
  uploadUrl = typeof session.uploadUrl === 'string' ? session.uploadUrl : expect.fail(text);
});
