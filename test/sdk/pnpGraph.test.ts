// The PnP client for Graph, unmodified, over https: events, their attachments, and upload sessions.
import { randomBytes, randomUUID } from 'node:crypto';
import { GraphQueryable, graphPost, type GraphFI } from '@pnp/graph';
import type { IEvent } from '@pnp/graph/calendars/index.js';
import { ResumableUpload } from '@pnp/graph/files/index.js';
import { body, BufferParse, HttpRequestError } from '@pnp/queryable';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { anHour } from '../support/api/events.ts';
import { demoUsers } from '../../infra/local/provision/demo/tenant.ts';
import { trust } from '../support/clients/officialClients.ts';
import { pnpClient } from '../support/clients/pnpClient.ts';
import { sharedStack, type SharedStack } from '../support/process/sharedStack.ts';

let stack: SharedStack;
let graph: GraphFI;

beforeAll(async () => {
  stack = sharedStack();
  trust(stack);
  graph = pnpClient(stack, await stack.token({ user: demoUsers.adele.upn }));
});

const entity = z.looseObject({ id: z.string() });

/** Options stay with the object that they are set on: a new one for each request. */
const newId = async (subject = 'an event'): Promise<string> => entity.parse(await graph.me.events.add({ subject, ...anHour })).id;
const newEvent = async (): Promise<IEvent> => graph.me.events.getById(await newId());

/** Attaches a file, and gives its id. */
const attach = async (event: IEvent, name: string, bytes: Uint8Array): Promise<string> =>
  entity.parse(await event.attachments.addFile({ name }, Buffer.from(bytes).toString('base64'))).id;

async function download(event: IEvent, id: string): Promise<Buffer> {
  const value: unknown = await GraphQueryable(event.attachments.getById(id), '$value').using(BufferParse())();
  return Buffer.from(z.instanceof(ArrayBuffer).parse(value));
}

async function refusalOf(sent: Promise<unknown>): Promise<unknown> {
  const refused: unknown = await sent.catch((error: unknown) => error);
  if (!(refused instanceof HttpRequestError)) return expect.fail('it was not refused as the client expects');
  return { status: refused.status, answer: await refused.response.json() };
}

it('events are added, listed, changed and deleted', async () => {
  const subject = randomUUID();
  const id = await newId(subject);
  expect(await graph.me.events.filter(`subject eq '${subject}'`).select('subject')()).toMatchObject([{ subject }]);
  await graph.me.events.getById(id).update({ subject: 'changed' });
  expect(await graph.me.events.getById(id).select('subject')()).toMatchObject({ subject: 'changed' });
  expect(await graph.users.getById(demoUsers.adele.upn).events.top(1)()).toHaveLength(1);
  await graph.me.events.getById(id).delete();
  const gone = graph.me.events.getById(id)();
  expect(await refusalOf(gone)).toMatchObject({ status: 404, answer: { error: { code: 'ErrorItemNotFound' } } });
});

describe('attachments', () => {
  it('attachments are added, read, listed page by page, and deleted', async () => {
    const event = await newEvent();
    const bytes = randomBytes(1_000);
    const ids: string[] = [];
    for (let i = 0; i < 7; i++) ids.push(await attach(event, `${i}.bin`, bytes));
    expect(await event.attachments.getById(ids[0] ?? '')()).toMatchObject({ name: '0.bin', contentBytes: bytes.toString('base64') });
    expect((await download(event, ids[0] ?? '')).equals(bytes)).toBe(true);
    const names: unknown[] = [];
    for await (const page of event.attachments.select('name').top(3)) names.push(page.map(({ name }) => name));
    expect(names).toEqual([['0.bin', '1.bin', '2.bin'], ['3.bin', '4.bin', '5.bin'], ['6.bin']]);
    await event.attachments.getById(ids[3] ?? '').delete();
    expect(await event.attachments.orderBy('name', false).select('name')()).toHaveLength(6);
    expect(await refusalOf(event.attachments.getById(ids[3] ?? '')())).toMatchObject({ status: 404 });
  });

  it('attachments are refused in words that reach the caller', async () => {
    const foreign = graph.users.getById(demoUsers.megan.id).events.getById('x');
    expect(await refusalOf(attach(foreign, 'x', randomBytes(1)))).toMatchObject({
      status: 403,
      answer: { error: { code: 'ErrorAccessDenied' } },
    });
    const event = await newEvent();
    expect(await refusalOf(event.attachments.addFile({ name: 'x' }, '*'))).toMatchObject({ status: 400 });
    expect(await refusalOf(attach(event, 'x', Buffer.alloc(3_200_000)))).toMatchObject({ status: 413 });
  });

  it('attachments above 4 MiB are uploaded in ranges, and read by a redirect', async () => {
    const event = await newEvent();
    const bytes = randomBytes(5_000_000);
    const announced = { AttachmentItem: { attachmentType: 'file', name: 'big.bin', size: bytes.length } };
    const session: unknown = await graphPost(GraphQueryable(event.attachments, 'createUploadSession'), body(announced));
    const upload = ResumableUpload([event, z.looseObject({ uploadUrl: z.string() }).parse(session).uploadUrl]);
    const put = (first: number, end: number): Promise<unknown> =>
      upload.upload(end - first, bytes.subarray(first, end), `bytes ${first}-${end - 1}/${bytes.length}`);
    expect(await put(0, 3_000_000)).toMatchObject({ nextExpectedRanges: ['3000000-'] });
    expect(await upload.status()).toMatchObject({ nextExpectedRanges: ['3000000-'] });
    const { id } = entity.parse(await put(3_000_000, bytes.length));
    expect((await download(event, id)).equals(bytes)).toBe(true);
  });
});
