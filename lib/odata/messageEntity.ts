// Shows a message about a meeting as Graph does: an eventMessage, one that invites as eventMessageRequest.
import type { EmailAddress } from '../calendar/eventProperties.ts';
import type { MessageKind, MessageRecord } from '../calendar/meetings/message.ts';
import { showRecurrence } from '../calendar/recurrence/json.ts';
import type { Json, JsonObject } from '../stores/documents.ts';
import type { meetingMessageTypes, meetingRequestTypes } from './enumTypes.ts';
import type { MessageProperty } from './messageQuery.ts';

interface ShownAs {
  readonly type: (typeof meetingMessageTypes)[number];
  readonly prefix: string;
  readonly request?: (typeof meetingRequestTypes)[number];
}

/** Graph's meetingMessageType, its own spelling of the tentative one included, and what its subject begins with. */
const shownAs: Readonly<Record<MessageKind, ShownAs>> = {
  invitation: { type: 'meetingRequest', prefix: '', request: 'newMeetingRequest' },
  update: { type: 'meetingRequest', prefix: '', request: 'fullUpdate' },
  cancellation: { type: 'meetingCancelled', prefix: 'Canceled: ' },
  accepted: { type: 'meetingAccepted', prefix: 'Accepted: ' },
  tentativelyAccepted: { type: 'meetingTenativelyAccepted', prefix: 'Tentative: ' },
  declined: { type: 'meetingDeclined', prefix: 'Declined: ' },
};

/** Whose mailbox it is, and what is asked for; `id` is always shown. */
export interface MessageView {
  readonly owner: EmailAddress;
  readonly select?: ReadonlySet<MessageProperty> | undefined;
}

/**
 * The entity as JSON, without `@odata.context` and the event. It shows the meeting as it was when the message was sent; its body is the
 * sender's comment or else the first characters of the event's, which the event itself has in full.
 */
export function messageEntity(message: MessageRecord, { owner, select }: MessageView): JsonObject {
  const { snapshot, comment } = message;
  const { type, prefix, request } = shownAs[message.tells];
  const text = comment ?? snapshot?.preview ?? '';
  const from = message.from === undefined ? null : { emailAddress: message.from };
  const received = message.received ?? message.created;
  const all: readonly (readonly [MessageProperty, Json])[] = [
    ['id', message.messageId],
    ['createdDateTime', message.created],
    ['lastModifiedDateTime', message.modified],
    ['changeKey', Buffer.from(message.etag).toString('base64url')],
    ['categories', []],
    ['receivedDateTime', received],
    ['sentDateTime', received],
    ['hasAttachments', snapshot?.hasAttachments ?? false],
    ['subject', snapshot === undefined ? null : `${prefix}${snapshot.subject ?? ''}`],
    ['bodyPreview', text.slice(0, previewLength)],
    ['importance', snapshot?.importance ?? 'normal'],
    ['isRead', false],
    ['isDraft', false],
    ['webLink', null],
    ['body', { contentType: 'text', content: text }],
    ['sender', from],
    ['from', from],
    ['toRecipients', [{ emailAddress: owner }]],
    ['ccRecipients', []],
    ['bccRecipients', []],
    ['replyTo', []],
    ['meetingMessageType', type],
    ['type', snapshot?.type ?? 'singleInstance'],
    ['isAllDay', snapshot?.isAllDay ?? false],
    ['isDelegated', false],
    ['startDateTime', snapshot?.start ?? null],
    ['endDateTime', snapshot?.end ?? null],
    ['location', snapshot?.location ?? null],
    ['recurrence', snapshot?.recurrence ? showRecurrence(snapshot.recurrence) : null],
    ...(request === undefined ? [] : requestProperties(message, request)),
  ];
  const shown = all.filter(([name]) => select === undefined || name === 'id' || select.has(name));
  return {
    '@odata.type': `#microsoft.graph.${request === undefined ? 'eventMessage' : 'eventMessageRequest'}`,
    '@odata.etag': message.etag,
    ...Object.fromEntries(shown),
  };
}

/** Characters (Graph, message resource type, bodyPreview). */
const previewLength = 255;

const requestProperties = ({ snapshot }: MessageRecord, request: string): (readonly [MessageProperty, Json])[] => [
  ['meetingRequestType', request],
  ['responseRequested', snapshot?.responseRequested ?? true],
  ['allowNewTimeProposals', snapshot?.allowNewTimeProposals ?? true],
];
