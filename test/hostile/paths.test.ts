// Paths and queries that nobody means: each is refused in the envelope, with no 500 among thousands at random.
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTarget } from '../../infra/local/functions/http/requestTarget.ts';
import { expectError } from '../support/api/answers.ts';
import { fileBody } from '../support/api/bodies.ts';
import { openTarget, type Target } from './target.ts';

let target: Target;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
beforeAll(async () => (target = await openTarget()));
afterAll(() => target.leftNothing());
afterAll(() => {
  agent.destroy();
});

describe('query options', () => {
  // Every other query that is refused: `test/unit/odata/odataQueryOptions.test.ts`; every other cursor: `odataSkipToken.test.ts`.
  it.each([
    ['__proto__=1', 'BadRequest', "The query option '__proto__' is not supported on this resource."],
    ['$top=٣', 'BadRequest', /\$top/],
    ['$select=nope', 'RequestBroker--ParseUri', "Could not find a property named 'nope' on type 'microsoft.graph.attachment'."],
    ['$filter=name eq 1', 'BadRequest', /\$filter/],
    ['$skiptoken=garbage', 'BadRequest', /\$skiptoken/],
    [`$skiptoken=${'A'.repeat(3_000)}`, 'BadRequest', /\$skiptoken/],
    ['%', 'BadRequest', /'%'/],
    ['%ff=1', 'BadRequest', /is not supported/],
  ])('the query option %s is refused', async (query, code, message) => {
    await target.refuses({ method: 'GET' }, 400, code, message, `${target.attachments}?${query}`);
  });

  it('query options are refused where something is written', async () => {
    for (const [method, path] of [
      ['POST', target.attachments],
      ['PATCH', target.attachment],
      ['PUT', target.event],
    ] as const)
      await target.refuses({ method, json: fileBody('a.txt') }, 400, 'BadRequest', /'\$select' is not supported/, `${path}?$select=id`);
    await target.refuses({ method: 'DELETE' }, 400, 'BadRequest', /'\$top' is not supported/, `${target.attachment}?$top=1`);
  });
});

describe('paths', () => {
  it.each([
    ['/v1.0/me/events/x/attachment', 400, 'BadRequest', "Resource not found for the segment 'attachment'."],
    ['/v1.0/you/events', 400, 'BadRequest', "Resource not found for the segment 'you'."],
    ['/v1.0/me//events/x/attachments', 400, 'BadRequest', /Resource not found for the segment ''/],
    ['/v1.0/me/events/a b/attachments', 400, 'ErrorInvalidIdMalformed', 'Id is malformed.'],
    ["/v1.0/me/events('x'y')/attachments", 400, 'ErrorInvalidIdMalformed', 'Id is malformed.'],
    [`/v1.0/me/events/${'x'.repeat(257)}/attachments`, 400, 'ErrorInvalidIdMalformed', 'Id is malformed.'],
    ['/v1.0/me/events/%C3%A9/attachments', 400, 'ErrorInvalidIdMalformed', 'Id is malformed.'],
    ['/v1.0/me/events/%22%7D/attachments', 400, 'ErrorInvalidIdMalformed', 'Id is malformed.'],
    ['/v1.0/me/events/%25zz/attachments', 400, 'ErrorInvalidIdMalformed', 'Id is malformed.'],
    ['/v1.0/me/events/%zz/attachments', 400, 'ErrorInvalidIdMalformed', 'Id is malformed.'],
    ['/v1.0/me/events/%ff/attachments', 400, 'BadRequest', /percent-encoded UTF-8/],
    ['/v1.0/me/events/%c0%af/attachments', 400, 'BadRequest', /percent-encoded UTF-8/],
    ['/v2.0/me/events', 404, 'NotFound', /v1\.0/],
    ['/me', 404, 'NotFound', /v1\.0/],
    ['/v1.0/me/events/x/attachments/constructor', 404, 'ErrorItemNotFound', /not found/],
  ])('GET %s is %i %s', async (path, status, code, message) => {
    const answer = await target.send({ method: 'GET' }, path);
    expectError(answer, status, code, message);
  });

  it.each(['PUT', 'PATCH', 'DELETE'])('%s on a collection is 405 with what is allowed', async (method) => {
    const answer = await target.send({ method });
    expectError(answer, 405, 'ErrorInvalidRequest', 'The OData request is not supported.');
    expect(answer.headers.get('allow')).toBe('GET, HEAD, POST');
  });
});

it('2,000 paths at random give never a 500, and always the envelope but for what the host itself refuses', async () => {
  const word = fc.constantFrom(
    'me',
    'users',
    'groups',
    'events',
    'attachments',
    'calendar',
    'calendars',
    'calendarView',
    'calendarGroups',
    'messages',
    'mailFolders',
    'instances',
    'invitations',
    'invitedUser',
    'joinedGroups',
    '$value',
    '$count',
    'createUploadSession',
    'microsoft.graph.itemAttachment',
    'item',
    'event',
    'AAMkAGE1M88AADUv0uAAAG=',
    'adele@contoso.example',
    "events('x')",
    "attachments('')",
    "users('a''b')",
    '..',
    '.',
    '',
    '__proto__',
    'constructor',
    '%2e%2e',
    '%252e',
    '%00',
    '%0d%0aX:1',
    '%u0041',
    '%',
    '%ff',
    ';a=b',
    '(',
    "('",
    '*',
  );
  const odd = fc.oneof(
    fc.stringMatching(/^[!-~]{1,20}$/).map((each) => each.replaceAll('/', '|').replaceAll('?', '!').replaceAll('#', '~')),
    fc.string({ unit: 'binary', maxLength: 10 }).map((each) => encodeURIComponent(each.toWellFormed())),
  );
  const path = fc
    .tuple(
      fc.constantFrom('/v1.0/', '/v1.0/me/', '/beta/', '/v1.0/me/events/x/', '/V1.0/', '/x/'),
      fc.array(fc.oneof({ weight: 3, arbitrary: word }, odd), { maxLength: 8 }),
    )
    .map(([start, segments]) => start + segments.join('/'));
  const query = fc.oneof(
    { weight: 3, arbitrary: fc.constant('') },
    odd.map((each) => `?${each}`),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'),
      path,
      query,
      async (method, way, options) => {
        const { status, type, body } = await ask(method, way + options);
        if (status < 400) return;
        expect(status).not.toBe(500);
        if (method === 'HEAD' || isRefusedByHost(way, status)) expect(body).toBe('');
        else {
          expect(type).toMatch(/^application\/json\b/);
          expect(envelope.safeParse(JSON.parse(body)).error).toBeUndefined();
        }
      },
    ),
    { numRuns: 2_000 },
  );
});

const envelope = z.strictObject({
  error: z.strictObject({ code: z.string().min(1), message: z.string().min(1), innerError: z.looseObject({ 'request-id': z.guid() }) }),
});

/** What Azure's front end doesn't let through, what isn't HTTP, and what no route matches. */
const isRefusedByHost = (path: string, status: number): boolean =>
  (status === 404 && (/%2f/i.test(path) || beginsEmpty(path))) || (status === 400 && path.includes('%00')) || status === 414;

function beginsEmpty(text: string): boolean {
  const target = readTarget(text);
  return typeof target === 'object' && target.path.startsWith('//');
}

async function ask(method: string, path: string): Promise<{ status: number; type: string; body: string }> {
  return new Promise((resolve, reject) => {
    const headers = { Authorization: `Bearer ${target.person.token}` };
    const sent = request(target.api.url, { agent, method, path, headers }, (response) => {
      text(response).then((body) => {
        resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'] ?? '', body });
      }, reject);
    });
    sent.on('error', reject).end();
  });
}
