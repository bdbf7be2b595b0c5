// A mailbox's byte quota: what would exceed it is refused whole, and what is deleted makes room again.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openApi, type Api } from '../support/api.ts';
import { startStack, type Stack } from '../support/stack.ts';

const kibibyte = 1024;
let stack: Stack;
let api: Api;

beforeAll(async () => {
  stack = await startStack({ env: { MAILBOX_QUOTA_MIB: '1' } });
  api = await openApi(stack);
});

afterAll(() => stack.stop());

const attach = async (event: string, bytes: number) =>
  api.send(`/v1.0/me/events/${event}/attachments`, {
    json: { '@odata.type': '#microsoft.graph.fileAttachment', name: 'x', contentBytes: Buffer.alloc(bytes).toString('base64') },
  });

const count = async (event: string) => (await api.send(`/v1.0/me/events/${event}/attachments/$count`)).text;

it('refuses what would exceed it, and takes it again when there is room', async () => {
  const event = await api.newEvent();
  const first = await attach(event, 600 * kibibyte);
  expect(first.status).toBe(201);
  const refused = await attach(event, 600 * kibibyte);
  expect(refused.status).toBe(507);
  expect(refused.json).toMatchObject({ error: { code: 'ErrorQuotaExceeded', message: expect.stringContaining('1048576') as unknown } });
  expect(await count(event)).toBe('1');
  expect((await attach(event, 424 * kibibyte)).status).toBe(201);
  expect((await attach(event, 1)).status).toBe(507);

  expect((await api.send(`/v1.0/me/events/${event}/attachments/${String(first.json.id)}`, { method: 'DELETE' })).status).toBe(204);
  expect((await attach(event, 600 * kibibyte)).status).toBe(201);

  expect((await api.send(`/v1.0/me/events/${event}`, { method: 'DELETE' })).status).toBe(204);
  const next = await api.newEvent();
  const filling = await attach(next, 1024 * kibibyte);
  expect(filling.status).toBe(201);
  const { json } = await api.send(`/v1.0/me/events/${next}/attachments/createUploadSession`, {
    json: { AttachmentItem: { attachmentType: 'file', name: 'y', size: 10 } },
  });
  const sent = { method: 'PUT', token: null, body: new Uint8Array(10), headers: { 'Content-Range': 'bytes 0-9/10' } };
  expect((await api.send(String(json.uploadUrl), sent)).status).toBe(507);
  expect(await count(next)).toBe('1');
  expect((await api.send(String(json.uploadUrl), { token: null })).json).toMatchObject({ nextExpectedRanges: ['0-'] });
  expect((await api.send(`/v1.0/me/events/${next}/attachments/${String(filling.json.id)}`, { method: 'DELETE' })).status).toBe(204);
  const ends = [await api.send(String(json.uploadUrl), sent), await api.send(String(json.uploadUrl), sent)];
  expect(ends.map(({ status }) => status)).toEqual([201, 201]);
  expect((await attach(next, 1024 * kibibyte - 10)).status).toBe(201);
  expect((await attach(next, 1)).status).toBe(507);
});
