// Shows a message about a meeting as Graph does: an eventMessage, one that invites as eventMessageRequest.
import type { EmailAddress } from '../../calendar/events/record/eventProperties.ts';
import { shownIn } from '../../calendar/events/record/times.ts';
import type { MeetingSnapshot, MessageKind, MessageRecord } from '../../calendar/meetings/message.ts';
import { showRecurrence } from '../../calendar/recurrence/json.ts';
import type { Json, JsonObject } from '../../runtime/json.ts';
import type { meetingMessageTypes, meetingRequestTypes } from '../types/enums.ts';
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
  undelivered: { type: 'none', prefix: 'Undeliverable: ' },
};

/** Whose mailbox it is, and what is asked for; `id` is always shown. */
export interface MessageView {
  readonly owner: EmailAddress;
  readonly select?: ReadonlySet<MessageProperty> | undefined;
  /** Whose clocks show the meeting's times; IANA or Windows name. */
  readonly timeZone: string;
}

/** Whether showing messages so needs to know whether their events have attachments. */
export const showsAttachments = ({ select }: Pick<MessageView, 'select'>): boolean => select === undefined || select.has('hasAttachments');

/** Another one where the message looks different by what its event has now; the document's where that isn't shown. */
export const messageEtag = ({ etag }: MessageRecord, hasAttachments: boolean | undefined): string =>
  hasAttachments === true ? etag.replace(/"$/, '-1"') : etag;

/** All that it may have been shown with. */
export const messageEtags = (message: MessageRecord): readonly string[] => [true, false].map((attached) => messageEtag(message, attached));

/**
 * The entity as JSON, without `@odata.context` and the event. It shows the meeting as it was when the message was sent; its body is the
 * sender's comment or else the first characters of the event's, which the event itself has in full. Its attachments alone are the event's
 * of today: `hasAttachments` says whether `…/messages/{id}/attachments` has some for the reader.
 */
export function messageEntity(message: MessageRecord, hasAttachments: boolean | undefined, view: MessageView): JsonObject {
  const { owner, select, timeZone } = view;
  const { snapshot, comment } = message;
  const time = (value: MeetingSnapshot['start'] | undefined): Json =>
    value ? shownIn(value, timeZone, snapshot?.isAllDay ?? false) : null;
  const etag = messageEtag(message, hasAttachments);
  const { type, prefix, request } = shownAs[message.tells];
  const text = comment ?? snapshot?.preview ?? '';
  const from = message.from === undefined ? null : { emailAddress: message.from };
  const sender = message.sender === undefined ? from : { emailAddress: message.sender };
  const received = message.received ?? message.created;
  const all: readonly (readonly [MessageProperty, Json])[] = [
    ['id', message.messageId],
    ['createdDateTime', message.created],
    ['lastModifiedDateTime', message.modified],
    ['changeKey', Buffer.from(etag).toString('base64url')],
    ['categories', []],
    ['receivedDateTime', received],
    ['sentDateTime', received],
    ['hasAttachments', hasAttachments ?? false],
    ['subject', snapshot === undefined ? null : `${prefix}${snapshot.subject ?? ''}`],
    ['bodyPreview', text.slice(0, previewLength)],
    ['importance', snapshot?.importance ?? 'normal'],
    ['isRead', false],
    ['isDraft', false],
    ['webLink', null],
    ['body', { contentType: 'text', content: text }],
    ['sender', sender],
    ['from', from],
    ['toRecipients', [{ emailAddress: owner }]],
    ['ccRecipients', []],
    ['bccRecipients', []],
    ['replyTo', []],
    ['meetingMessageType', type],
    ['type', snapshot?.type ?? 'singleInstance'],
    ['isAllDay', snapshot?.isAllDay ?? false],
    ['isDelegated', message.sender !== undefined],
    ['startDateTime', time(snapshot?.start)],
    ['endDateTime', time(snapshot?.end)],
    ['location', snapshot?.location ?? null],
    ['recurrence', snapshot?.recurrence ? showRecurrence(snapshot.recurrence, snapshot.start?.timeZone) : null],
    ...(request === undefined ? [] : requestProperties(message, request)),
  ];
  const shown = all.filter(([name]) => select === undefined || name === 'id' || select.has(name));
  return {
    '@odata.type': `#microsoft.graph.${request === undefined ? 'eventMessage' : 'eventMessageRequest'}`,
    '@odata.etag': etag,
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
