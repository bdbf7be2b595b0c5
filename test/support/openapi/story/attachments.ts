// What is attached to an event: files, an item, and a large file that comes in ranges.
import type { Step, Word } from '../step.ts';

const plan = {
  '@odata.type': '#microsoft.graph.fileAttachment',
  name: 'plan.txt',
  contentType: 'text/plain',
  contentBytes: 'VGhlIHBsYW4u',
};
const item = {
  '@odata.type': '#microsoft.graph.itemAttachment',
  name: 'The year before',
  item: {
    '@odata.type': '#microsoft.graph.event',
    subject: 'The launch of last year',
    start: { dateTime: '2026-03-02T09:00:00', timeZone: 'UTC' },
    end: { dateTime: '2026-03-02T10:00:00', timeZone: 'UTC' },
  },
};

/** More than an attachment's JSON may have, so that an upload has two ranges. */
const size = 3_500_000;
const first = 1_310_720;

const range = (
  from: number,
  end: number,
): { readonly headers: Readonly<Record<string, string>>; readonly bytes: Uint8Array<ArrayBuffer> } => ({
  headers: { 'Content-Type': 'application/octet-stream', 'Content-Range': `bytes ${from}-${end - 1}/${size}` },
  bytes: new Uint8Array(end - from),
});

export const attachmentSteps = (w: Word): readonly Step[] => [
  [`create${w}EventAttachment`, { json: plan, keeps: 'attachment-id' }],
  [`get${w}EventAttachment`],
  [`get${w}EventAttachmentContent`],
  [`update${w}EventAttachment`, { json: { name: 'the plan.txt' } }],
  [`create${w}EventAttachment`, { json: item, keeps: 'item' }],
  [`get${w}EventAttachmentItem`, { at: { 'attachment-id': 'item' } }],
  [`list${w}EventAttachments`, { query: '$select=name,size' }],
  [`count${w}EventAttachments`],
  [`delete${w}EventAttachment`],
  ...uploadSteps(w),
];

const uploadSteps = (w: Word): readonly Step[] => {
  const begin: Step = [
    `create${w}EventUploadSession`,
    { json: { AttachmentItem: { attachmentType: 'file', name: 'film.mp4', contentType: 'video/mp4', size } } },
  ];
  if (w !== '') return [begin, ['cancelUpload', { as: 'nobody' }]];
  return [
    begin,
    ['sendUploadRange', { ...range(0, first), as: 'nobody' }],
    ['getUpload', { as: 'nobody' }],
    ['sendUploadRange', { ...range(first, size), as: 'nobody' }],
    begin,
    ['cancelUpload', { as: 'nobody' }],
  ];
};
