// What is said of what an event has: its attachments, upload sessions, and open extensions.
import { attachmentEntity, attachmentList } from '../../../lib/odata/attachment/attachmentQuery.ts';
import { extensionList, extensionSingle } from '../../../lib/odata/custom/extensionQuery.ts';
import { noOptions } from '../../../lib/odata/query/queryOptions.ts';
import { created, entity, listOf, none, prefers, type DescribedOwner, type DescribedPath } from '../described.ts';
import { eventPart } from './events.ts';

const collectionOf = (who: DescribedOwner): readonly DescribedPath[] => {
  const { word } = who;
  const tag = 'Attachments';
  return [
    {
      at: eventPart(who, { kind: 'attachments' }),
      tag,
      operations: {
        GET: {
          id: `list${word}EventAttachments`,
          summary: "List an event's attachments",
          description:
            'Files come with `contentBytes` unless `$select` leaves it out; a file above 4 MiB has `@odata.mediaReadLink` instead.',
          query: attachmentList,
          answers: listOf('attachment'),
          prefers: prefers.list,
        },
        POST: {
          id: `create${word}EventAttachment`,
          summary: 'Attach a file, an item or a reference to an event',
          description: 'One request has at most 4 MiB; larger files come by an upload session.',
          body: 'newAttachment',
          answers: created('attachment', true),
          headers: ['Idempotency-Key'],
          prefers: prefers.written,
        },
      },
    },
    {
      at: eventPart(who, { kind: 'createUploadSession' }),
      tag,
      operations: {
        POST: {
          id: `create${word}EventUploadSession`,
          summary: 'Begin to upload a file of up to 150 MiB',
          body: 'createUploadSession',
          answers: { ...created('uploadSession'), location: false },
        },
      },
    },
  ];
};

const singleOf = (who: DescribedOwner): readonly DescribedPath[] => {
  const { word } = who;
  const tag = 'Attachments';
  const id = '{attachment-id}';
  return [
    {
      at: eventPart(who, { kind: 'attachment', id }),
      tag,
      operations: {
        GET: {
          id: `get${word}EventAttachment`,
          summary: 'Get an attachment',
          query: attachmentEntity,
          answers: entity('attachment', true),
          headers: ['If-None-Match'],
          prefers: prefers.entity,
        },
        PATCH: {
          id: `update${word}EventAttachment`,
          summary: "Change an attachment's name, type and the like",
          description: 'Not in Graph.',
          body: 'attachment',
          answers: entity('attachment', true),
          headers: ['If-Match'],
          prefers: prefers.entity,
        },
        DELETE: { id: `delete${word}EventAttachment`, summary: 'Delete an attachment', answers: none, headers: ['If-Match'] },
      },
    },
  ];
};

const contentOf = (who: DescribedOwner): readonly DescribedPath[] => {
  const { word } = who;
  const tag = 'Attachments';
  const id = '{attachment-id}';
  return [
    {
      at: eventPart(who, { kind: 'attachmentValue', id }),
      tag,
      operations: {
        GET: {
          id: `get${word}EventAttachmentContent`,
          summary: "Get an attachment's bytes",
          description: 'Of an item iCalendar, vCard or MIME. Files above 4 MiB are redirected to a URL that works for ten minutes.',
          answers: { is: 'bytes' },
          headers: ['If-Match', 'If-None-Match', 'Range', 'If-Range'],
        },
      },
    },
    {
      at: eventPart(who, { kind: 'attachmentItem', id }),
      tag,
      operations: {
        GET: {
          id: `get${word}EventAttachmentItem`,
          summary: 'Get the item that is attached',
          query: noOptions,
          answers: entity('outlookItem', true),
        },
      },
    },
  ];
};

const extensionsOf = (who: DescribedOwner): readonly DescribedPath[] => {
  const { word } = who;
  return [
    {
      at: eventPart(who, { kind: 'extensions' }),
      tag: 'Extensions',
      operations: {
        GET: {
          id: `list${word}EventExtensions`,
          summary: "List an event's open extensions",
          query: extensionList,
          answers: listOf('extension'),
          prefers: prefers.list,
        },
        POST: {
          id: `create${word}EventExtension`,
          summary: 'Add an open extension to an event',
          body: 'openTypeExtension',
          answers: created('extension', true),
          prefers: prefers.written,
        },
      },
    },
    {
      at: eventPart(who, { kind: 'extension', name: '{extension-id}' }),
      tag: 'Extensions',
      operations: {
        GET: {
          id: `get${word}EventExtension`,
          summary: 'Get an open extension',
          query: extensionSingle,
          answers: entity('extension', true),
          prefers: prefers.entity,
        },
        PATCH: {
          id: `update${word}EventExtension`,
          summary: 'Change an open extension',
          body: 'openTypeExtension',
          answers: entity('extension', true),
          prefers: prefers.written,
        },
        DELETE: { id: `delete${word}EventExtension`, summary: 'Delete an open extension', answers: none },
      },
    },
  ];
};
/** The attachments and extensions of an owner's events. */
export const attachmentPaths = (who: DescribedOwner): readonly DescribedPath[] => [
  ...collectionOf(who),
  ...singleOf(who),
  ...contentOf(who),
  ...extensionsOf(who),
];
