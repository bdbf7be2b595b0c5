// Batches that are none, or that want what a batch may not: each is refused whole, by name, and nothing of it is done.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gets, json, respondedIn, type Requested } from '../support/api/batches.ts';
import { bareBody } from '../support/api/bodies.ts';
import { openTarget, raw, type Target } from './target.ts';

const path = '/v1.0/$batch';

let target: Target;
beforeAll(async () => (target = await openTarget()));
afterAll(() => target.leftNothing());

/** A request that would change something, so that a batch which is refused can be seen to have done nothing. */
const harm = (more: Requested = {}): Requested => ({
  id: 'harm',
  method: 'DELETE',
  url: target.event.replace('/v1.0', ''),
  ...more,
});

/** So many headers, each with a value of so many characters. */
const headersOf = (count: number, length: number): Readonly<Record<string, string>> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`X-${i}`, 'v'.repeat(length)]));

describe('refused whole', () => {
  it.each<[string, (() => unknown) | undefined, string, RegExp]>([
    ['no requests', undefined, 'ErrorInvalidRequest', /'requests' is missing/],
    ['null for requests', () => null, 'ErrorInvalidRequest', /'requests' is missing/],
    ['an object for requests', () => ({ 0: harm() }), 'RequestBodyRead', /Collection\(microsoft\.graph\.batchRequest\)/],
    ['an empty list', () => [], 'BadRequest', /at least one request/],
    ['21 requests', () => [harm(), ...gets(...Array<string>(20).fill('/me'))], 'BadRequest', /'requests' may have at most 20 entries/],
    ['a request that is a text', () => [harm(), 'GET /me'], 'RequestBodyRead', /'GET \/me'/],
    ['a request that is null', () => [harm(), null], 'RequestBodyRead', /'null'/],
    ['no id', () => [harm({ id: undefined })], 'BadRequest', /The request number 1 of the batch has no 'id'/],
    ['an empty id', () => [harm(), { ...gets('/me')[0], id: '' }], 'BadRequest', /The request number 2 of the batch has no 'id'/],
    ['an id that is an object', () => [harm({ id: {} })], 'RequestBodyRead', /Edm\.String/],
    ['an id that is a book', () => [harm({ id: 'x'.repeat(65) })], 'BadRequest', /more than 64 characters/],
    ['a method that is none', () => [harm({ method: 'TRACE' })], 'BadRequest', /'method' of the request 'harm' must be one of GET, /],
    [
      'a method that is a book',
      () => [harm({ method: 'DELETE'.repeat(600_000) })],
      'BadRequest',
      /'method' of the request 'harm' must be one of/,
    ],
    [
      'a URL that is longer than one',
      () => [harm({ url: `/me?${'a&'.repeat(2_047)}` })],
      'BadRequest',
      /'url' of the request 'harm' has more than 4096/,
    ],
    ['101 headers', () => [harm({ headers: headersOf(101, 1) })], 'BadRequest', /'harm' has more than 100 headers/],
    [
      '33 KB of headers',
      () => [harm({ headers: headersOf(33, 1_000) })],
      'BadRequest',
      /headers of the request 'harm' have more than 32768/,
    ],
    ['21 dependencies', () => [harm({ dependsOn: Array<string>(21).fill('harm') })], 'BadRequest', /depends on at most 20 others/],
    ['an id twice', () => [harm(), harm({ id: 'HARM' })], 'BadRequest', /'HARM' is there more than once/],
    ['an id twice, as text and as number', () => [harm({ id: '1' }), harm({ id: 1 })], 'BadRequest', /'1' is there more than once/],
    ['no method', () => [harm({ method: undefined })], 'BadRequest', /The request 'harm' of the batch has no 'method'/],
    ['a method that is a list', () => [harm({ method: ['DELETE'] })], 'RequestBodyRead', /Edm\.String/],
    ['no url', () => [harm({ url: undefined })], 'BadRequest', /The request 'harm' of the batch has no 'url'/],
    ['an empty url', () => [harm({ url: '' })], 'BadRequest', /The request 'harm' of the batch has no 'url'/],
    ['a url that is a number', () => [harm({ url: 1 })], 'RequestBodyRead', /Edm\.String/],
    [
      'a batch in a batch',
      () => [harm(), { id: 'b', method: 'POST', url: '/$batch', body: { requests: [] } }],
      'BadRequest',
      /'b' is a batch in a batch/,
    ],
    ['headers that are a list', () => [harm({ headers: [] })], 'RequestBodyRead', /Edm\.ComplexType/],
    ['a header that is an object', () => [harm({ headers: { 'If-Match': {} } })], 'BadRequest', /headers of the request 'harm'/],
    ['a name that is no header', () => [harm({ headers: { 'a b': 'x' } })], 'BadRequest', /headers of the request 'harm'/],
    ['a value that splits headers', () => [harm({ headers: { 'If-Match': 'a\r\nX: b' } })], 'BadRequest', /headers of the request 'harm'/],
    ['a dependency on nothing', () => [harm({ dependsOn: ['x'] })], 'BadRequest', /'harm' depends on 'x'/],
    ['a dependency that is a text', () => [harm({ dependsOn: 'harm' })], 'RequestBodyRead', /Collection\(Edm\.String\)/],
    ['a dependency that is an object', () => [harm({ dependsOn: [{}] })], 'RequestBodyRead', /Edm\.String/],
    ['a dependency on itself', () => [harm({ dependsOn: ['harm'] })], 'BadRequest', /wait for one another: 'harm' depends on 'harm'/],
    [
      'a circle',
      () => [harm({ dependsOn: ['a'] }), { ...gets('/me')[0], id: 'a', dependsOn: ['harm'] }],
      'BadRequest',
      /'harm' depends on 'a' depends on 'harm'/,
    ],
    ['all or nothing', () => [harm({ atomicityGroup: 'g' })], 'BadRequest', /'atomicityGroup' of the request 'harm' is not supported/],
    ['a condition', () => [harm({ if: '$a/succeeded' })], 'BadRequest', /'if' of the request 'harm' is not supported/],
  ])('a batch is refused whole: %s', async (_, requests, code, message) => {
    await target.refuses({ json: { requests: requests?.() } }, 400, code, message, path);
  });

  it('a batch with query options is refused whole', async () => {
    await target.refuses({ json: { requests: [harm()] } }, 400, 'BadRequest', /'\$select'/, `${path}?$select=id`);
  });

  it('a batch that is no JSON, or too much of it, is refused whole', async () => {
    await target.refuses(raw('{"requests": ['), 400, 'UnableToDeserializePostBody', /not JSON/, path);
    await target.refuses(
      { ...raw('--batch--'), headers: { 'Content-Type': 'multipart/mixed; boundary=batch' } },
      415,
      'UnsupportedMediaType',
      /application\/json/,
      path,
    );
    await target.refuses({ json: { requests: [harm({ body: 'x'.repeat(4_200_000) })] } }, 413, 'RequestEntityTooLarge', /4194304/, path);
  });
});

it('a part gains no rights by headers of the batch', async () => {
  const headers = {
    Authorization: `Bearer ${await target.api.token({ app: true })}`,
    'X-Forwarded-Host': 'example.org',
    Host: 'example.org',
  };
  const answer = await target.send(
    {
      json: {
        requests: [
          { id: '1', method: 'GET', url: '/users', headers },
          { id: '2', method: 'GET', url: '/me', headers },
        ],
      },
    },
    path,
  );
  const [users, me] = respondedIn(answer);
  expect(users?.status).toBe(403);
  expect(JSON.stringify(me?.body)).toContain(`${target.api.url}/v1.0/$metadata`);
});

it('20 parts of the largest kind are answered, each by its own', async () => {
  const body = bareBody({ name: 'n'.repeat(256), contentType: 'c'.repeat(190_000) });
  const requests = Array.from({ length: 20 }, (_, i) => ({ id: i, method: 'POST', url: target.attachments, headers: json, body }));
  const answer = await target.send({ json: { requests } }, path);
  expect(respondedIn(answer).map(({ status }) => status)).toEqual(Array<number>(20).fill(400));
});

it('whatever a batch holds, the service stands', async () => {
  const text = fc.oneof(
    fc.string(),
    fc.constantFrom('id', '1', '2', 'GET', 'POST', 'TRACE', '/me', '//', '$1', '/me/events/x', '%', '?', '#', '..'),
  );
  const request = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        id: text,
        method: fc.constantFrom('GET', 'HEAD', 'POST', 'OPTIONS', 'x'),
        url: fc.oneof(
          text,
          text.map((each) => `/me/${each}`),
        ),
      }),
    },
    fc.record(
      {
        id: fc.oneof(text, fc.integer()),
        method: text,
        url: text,
        headers: fc.dictionary(text, text),
        body: fc.jsonValue(),
        dependsOn: fc.array(text),
      },
      { requiredKeys: ['id', 'method', 'url'] },
    ),
    fc.jsonValue(),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(request, { maxLength: 6 }), async (requests) => {
      const answer = await target.send({ json: { requests } }, path);
      expect([200, 400], answer.text.slice(0, 300)).toContain(answer.status);
      if (answer.status === 200)
        for (const { status, id } of respondedIn(answer)) expect(status, `${id}: ${answer.text.slice(0, 500)}`).toBeLessThan(500);
    }),
    { numRuns: 200 },
  );
});
