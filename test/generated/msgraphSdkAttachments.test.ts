// Microsoft's generated JavaScript client (kiota), unmodified, over https: attachments, errors, and what the client itself does wrong.
import { anHour } from '../support/api/events.ts';
import { randomBytes, randomUUID } from 'node:crypto';
import type { GraphRequestAdapter, GraphServiceClient } from '@microsoft/msgraph-sdk';
import { LargeFileUploadTask, PageIterator } from '@microsoft/msgraph-sdk-core';
import {
  createAttachmentCollectionResponseFromDiscriminatorValue,
  createFileAttachmentFromDiscriminatorValue,
  type Attachment,
  type FileAttachment,
} from '@microsoft/msgraph-sdk/models/index.js';
import { createODataErrorFromDiscriminatorValue } from '@microsoft/msgraph-sdk/models/oDataErrors/index.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { demoUsers } from '../../infra/local/provision/demo/tenant.ts';
import { guidPattern } from '../support/api/answers.ts';
import { trust } from '../support/clients/officialClients.ts';
import { sharedStack, type SharedStack } from '../support/process/sharedStack.ts';
import { msgraphSdk } from './msgraphSdk.ts';

let stack: SharedStack;
let client: GraphServiceClient;
let adapter: GraphRequestAdapter;

beforeAll(async () => {
  stack = sharedStack();
  trust(stack);
  ({ client, adapter } = msgraphSdk(stack, await stack.token({ user: demoUsers.adele.upn })));
});

const errors = { XXX: createODataErrorFromDiscriminatorValue };
const present = <T>(value: T | null | undefined): T => value ?? expect.fail('nothing came back');

/** A file as the client can send one: its own serialisation drops `contentBytes`. */
const file = (name: string, bytes: Uint8Array): Attachment => ({
  odataType: '#microsoft.graph.fileAttachment',
  name,
  additionalData: { contentBytes: Buffer.from(bytes).toString('base64') },
});

const newEvent = async (): Promise<string> => present((await client.me.events.post({ subject: randomUUID(), ...anHour }))?.id);

const refusalOf = async (sent: Promise<unknown>): Promise<unknown> =>
  sent.then(
    () => expect.fail('it was not refused'),
    (error: unknown) => error,
  );

describe('attachments', () => {
  it('attachments are created with their bytes, listed, counted, paged, read and deleted', async () => {
    const { attachments } = client.me.events.byEventId(await newEvent());
    const bytes = randomBytes(1000);
    for (let i = 0; i < 5; i++) await attachments.post(file(`${i}.bin`, bytes));
    expect(await attachments.count.get()).toBe(5);
    const first = present(await attachments.get({ queryParameters: { top: 2, select: ['name'] } }));
    const names: unknown[] = [];
    const page = { ...first, value: present(first.value), odataNextLink: present(first.odataNextLink) };
    const add = ({ name }: Attachment): boolean => names.push(name) > 0;
    await new PageIterator<Attachment>(adapter, page, add, createAttachmentCollectionResponseFromDiscriminatorValue, errors).iterate();
    expect(names).toEqual(['0.bin', '1.bin', '2.bin', '3.bin', '4.bin']);
    const one = attachments.byAttachmentId(present(first.value?.[0]?.id));
    const read: FileAttachment = present(await one.get());
    expect(Buffer.from(present(read.contentBytes)).equals(bytes)).toBe(true);
    await one.delete();
    expect(await attachments.count.get()).toBe(4);
  });

  it('attachments open an upload session, and refuse what is no file', async () => {
    const { attachments } = client.me.events.byEventId(await newEvent());
    const session = await attachments.createUploadSession.post({ attachmentItem: { attachmentType: 'file', name: 'big.bin', size: 10 } });
    expect(session).toMatchObject({ nextExpectedRanges: ['0-'] });
    expect(session?.uploadUrl).toMatch(/^https:/);
    const refused = refusalOf(attachments.createUploadSession.post({ attachmentItem: { attachmentType: 'item', name: 'x', size: 10 } }));
    expect(await refused).toMatchObject({
      responseStatusCode: 405,
      errorEscaped: { code: 'ErrorAttachmentSessionIsSupportedOnlyForFileAttachments' },
    });
  });
});

describe('an ODataError', () => {
  it('an ODataError has code, message, status, headers, and both ids of its request', async () => {
    const refused = await refusalOf(client.me.events.byEventId('none').attachments.get());
    expect(refused).toMatchObject({
      message: 'The specified object was not found in the store.',
      responseStatusCode: 404,
      errorEscaped: {
        code: 'ErrorItemNotFound',
        message: 'The specified object was not found in the store.',
        innerError: {
          date: expect.any(Date) as unknown,
          requestId: expect.stringMatching(guidPattern) as unknown,
          clientRequestId: expect.stringMatching(guidPattern) as unknown,
        },
      },
      responseHeaders: { 'request-id': [expect.stringMatching(guidPattern)] },
    });
  });

  it.each([
    ['403', () => client.users.byUserId(demoUsers.megan.id).events.byEventId('x').attachments.get(), 403, 'ErrorAccessDenied'],
    ['400', () => client.me.events.byEventId('x').attachments.get({ queryParameters: { select: ['x'] } }), 400, 'RequestBroker--ParseUri'],
    ['404', () => client.me.events.byEventId('x').attachments.byAttachmentId('y').delete(), 404, 'ErrorItemNotFound'],
  ] as const)('an ODataError has the status %s', async (_, call, responseStatusCode, code) => {
    expect(await refusalOf(call())).toMatchObject({ responseStatusCode, errorEscaped: { code } });
  });
});

/** Faults of this client that no server can mend: should a test of these fail, the client has been mended, and the README is to say so. */
describe('what the client does wrong', () => {
  it('attachments.post() drops contentBytes, which is refused instead of stored empty; in additionalData they come', async () => {
    const { attachments } = client.me.events.byEventId(await newEvent());
    const dropped: FileAttachment = { odataType: '#microsoft.graph.fileAttachment', name: 'x', contentBytes: new Uint8Array([1]).buffer };
    expect(await refusalOf(attachments.post(dropped))).toMatchObject({
      responseStatusCode: 400,
      errorEscaped: { message: "The required property 'contentBytes' is missing." },
    });
    expect(await attachments.count.get()).toBe(0);
    expect(await attachments.post(file('x', Buffer.from([1])))).toMatchObject({ name: 'x', size: 1 });
  });

  it('the client’s LargeFileUploadTask sends nothing; ranges that are put by fetch make the file', async () => {
    const { attachments } = client.me.events.byEventId(await newEvent());
    const bytes = randomBytes(700_000);
    const session = present(
      await attachments.createUploadSession.post({ attachmentItem: { attachmentType: 'file', name: 'big.bin', size: bytes.length } }),
    );
    const task = new LargeFileUploadTask<FileAttachment>(
      adapter,
      session,
      new Blob([bytes]).stream(),
      undefined,
      createFileAttachmentFromDiscriminatorValue,
      errors,
    );
    await expect(task.upload()).rejects.toThrow('Upload failed');
    const uploadUrl = present(session.uploadUrl);
    expect(await (await fetch(uploadUrl)).json()).toMatchObject({ nextExpectedRanges: ['0-'] });

    let last: Response | undefined;
    for (let first = 0; first < bytes.length; first += 320 * 1024) {
      const part = new Uint8Array(bytes.subarray(first, first + 320 * 1024));
      const headers = { 'Content-Range': `bytes ${first}-${first + part.length - 1}/${bytes.length}` };
      last = await fetch(uploadUrl, { method: 'PUT', body: part, headers });
    }
    expect(last?.status).toBe(201);
    expect(await attachments.get({ queryParameters: { select: ['name', 'size'] } })).toMatchObject({
      value: [{ name: 'big.bin', size: bytes.length }],
    });
  });

  it('the client’s LargeFileUploadTask cannot resume, since it reads no nextExpectedRanges, but cancels', async () => {
    const { attachments } = client.me.events.byEventId(await newEvent());
    const session = present(
      await attachments.createUploadSession.post({ attachmentItem: { attachmentType: 'file', name: 'x', size: 10 } }),
    );
    const task = new LargeFileUploadTask(
      adapter,
      session,
      new ReadableStream(),
      undefined,
      createFileAttachmentFromDiscriminatorValue,
      errors,
    );
    expect(await refusalOf(task.updateSession())).toMatchObject({ message: expect.stringContaining('unsupported type') as unknown });
    await task.deleteSession();
    expect((await fetch(present(session.uploadUrl))).status).toBe(404);
    expect(await refusalOf(task.updateSession())).toMatchObject({ responseStatusCode: 404 });
  });
});
