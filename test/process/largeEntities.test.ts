// Entities of files above 4 MiB: a link to the bytes in place of the bytes, unless they are asked for by name.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoUsers } from '../../infra/local/provision/demo/tenant.ts';
import { entriesOf, stableHeaders, type Entity } from '../support/api/answers.ts';
import type { Api } from '../support/api/api.ts';
import { uploadFile } from '../support/clients/largeFile.ts';
import { startAppHost, type AppHost } from '../support/process/appHost.ts';

const mebibyte = 1024 * 1024;
const bytes = randomBytes(4 * mebibyte + 1);
let host: AppHost;
let api: Api;
let event: string;
let file: string;
let link: string;

beforeAll(async () => {
  // 32 MiB of contentBytes take the whole of the budget that the shared stack has for all tests.
  host = await startAppHost({ BYTE_BUDGET_MIB: '256' });
  ({ api } = host);
  event = await api.newEvent();
  file = await uploadFile(api, event, bytes, { name: 'large.pdf' });
  const id = file.split('/').at(-1) ?? '';
  link = `${api.url}/v1.0/users('${demoUsers.adele.id}')/events('${event}')/attachments('${id}')/$value`;
});
afterAll(() => host.end());

const bytesIn = (entity: Entity): Buffer => Buffer.from(String(entity.contentBytes), 'base64');

it('a large entity has a link to its bytes, and says what they are', async () => {
  const { json } = await api.send(file);
  expect(json).toMatchObject({
    '@odata.mediaReadLink': link,
    '@odata.mediaContentType': 'application/pdf',
    name: 'large.pdf',
    size: bytes.length,
    contentType: 'application/pdf',
  });
  expect(json).not.toHaveProperty('contentBytes');
});

it('a large entity leads by its link to the bytes', async () => {
  const redirect = await api.send(link);
  expect(redirect.status).toBe(302);
  const answer = await api.send(redirect.headers.get('location') ?? '', { token: null });
  expect(answer.bytes.equals(bytes)).toBe(true);
});

it('a large entity is listed alike, beside a small file with its bytes', async () => {
  const small = await api.newFile(event, 'small.txt');
  for (const path of [`/v1.0/me/events/${event}/attachments`, `/v1.0/me/events/${event}/attachments?$select=name,contentBytes`]) {
    const [large, little] = entriesOf(await api.send(path));
    expect(large).toMatchObject({ '@odata.mediaReadLink': link, name: 'large.pdf' });
    expect(large).not.toHaveProperty('contentBytes');
    expect(little).toMatchObject({ id: small, contentBytes: 'aGVsbG8=' });
    expect(little).not.toHaveProperty(['@odata.mediaReadLink']);
  }
});

it('a large entity has its link in the event that is expanded by it', async () => {
  const { json } = await api.send(`/v1.0/me/events/${event}?$expand=attachments`);
  expect(json.attachments).toMatchObject([{ '@odata.mediaReadLink': link }, {}]);
});

it('a large entity has neither link nor bytes where they are not asked for', async () => {
  for (const path of [`${file}?$select=id,name`, `/v1.0/me/events/${event}/attachments?$select=id,name&$top=1`]) {
    const { text } = await api.send(path);
    expect(text).toContain('large.pdf');
    expect(text).not.toMatch(/mediaReadLink|contentBytes":/);
  }
});

it('a large entity answers HEAD as GET, without the body', async () => {
  for (const path of [file, `${file}?$select=contentBytes`, `/v1.0/me/events/${event}/attachments`]) {
    const [got, headed] = [await api.send(path), await api.send(path, { method: 'HEAD' })];
    expect(stableHeaders(headed)).toEqual(stableHeaders(got));
    expect(headed.bytes).toHaveLength(0);
  }
});

describe('asked for by name', () => {
  it('a large entity gives its bytes where they are asked for by name', async () => {
    const { json } = await api.send(`${file}?$select=contentBytes`);
    expect(bytesIn(json).equals(bytes)).toBe(true);
    expect(json).not.toHaveProperty(['@odata.mediaReadLink']);
  });

  it('a large entity gives its bytes by name up to 32 MiB, and above its link', async () => {
    const most = randomBytes(32 * mebibyte);
    const [largest, larger] = [await uploadFile(api, event, most), await uploadFile(api, event, Buffer.concat([most, Buffer.alloc(1)]))];
    const answer = await api.send(`${largest}?$select=contentBytes`);
    expect(answer.status).toBe(200);
    expect(bytesIn(answer.json).equals(most)).toBe(true);
    const { json } = await api.send(`${larger}?$select=contentBytes`);
    expect(json).not.toHaveProperty('contentBytes');
    expect(json['@odata.mediaReadLink']).toMatch(/\/\$value$/);
  });
});

it('a large entity is sent and read without a URL that opens anything, a token or a name in the log', async () => {
  const session = await api.send(`/v1.0/me/events/${event}/attachments/createUploadSession`, {
    json: { AttachmentItem: { attachmentType: 'file', name: 'secret.pdf', size: 10 } },
  });
  const uploadUrl = String(session.json.uploadUrl);
  const token = await api.token({ user: demoUsers.adele.upn });
  const put = (range: string) => api.send(uploadUrl, { method: 'PUT', token, body: '0123456789', headers: { 'Content-Range': range } });
  const statuses = [(await put('bytes 0-9/11')).status, (await put('bytes 0-9/10')).status, (await put('bytes 0-9/11')).status];
  expect(statuses).toEqual([416, 201, 416]);
  const redirect = await api.send(`${file}/$value`, { token });
  const signature = new URL(redirect.headers.get('location') ?? '').searchParams.get('sig') ?? expect.fail('no signature');

  const logged = (): string => host.out();
  await expect
    .poll(
      () =>
        logged()
          .split('\n')
          .filter((line) => line.includes('"operation":"upload"')).length,
    )
    .toBeGreaterThanOrEqual(3);
  const secret = uploadUrl.split('/').at(-1) ?? expect.fail('no upload URL');
  for (const hidden of [secret, signature, encodeURIComponent(signature), 'sig=', token, 'secret.pdf', 'large.pdf'])
    expect(logged()).not.toContain(hidden);
});
