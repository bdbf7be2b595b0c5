// The recorded story, fourth part: attachments of every kind, their bytes, and upload sessions.
import type { Answered, Recorder } from '../recorder.ts';
import { file, idsIn } from './events.ts';
import type { People } from './people.ts';

const item = {
  '@odata.type': '#microsoft.graph.itemAttachment',
  name: 'Launch',
  item: {
    '@odata.type': '#microsoft.graph.event',
    subject: 'Launch',
    start: { dateTime: '2031-03-01T10:00:00', timeZone: 'W. Europe Standard Time' },
    end: { dateTime: '2031-03-01T11:00:00', timeZone: 'W. Europe Standard Time' },
  },
};
const contact = {
  ...item,
  name: 'Pat',
  item: { '@odata.type': '#microsoft.graph.contact', displayName: 'Pat', emailAddresses: [{ address: 'pat@fabrikam.example' }] },
};
const message = {
  ...item,
  name: 'Mail',
  item: { '@odata.type': '#microsoft.graph.message', subject: 'Hello', body: { contentType: 'text', content: 'Hi' } },
};
const reference = {
  '@odata.type': '#microsoft.graph.referenceAttachment',
  name: 'Personal pictures',
  sourceUrl: 'https://contoso.com/personal/mario/Documents/Pics',
  providerType: 'oneDriveConsumer',
  permission: 'Edit',
  isFolder: 'True',
};
const bare = { '@odata.type': '#microsoft.graph.attachment', name: 'bare', contentType: 'text/x', size: 12, isInline: true };

export async function recordAttachments({ ask, askAll }: Recorder, { adele: as, adeleReading, megan }: People): Promise<void> {
  await ask('PUT /v1.0/me/events/attached', { as, json: { subject: 'Attached' } });
  const list = '/v1.0/me/events/attached/attachments';
  const made: Answered[] = [];
  for (const json of [file, item, contact, message, reference, bare]) made.push(await ask(`POST ${list}`, { as, json }));
  await ask(`POST ${list}`, { as, json: file, headers: { Prefer: 'return=minimal' } });
  for (let i = 0; i < 2; i++) await ask(`POST ${list}`, { as, json: file, headers: { 'Idempotency-Key': 'key-1' } });
  await ask(`POST ${list}`, { as, json: { ...file, name: 'other.txt' }, headers: { 'Idempotency-Key': 'key-1' } });
  for (const json of [
    { name: 'untyped' },
    { ...file, '@odata.type': '#microsoft.graph.other' },
    { ...file, contentBytes: '***' },
    { ...file, name: undefined },
    { ...file, name: 'x'.repeat(256) },
    { ...file, nothing: 1 },
    { ...reference, sourceUrl: 'ftp://x' },
    { ...reference, sourceUrl: undefined },
    { ...bare, contentBytes: 'aA==' },
    { ...item, item: { '@odata.type': '#microsoft.graph.event', nothing: 1 } },
    [],
  ])
    await ask(`POST ${list}`, { as, json });
  await ask(`POST ${list}`, { as, json: file, headers: { 'Content-Encoding': 'gzip' } });
  await ask(`POST ${list}`, { as: adeleReading, json: file });
  await ask(`POST ${list}`, { as: megan, json: file });
  await ask('POST /v1.0/me/events/none/attachments', { as, json: file });
  await ask('POST /v1.0/me/events/b%61d!/attachments', { as, json: file });

  await askAll(`${list}?$top=3`, { as });
  for (const query of [
    '$select=id,name,size',
    '$select=microsoft.graph.fileAttachment/contentId,name',
    '$count=true&$top=2&$select=name',
    '$orderby=name desc&$select=name',
    '$orderby=size&$select=size',
    '$filter=size gt 10&$select=name',
    '$filter=contains(name,%27a%27) or isof(%27microsoft.graph.itemAttachment%27)&$select=name',
    '$filter=nothing eq 1',
    '$expand=microsoft.graph.itemattachment/item',
    '$expand=other',
    'top=2&select=name',
    '$top=x',
  ])
    await ask(`GET ${list}?${query}`, { as });
  await ask(`GET ${list}/$count`, { as });
  await ask(`HEAD ${list}`, { as });
  for (const { id } of made) {
    await ask(`GET ${list}/${id}`, { as });
    const { headers } = await ask(`GET ${list}/${id}/$value`, { as });
    await ask(`HEAD ${list}/${id}/$value`, { as });
    const etag = headers.ETag;
    if (etag !== undefined) {
      await ask(`GET ${list}/${id}/$value`, { as, headers: { 'If-None-Match': etag } });
      await ask(`GET ${list}/${id}/$value`, { as, headers: { 'If-Match': '"other"' } });
    }
    await ask(`GET ${list}/${id}/microsoft.graph.itemAttachment/item`, { as });
  }
  const [first, second] = made;
  const id = first?.id ?? '';
  for (const range of ['bytes=1-2', 'bytes=-2', 'bytes=9-', 'bytes=0-1,3-4', 'lines=1-2'])
    await ask(`GET ${list}/${id}/$value`, { as, headers: { Range: range } });
  await ask(`GET ${list}/${second?.id ?? ''}?$expand=microsoft.graph.itemattachment/item`, { as });
  await ask(`PATCH ${list}/${id}`, { as, json: { name: 'renamed.txt', isInline: true } });
  await ask(`PATCH ${list}/${id}`, { as, json: { contentBytes: 'aA==' } });
  await ask(`PATCH ${list}/${id}`, { as, json: { name: 'again.txt' }, headers: { 'If-Match': '"other"' } });
  await ask(`DELETE ${list}/${id}`, { as });
  await ask(`GET ${list}/${id}`, { as });
  await ask(`DELETE ${list}/${id}`, { as });
  await ask('GET /v1.0/me/events/attached?$select=hasAttachments', { as });
}

export async function recordUploads({ ask }: Recorder, { adele: as }: People): Promise<void> {
  await ask('PUT /v1.0/me/events/uploaded', { as, json: { subject: 'Uploaded' } });
  const event = '/v1.0/me/events/uploaded';
  const open = (AttachmentItem: unknown): Promise<Answered> =>
    ask(`POST ${event}/attachments/createUploadSession`, { as, json: { AttachmentItem } });
  for (const refused of [
    { attachmentType: 'item', name: 'x', size: 1 },
    { attachmentType: 'file', size: 1 },
    { attachmentType: 'file', name: 'x', size: 0 },
    { attachmentType: 'file', name: 'x', size: 200_000_000 },
    undefined,
  ])
    await open(refused);
  const small = String((await open({ attachmentType: 'file', name: 'small.txt', size: 10 })).json.uploadUrl);
  const put = (url: string, bytes: string | Uint8Array, range: string): Promise<Answered> =>
    ask(`PUT ${url}`, { body: bytes, headers: { 'Content-Range': range, 'Content-Type': 'application/octet-stream' } });
  await ask(`GET ${small}`);
  await put(small, '56789', 'bytes 5-9/10');
  await ask(`GET ${small}`);
  await put(small, '9', 'bytes 9-9/11');
  await put(small, 'x', 'bytes 0-9/10');
  await put(small, '456', 'bytes 4-6/10');
  await put(small, '0', 'nonsense');
  await put(small, '01234', 'bytes 0-4/10');
  await put(small, '01234', 'bytes 0-4/10');
  await ask(`GET ${small}`);
  await ask(`DELETE ${small}`);
  const cancelled = String((await open({ AttachmentType: 'File', Name: 'cancelled.txt', Size: '10' })).json.uploadUrl);
  await ask(`DELETE ${cancelled}`);
  await ask(`GET ${cancelled}`);
  await ask('GET /uploads/nothing');
  await ask(`POST ${small}`, { body: 'x' });

  const size = 5 * 1024 * 1024;
  const large = String(
    (await open({ attachmentType: 'file', name: 'large.bin', size, contentType: 'application/x-thing', contentId: 'c1' })).json.uploadUrl,
  );
  await put(large, new Uint8Array(size).fill(7), `bytes 0-${size - 1}/${size}`);
  const list = await ask(`GET ${event}/attachments`, { as });
  const [, id = ''] = idsIn(list.json.value);
  await ask(`GET ${event}/attachments/${id}`, { as });
  await ask(`GET ${event}/attachments/${id}?$select=name,contentBytes`, { as });
  for (const app of ['usual', 'proxied'] as const) {
    await ask(`GET ${event}/attachments/${id}/$value`, { as, app });
    await ask(`HEAD ${event}/attachments/${id}/$value`, { as, app });
    await ask(`GET ${event}/attachments/${id}/$value`, { as, app, headers: { Range: 'bytes=-5' } });
    await ask(`GET ${event}/attachments/${id}/$value`, { as, app, headers: { Range: 'bytes=0-9' } });
  }
}
