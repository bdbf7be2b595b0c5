// Request bodies for attachments and upload sessions, in Graph's JSON.

type Json = Readonly<Record<string, unknown>>;

export const fileBody = (name: string, bytes: Uint8Array | string = 'hello', more: Json = {}): Json => ({
  '@odata.type': '#microsoft.graph.fileAttachment',
  name,
  contentBytes: Buffer.from(bytes).toString('base64'),
  ...more,
});

export const itemBody = (item: Json, more: Json = {}): Json => ({
  '@odata.type': '#microsoft.graph.itemAttachment',
  name: 'item',
  item,
  ...more,
});

export const referenceBody = (more: Json = {}): Json => ({
  '@odata.type': '#microsoft.graph.referenceAttachment',
  name: 'reference',
  sourceUrl: 'https://contoso.example/documents/plan.docx',
  ...more,
});

export const bareBody = (more: Json = {}): Json => ({ '@odata.type': '#microsoft.graph.attachment', name: 'bare', ...more });

/** A request for an upload session for a file of `size` bytes; `more` adds or replaces properties of the item. */
export const sessionBody = (size: number, more: Json = {}): Json => ({
  AttachmentItem: { attachmentType: 'file', name: 'x', size, ...more },
});
