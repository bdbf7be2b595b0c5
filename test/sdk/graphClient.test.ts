// Microsoft's own JavaScript client, unmodified, over https.
import { randomBytes } from 'node:crypto';
import { FileUpload, GraphError, LargeFileUploadTask, PageIterator, ResponseType, type Client } from '@microsoft/microsoft-graph-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openApi, type Api } from '../support/api.ts';
import { graphClient, trust } from '../support/officialClients.ts';
import { startStack, type Stack } from '../support/stack.ts';

let stack: Stack;
let api: Api;
let client: Client;

beforeAll(async () => {
  stack = await startStack();
  trust(stack);
  api = await openApi(stack);
  client = graphClient(stack, await stack.token({ user: 'adele@contoso.example' }));
});

afterAll(() => stack.stop());

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

/** The id in an upload's Location. */
const uploadedId = (location: string): string => /Attachments\('([^']+)'\)$/.exec(location)?.[1] ?? '';

describe('the official Graph client', () => {
  it('creates, reads and deletes', async () => {
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

  it('walks over all pages', async () => {
    const attachments = await attachmentsOf();
    for (let i = 0; i < 7; i++) await client.api(attachments).post({ '@odata.type': '#microsoft.graph.attachment', name: `${i}` });
    const names: unknown[] = [];
    const first = page.parse(await client.api(attachments).select('name').top(3).get());
    await new PageIterator(client, first, ({ name }: { name: string }) => names.push(name) > 0).iterate();
    expect(names).toEqual(['0', '1', '2', '3', '4', '5', '6']);
  });

  it.each([
    [60, 5 * 1024 * 1024],
    [7, 5 * 1024 * 1024],
    [3, 320 * 1024],
  ])('uploads %i MiB in ranges of %i bytes, and downloads it', async (mebibytes, rangeSize) => {
    const attachments = await attachmentsOf();
    const bytes = randomBytes(mebibytes * 1024 * 1024);
    const session = await LargeFileUploadTask.createUploadSession(client, `${stack.httpsUrl}/v1.0${attachments}/createUploadSession`, {
      AttachmentItem: { attachmentType: 'file', name: 'big.bin', size: bytes.length },
    });
    const upload = new FileUpload(new Uint8Array(bytes), 'big.bin', bytes.length);
    const { location } = await new LargeFileUploadTask(client, upload, session, { rangeSize }).upload();
    expect((await download(`${attachments}/${uploadedId(location)}/$value`)).equals(bytes)).toBe(true);
  });

  it('resumes an upload where it stands, and cancels another', async () => {
    const attachments = await attachmentsOf();
    const bytes = randomBytes(1024 * 1024);
    const start = () =>
      LargeFileUploadTask.createUploadSession(client, `${stack.httpsUrl}/v1.0${attachments}/createUploadSession`, {
        AttachmentItem: { attachmentType: 'file', name: 'resumed.bin', size: bytes.length },
      });
    const session = await start();
    const lost = await api.send(session.url, {
      method: 'PUT',
      token: null,
      body: new Uint8Array(bytes.subarray(0, 327_680)),
      headers: { 'Content-Range': `bytes 0-327679/${bytes.length}` },
    });
    expect(lost.status).toBe(200);
    const upload = new FileUpload(new Uint8Array(bytes), 'resumed.bin', bytes.length);
    await new LargeFileUploadTask(client, upload, session, { rangeSize: 327_680 }).resume();
    expect(await client.api(attachments).select('name,size').get()).toMatchObject({ value: [{ name: 'resumed.bin', size: bytes.length }] });

    const cancelled = new LargeFileUploadTask(client, upload, await start());
    expect(await cancelled.cancel()).toMatchObject({ status: 204 });
  });
});
