// Microsoft's own JavaScript client, unmodified, over https: attachments, and what it is told when it is refused.
import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { GraphError, PageIterator, ResponseType, type Client } from '@microsoft/microsoft-graph-client';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { demoUsers } from '../../infra/local/provision/demo/tenant.ts';
import { guidPattern } from '../support/api/answers.ts';
import { openApi, type Api } from '../support/api/api.ts';
import { graphClient, trust } from '../support/clients/officialClients.ts';
import { sharedStack, type SharedStack } from '../support/process/sharedStack.ts';

let stack: SharedStack;
let api: Api;
let client: Client;

beforeAll(async () => {
  stack = sharedStack();
  trust(stack);
  api = await openApi(stack);
  client = graphClient(stack, await stack.token({ user: 'adele@contoso.example' }));
});

const attachmentsOf = async (): Promise<string> => `/me/events/${await api.newEvent()}/attachments`;

const file = (name: string, bytes: Uint8Array) => ({
  '@odata.type': '#microsoft.graph.fileAttachment',
  name,
  contentBytes: Buffer.from(bytes).toString('base64'),
});

const entity = z.object({ id: z.string() });
const page = z.looseObject({ value: z.array(z.object({ name: z.string() })) });

const download = async (path: string): Promise<Buffer> =>
  Buffer.from(z.instanceof(ArrayBuffer).parse(await client.api(path).responseType(ResponseType.ARRAYBUFFER).get()));

async function refusalOf(sent: Promise<unknown>): Promise<GraphError> {
  const refused: unknown = await sent.then(
    () => undefined,
    (error: unknown) => error,
  );
  return refused instanceof GraphError ? refused : expect.fail('it was not refused as the client expects');
}

describe('the official Graph client', () => {
  it('the official Graph client creates, reads and deletes', async () => {
    const attachments = await attachmentsOf();
    const bytes = randomBytes(1000);
    const made: unknown = await client.api(attachments).post(file('a.bin', bytes));
    expect(made).toMatchObject({ name: 'a.bin', size: 1000 });
    const { id } = entity.parse(made);
    expect(await client.api(`${attachments}/${id}`).select('id,name').get()).toMatchObject({ id, name: 'a.bin' });
    expect((await download(`${attachments}/${id}/$value`)).equals(bytes)).toBe(true);
    await client.api(`${attachments}/${id}`).delete();
    const gone: unknown = await client
      .api(`${attachments}/${id}`)
      .get()
      .catch((error: unknown) => error);
    expect(gone).toBeInstanceOf(GraphError);
    expect(gone).toMatchObject({
      statusCode: 404,
      code: 'ErrorItemNotFound',
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
    });
  });

  it('the official Graph client walks over all pages', async () => {
    const attachments = await attachmentsOf();
    for (let i = 0; i < 7; i++) await client.api(attachments).post({ '@odata.type': '#microsoft.graph.attachment', name: `${i}` });
    const names: unknown[] = [];
    const first = page.parse(await client.api(attachments).select('name').top(3).get());
    await new PageIterator(client, first, ({ name }: { name: string }) => names.push(name) > 0).iterate();
    expect(names).toEqual(['0', '1', '2', '3', '4', '5', '6']);
  });

  it('the official Graph client reads bytes as a stream or at once, from here or by a redirect to where they lie', async () => {
    const attachments = await attachmentsOf();
    const bytes = randomBytes(2_000_000);
    const { id } = entity.parse(await client.api(attachments).post(file('a.bin', bytes)));
    const stream = z.instanceof(ReadableStream).parse(await client.api(`${attachments}/${id}/$value`).getStream());
    expect((await buffer(stream)).equals(bytes)).toBe(true);
    expect(await client.api(`${attachments}/$count`).get()).toBe('1');
    const part = client.api(`${attachments}/${id}/$value`).header('Range', 'bytes=5-9').responseType(ResponseType.ARRAYBUFFER);
    expect(Buffer.from(z.instanceof(ArrayBuffer).parse(await part.get()))).toEqual(bytes.subarray(5, 10));
  });

  it('the official Graph client lists, filters, changes under a condition and counts', async () => {
    const attachments = await attachmentsOf();
    for (const name of ['b', 'a', 'c']) await client.api(attachments).post(file(name, Buffer.from(name)));
    const listed: unknown = await client.api(attachments).filter("name ne 'c'").orderby('name').select('id,name').count().get();
    expect(listed).toMatchObject({ '@odata.count': 2, value: [{ name: 'a' }, { name: 'b' }] });
    const { id } = entity.parse(z.looseObject({ value: z.array(z.unknown()) }).parse(listed).value[0]);
    const raw = z.instanceof(Response).parse(await client.api(`${attachments}/${id}`).responseType(ResponseType.RAW).get());
    const etag = raw.headers.get('etag') ?? '';
    await raw.arrayBuffer();
    expect(await client.api(`${attachments}/${id}`).header('If-Match', etag).patch({ name: 'd' })).toMatchObject({ name: 'd' });
    const late = client.api(`${attachments}/${id}`).header('If-Match', etag).patch({ name: 'e' });
    expect(await refusalOf(late)).toMatchObject({ statusCode: 412, code: 'ErrorIrresolvableConflict' });
  });
});

describe('a GraphError', () => {
  const tooLong = () => file('x', Buffer.alloc(3_200_000));
  it.each([
    ['404', 'no event', () => client.api('/me/events/x/attachments'), {}, 404, 'ErrorItemNotFound'],
    ['400', 'no segment', () => client.api('/me/nothing'), {}, 400, 'BadRequest'],
    ['403', 'another mailbox', () => client.api(`/users/${demoUsers.megan.id}/events/x/attachments`), {}, 403, 'ErrorAccessDenied'],
    ['405', 'no method', () => client.api('/me/events/x/attachments/$count'), {}, 405, 'ErrorInvalidRequest'],
  ] as const)('a GraphError is %s for %s', async (_, __, request, body, statusCode, code) => {
    const refused = await refusalOf(request().post(body));
    expect(refused).toMatchObject({ statusCode, code, requestId: expect.stringMatching(guidPattern) as unknown });
    expect(refused.message).not.toBe('');
    expect(refused.date.getTime()).toBeGreaterThan(Date.UTC(2026, 0));
    expect(refused.headers?.get('request-id')).toBe(refused.requestId);
  });

  it('a GraphError says what is wrong with a body, and which way a large one goes', async () => {
    const attachments = await attachmentsOf();
    expect(await refusalOf(client.api(attachments).post({ name: 'x' }))).toMatchObject({ statusCode: 400, code: 'UnprocessableType' });
    expect(await refusalOf(client.api(attachments).post({ ...file('x', Buffer.from('')), contentBytes: '*' }))).toMatchObject({
      statusCode: 400,
      code: 'RequestBodyRead',
      message: expect.stringContaining('Edm.Binary') as unknown,
    });
    const refused = await refusalOf(client.api(attachments).post(tooLong()));
    expect(refused).toMatchObject({ statusCode: 413, code: 'RequestEntityTooLarge' });
    expect(refused.message).toContain('createUploadSession');
  });

  it('a GraphError tells of a token that is none, and of a permission that is missing', async () => {
    const nobody = graphClient(stack, 'no-token');
    expect(await refusalOf(nobody.api('/me/events').get())).toMatchObject({ statusCode: 401, code: 'InvalidAuthenticationToken' });
    const reader = graphClient(stack, await stack.token({ user: demoUsers.adele.upn, scope: 'Calendars.Read' }));
    const refused = await refusalOf(reader.api(await attachmentsOf()).post(file('x', Buffer.from('x'))));
    expect(refused).toMatchObject({ statusCode: 403, code: 'ErrorAccessDenied' });
  });
});
