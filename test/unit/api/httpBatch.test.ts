// A part of a batch as a request of its own, and its answer as a part of the batch's.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ServiceError } from '../../../lib/runtime/errors.ts';
import { partRequest } from '../../../lib/api/batch/partRequest.ts';
import { createReplies } from '../../../lib/api/batch/replies.ts';
import { createByteBudget } from '../../../lib/runtime/byteBudget.ts';
import type { Reply, Request } from '../../../lib/http/messages.ts';
import { maxBatchReplyBytes, ownBatchReplyBytes } from '../../../lib/runtime/limits.ts';
import type { BatchRequest } from '../../../lib/odata/batch/batchBody.ts';
import { parsePath } from '../../../lib/paths/grammar.ts';
import type { Version } from '../../../lib/paths/reference.ts';
import { printPath } from '../../../lib/paths/print.ts';
import { errorOf } from '../../support/errors.ts';
import { references } from '../../support/data/references.ts';
import { spell } from '../../support/data/spellings.ts';

const batch: Request = {
  method: 'POST',
  url: new URL('https://localhost/V1.0/$batch'),
  headers: new Headers({ Authorization: 'Bearer x', 'client-request-id': 'whole', Prefer: 'return=minimal' }),
  body: () => Promise.resolve(new Uint8Array()),
};
const part = (more: Partial<BatchRequest> = {}): BatchRequest => ({
  id: '1',
  method: 'POST',
  url: '/me',
  headers: [],
  body: undefined,
  dependsOn: [],
  ...more,
});
/** The request of a part, in a batch of so many bytes. */
const made = (one: BatchRequest, version: Version = 'v1.0') => partRequest(batch, version, one, 1_000);
const textOf = async (more: Partial<BatchRequest>): Promise<string> => Buffer.from(await made(part(more)).body()).toString();

describe('the request of a part', () => {
  it('the request of a part goes where it would go by itself, however the path is spelled', () => {
    fc.assert(
      fc.property(references, fc.gen(), (reference, g) => {
        const path = spell(reference, g);
        const below = path.replace(/^\/[^/]+/, '').replaceAll('#', '%23');
        if (reference.kind === 'batch') {
          expect(errorOf(() => made(part({ url: below }), reference.version))).toMatchObject({ status: 400 });
          return;
        }
        for (const url of [below, below.slice(1), `/${reference.version}${below}`])
          expect(parsePath(made(part({ url }), reference.version).url.pathname)).toEqual(reference);
        const other = reference.version === 'beta' ? 'v1.0' : 'beta';
        expect(errorOf(() => made(part({ url: printPath(reference) }), other))).toMatchObject({ status: 400 });
      }),
      { numRuns: 500 },
    );
  });

  it("the request of a part has its own headers alone, but for the batch's client-request-id, and no token", () => {
    const headers = [
      ['If-Match', '"x"'],
      ['AUTHORIZATION', 'Bearer y'],
      ['Content-Length', '99999999'],
    ] as const;
    expect([...made(part({ headers })).headers]).toEqual([
      ['client-request-id', 'whole'],
      ['if-match', '"x"'],
    ]);
    const own = made(part({ headers: [['Client-Request-Id', 'own']] }));
    expect(own.headers.get('client-request-id')).toBe('own');
  });

  it('the request of a part has JSON as its body, or the bytes that base64 stands for', async () => {
    const type = (text: string) => ({ headers: [['Content-Type', text]] as const });
    expect(await textOf({})).toBe('');
    expect(await textOf({ body: { a: [1, 'é'] } })).toBe('{"a":[1,"é"]}');
    expect(await textOf({ body: { a: 1 }, ...type('application/json; charset=utf-8') })).toBe('{"a":1}');
    expect(await textOf({ body: { a: 1 }, ...type('application/merge-patch+json') })).toBe('{"a":1}');
    for (const body of ['w7_Dvw==', 'w7_Dvw', 'w7/Dvw==']) expect(await textOf({ body, ...type('image/png') })).toBe('ÿÿ');
    for (const body of ['*', { a: 1 }, 5, ['w78=']])
      await expect(made(part({ body, ...type('text/plain') })).body()).rejects.toMatchObject({
        status: 400,
        code: 'BadRequest',
      });
  });
});

const get = { id: 'r', method: 'GET' };
const post = { id: 'w', method: 'POST' };
const reply = (bytes: number, more: Partial<Reply> = {}): Reply => ({
  status: 200,
  headers: { 'Content-Type': 'application/json; charset=utf-8', ETag: '"1"', Location: 'https://localhost/x' },
  body: JSON.stringify({ text: 'x'.repeat(bytes) }),
  ...more,
});

const responses = z.object({ responses: z.array(z.looseObject({ id: z.string(), status: z.number(), body: z.unknown().optional() })) });
const shown = (bytes: Uint8Array) => responses.parse(JSON.parse(Buffer.from(bytes).toString())).responses;

describe('the replies of a batch', () => {
  it('the replies of a batch take the room that they need, twice, behind what each has for itself', () => {
    const body = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 60_000, size: 'max' }).map((text) => reply(0, { body: JSON.stringify({ text }) })),
      fc
        .uint8Array({ maxLength: 60_000, size: 'max' })
        .map((bytes) => reply(0, { body: bytes, headers: { 'Content-Type': 'application/json' } })),
      fc.constantFrom<Reply>(reply(1, { status: 204 }), { status: 302, headers: { Location: 'x' } }),
    );
    const frame = '{"responses":[]}'.length;
    fc.assert(
      fc.property(body, (given) => {
        const budget = createByteBudget(10_000_000);
        const replies = createReplies(1, budget.share());
        expect(replies.keep(0, get, given)).toBe(given);
        const spare = budget.used / 2 - Math.max(replies.body().byteLength - frame, ownBatchReplyBytes);
        // Room is taken for the quotes of base64, which JSON doesn't have.
        expect([0, 2]).toContain(spare);
        expect(shown(replies.body())).toMatchObject([{ id: 'r', status: given.status }]);
      }),
      // Shrinking texts of this length takes longer than anybody waits.
      { numRuns: 100, endOnFailure: true },
    );
  });

  it('the replies of a batch have no room for bytes that would be more than is left; a write is done whatever it answers', () => {
    const replies = createReplies(2, createByteBudget(100_000_000).share());
    const most = ((maxBatchReplyBytes - ownBatchReplyBytes) * 3) / 4;
    const refusal = (bytes: number, asked = get) =>
      errorOf(() => {
        replies.requireRoom(asked, bytes);
      });
    replies.requireRoom(get, most);
    expect(refusal(most + 3)).toMatchObject({ status: 507, code: 'ErrorDataSizeLimitExceeded' });
    replies.requireRoom({ ...get, method: 'POST' }, most + 3);
    replies.keep(0, get, { status: 200, headers: {}, body: Buffer.alloc(20_000_000) });
    expect(refusal(6_000_000)).toMatchObject({ status: 507 });
    replies.requireRoom(get, 5_000_000);
  });

  it('a budget that is spent makes a read 503, a write done without a body, and has room for what is small', () => {
    const budget = createByteBudget(4 * ownBatchReplyBytes * 2);
    const replies = createReplies(4, budget.share());
    const error = errorOf(() => replies.keep(0, get, reply(40_000)));
    expect(error).toMatchObject({ status: 503, headers: { 'Retry-After': '1' } });
    replies.keepError(0, get, { status: 503, headers: {}, body: '{}' });
    const done = replies.keep(1, post, reply(40_000, { status: 201 }));
    expect(done).toEqual({
      status: 204,
      headers: {
        ETag: '"1"',
        Location: 'https://localhost/x',
        'OData-EntityId': 'https://localhost/x',
        'Preference-Applied': 'return=minimal',
      },
    });
    replies.keepError(1, post, done);
    expect(replies.keep(2, get, reply(30_000)).status).toBe(200);
    expect(errorOf(() => replies.keep(3, post, reply(40_000, { status: 409 }))).status).toBe(503);
    replies.keepError(3, post, { status: 503, headers: {} });
    expect(shown(replies.body()).map(({ id, status, body }) => [id, status, body !== undefined])).toEqual([
      ['r', 503, true],
      ['w', 204, false],
      ['r', 200, true],
      ['w', 503, false],
    ]);
  });

  it('the replies of a batch need room for what each has for itself', () => {
    const budget = createByteBudget(ownBatchReplyBytes);
    expect(errorOf(() => createReplies(1, budget.share()))).toBeInstanceOf(ServiceError);
  });
});
