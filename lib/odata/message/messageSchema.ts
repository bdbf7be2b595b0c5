// Declares Graph's message, eventMessage, eventMessageRequest and eventMessageResponse, property by property; everything else follows from this declaration.
import type { EmailAddress } from '../../calendar/events/record/eventProperties.ts';
import { shownIn, slotIn } from '../../calendar/events/record/times.ts';
import type { MeetingSnapshot, MessageKind, MessageRecord } from '../../calendar/meetings/message.ts';
import { showRecurrence } from '../../calendar/recurrence/json.ts';
import type { Json, JsonObject } from '../../runtime/json.ts';
import { instantProperty } from '../filter/filterable.ts';
import type { NavigationTable } from '../types/edm.ts';
import { entityType, typesOf, type Row, type Rows } from '../types/entity.ts';
import type { meetingMessageTypes, meetingRequestTypes, enumTypes } from '../types/enums.ts';

/** A message with all that its answer needs. */
export interface ShownMessage {
  readonly message: MessageRecord;
  /** The ETag that the reader sees. */
  readonly etag: string;
  /** Whether the event has attachments today that the reader may see. */
  readonly hasAttachments: boolean;
  /** The owner of the mailbox that the message lies in. */
  readonly owner: EmailAddress;
  /** The time zone in which the meeting's times are shown; an IANA or Windows name. */
  readonly timeZone: string;
}

interface ShownAs {
  readonly type: (typeof meetingMessageTypes)[number];
  readonly prefix: string;
  readonly request?: (typeof meetingRequestTypes)[number];
  readonly response?: (typeof enumTypes.responseType.members)[number];
}

/** For each kind of message Graph's meetingMessageType (`meetingTenativelyAccepted` is Graph's spelling), and how its subject begins. */
const shownAs: Readonly<Record<MessageKind, ShownAs>> = {
  invitation: { type: 'meetingRequest', prefix: '', request: 'newMeetingRequest' },
  update: { type: 'meetingRequest', prefix: '', request: 'fullUpdate' },
  cancellation: { type: 'meetingCancelled', prefix: 'Canceled: ' },
  accepted: { type: 'meetingAccepted', prefix: 'Accepted: ', response: 'accepted' },
  tentativelyAccepted: { type: 'meetingTenativelyAccepted', prefix: 'Tentative: ', response: 'tentativelyAccepted' },
  declined: { type: 'meetingDeclined', prefix: 'Declined: ', response: 'declined' },
  forwarded: { type: 'none', prefix: 'Meeting Forward Notification: ' },
  undelivered: { type: 'none', prefix: 'Undeliverable: ' },
};

/** Characters of a preview (Graph, message resource type, bodyPreview). */
const previewLength = 255;

/** The message's text: the sender's comment, or else the first characters of the event's body. */
const textOf = ({ comment, snapshot }: MessageRecord): string => comment ?? snapshot?.preview ?? '';

const person = (address: EmailAddress | undefined): JsonObject | null => (address === undefined ? null : { emailAddress: address });

const received = ({ received: instant, created }: MessageRecord): string => instant ?? created;

const nobody = { type: 'Collection(graph.recipient)', show: () => [] } as const satisfies Row<ShownMessage>;

/** A message's properties in the order of Graph's answers (message resource type). */
export const messageRows = {
  id: { type: 'Edm.String not null', always: true, show: ({ message }) => message.messageId },
  createdDateTime: { type: 'Edm.DateTimeOffset', show: ({ message }) => message.created },
  lastModifiedDateTime: { type: 'Edm.DateTimeOffset', show: ({ message }) => message.modified },
  changeKey: { type: 'Edm.String', show: ({ etag }) => Buffer.from(etag).toString('base64url') },
  categories: { type: 'Collection(Edm.String)', show: () => [] },
  receivedDateTime: { type: 'Edm.DateTimeOffset', show: ({ message }) => received(message), filter: instantProperty('received') },
  sentDateTime: { type: 'Edm.DateTimeOffset', show: ({ message }) => received(message) },
  hasAttachments: { type: 'Edm.Boolean', show: ({ hasAttachments }) => hasAttachments },
  subject: { type: 'Edm.String', show: ({ message }) => subjectOf(message) },
  bodyPreview: { type: 'Edm.String', show: ({ message }) => textOf(message).slice(0, previewLength) },
  importance: { type: 'graph.importance', show: ({ message: { snapshot } }) => snapshot?.importance ?? 'normal' },
  isRead: { type: 'Edm.Boolean', show: () => false },
  isDraft: { type: 'Edm.Boolean', show: () => false },
  webLink: { type: 'Edm.String', show: () => null },
  body: { type: 'graph.itemBody', show: ({ message }) => ({ contentType: 'text', content: textOf(message) }) },
  sender: { type: 'graph.recipient', show: ({ message: { sender, from } }) => person(sender ?? from) },
  from: { type: 'graph.recipient', show: ({ message }) => person(message.from) },
  toRecipients: { type: 'Collection(graph.recipient)', show: ({ owner }) => [{ emailAddress: owner }] },
  ccRecipients: nobody,
  bccRecipients: nobody,
  replyTo: nobody,
} as const satisfies Rows<ShownMessage>;

/** The properties that an eventMessage adds, in the order of Graph's answers (eventMessage resource type). */
export const eventMessageRows = {
  meetingMessageType: { type: 'graph.meetingMessageType', show: ({ message }) => shownAs[message.tells].type },
  type: { type: 'graph.eventType', show: ({ message: { snapshot } }) => snapshot?.type ?? 'singleInstance' },
  isAllDay: { type: 'Edm.Boolean', show: ({ message: { snapshot } }) => snapshot?.isAllDay ?? false },
  isDelegated: { type: 'Edm.Boolean', show: ({ message }) => message.sender !== undefined },
  startDateTime: { type: 'graph.dateTimeTimeZone', show: timeIn(({ start }) => start) },
  endDateTime: { type: 'graph.dateTimeTimeZone', show: timeIn(({ end }) => end) },
  location: { type: 'graph.location', show: ({ message: { snapshot } }) => snapshot?.location ?? null },
  recurrence: {
    type: 'graph.patternedRecurrence',
    show: ({ message: { snapshot } }) => (snapshot?.recurrence ? showRecurrence(snapshot.recurrence, snapshot.start?.timeZone) : null),
  },
} as const satisfies Rows<ShownMessage>;

/** The properties that an eventMessageRequest adds, in the order of Graph's answers (eventMessageRequest resource type). */
export const requestRows = {
  meetingRequestType: { type: 'graph.meetingRequestType', show: ({ message }) => shownAs[message.tells].request },
  responseRequested: { type: 'Edm.Boolean', show: ({ message: { snapshot } }) => snapshot?.responseRequested ?? true },
  allowNewTimeProposals: { type: 'Edm.Boolean', show: ({ message: { snapshot } }) => snapshot?.allowNewTimeProposals ?? true },
} as const satisfies Rows<ShownMessage>;

/** The properties that an eventMessageResponse adds (eventMessageResponse resource type). */
export const responseRows = {
  responseType: { type: 'graph.responseType', show: ({ message }) => shownAs[message.tells].response },
  proposedNewTime: {
    type: 'graph.timeSlot',
    show: ({ message: { proposedNewTime: slot }, timeZone }) => (slot === undefined ? null : slotIn(slot, timeZone)),
  },
} as const satisfies Rows<ShownMessage>;

export const messageProperties = typesOf(messageRows);
export const eventMessageProperties = typesOf(eventMessageRows);
export const requestProperties = typesOf(requestRows);

export const eventMessageNavigation = { event: 'graph.event contained' } as const satisfies NavigationTable;

/** The entity types for `$metadata`; no body is read. */
export const messageTypes = {
  message: entityType(messageRows, { base: 'outlookItem', navigation: { attachments: 'Collection(graph.attachment) contained' } }),
  eventMessage: entityType(eventMessageRows, { base: 'message', navigation: eventMessageNavigation, inline: ['event'] }),
  eventMessageRequest: entityType(requestRows, { base: 'eventMessage' }),
  eventMessageResponse: entityType(responseRows, { base: 'eventMessage' }),
} as const;

export type MessageProperty =
  | keyof typeof messageRows
  | keyof typeof eventMessageRows
  | keyof typeof eventMessageNavigation
  | keyof typeof requestRows
  | keyof typeof responseRows;

/** Whether the message invites to a meeting, or tells an attendee that the meeting has changed. */
export const isRequest = ({ tells }: MessageRecord): boolean => shownAs[tells].request !== undefined;

/** Whether the message is an attendee's answer. */
export const isResponse = ({ tells }: MessageRecord): boolean => shownAs[tells].response !== undefined;

function subjectOf({ tells, snapshot, proposedNewTime }: MessageRecord): string | null {
  const prefix = proposedNewTime === undefined ? shownAs[tells].prefix : 'New Time Proposed: ';
  return snapshot === undefined ? null : `${prefix}${snapshot.subject ?? ''}`;
}

/** Shows one of the meeting's times in the reader's time zone. */
function timeIn(which: (snapshot: MeetingSnapshot) => MeetingSnapshot['start']): (shown: ShownMessage) => Json {
  return ({ message: { snapshot }, timeZone }) => {
    const time = snapshot && which(snapshot);
    return time ? shownIn(time, timeZone, snapshot.isAllDay) : null;
  };
}
