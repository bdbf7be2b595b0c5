// Meetings as their people take part in them: the organizer's changes reach the attendees, the attendees' answers the organizer.
import type { Clock } from '../../clock.ts';
import { badRequest } from '../../errors.ts';
import type { Ids } from '../../ids.ts';
import type { Write } from '../../stores/documents.ts';
import { newRecord, type Author } from '../../stores/records.ts';
import type { Attendee, EmailAddress, EventProperties } from '../eventProperties.ts';
import type { EventRecord } from '../eventRecord.ts';
import type { Events } from '../events.ts';
import { previewOf } from '../events/plainText.ts';
import { mailboxPartition, type EventKey, type Mailbox } from '../mailbox.ts';
import { innermostOf } from '../messages.ts';
import { deliver, type DeliveryDependencies } from './deliver.ts';
import { messageDocumentId, snapshotOf } from './message.ts';
import { decodeOutbox, messageIdFrom, outboxId } from './outbox.ts';

export type Answer = 'accepted' | 'tentativelyAccepted' | 'declined';

/** An attendee's answer to an invitation. */
export interface MeetingResponse {
  readonly answer: Answer;
  /** The attendee, by the userPrincipalName that the event names. */
  readonly from: EmailAddress;
  readonly comment?: string | undefined;
  /** Whether the organizer gets a message beside the changed status. */
  readonly sends: boolean;
}

export interface Meetings {
  /**
   * Sends what writing this version of an event has left to be sent: one point read, then one write for each recipient and one for the
   * end. Only a head start: what fails here is the sweep's to finish, so that nothing is thrown.
   */
  tell(mailbox: Mailbox, event: Pick<EventRecord, 'incarnation'>, version: number | 'cancelled'): Promise<void>;
  /**
   * Sets the attendee's status on the organizer's event, in one batch with the message to the organizer. Throws 400 when no attendee of
   * the event has this address, and as `Events.change`.
   */
  respond(key: EventKey, event: EventRecord, response: MeetingResponse, by: Author): Promise<void>;
}

export function createMeetings(
  deps: DeliveryDependencies & { readonly events: Events; readonly ids: Ids; readonly clock: Clock },
): Meetings {
  const { documents, events, ids, clock } = deps;
  return {
    async tell(mailbox, event, version) {
      const partition = mailboxPartition(mailbox);
      const told = async (): Promise<void> => {
        const outbox = decodeOutbox(await documents.read(partition, outboxId(event, version)));
        if (outbox !== undefined) await deliver(deps, partition, outbox);
      };
      await told().catch(() => undefined);
    },

    async respond(key, event, response, by) {
      const time = new Date(clock()).toISOString();
      const status = { response: response.answer, time };
      const apply = (current: EventProperties): EventProperties => {
        if (!current.attendees.some((each) => isSame(each, response.from)))
          throw badRequest("The event doesn't name this attendee by the current userPrincipalName.");
        return { ...current, attendees: current.attendees.map((each) => (isSame(each, response.from) ? { ...each, status } : each)) };
      };
      const messageId = messageIdFrom(ids.secret(), key.mailbox.id);
      const instead = (): readonly Write[] =>
        response.sends && key.mailbox.kind === 'users' ? [answerWrite(key, event, response, messageId, clock(), by)] : [];
      await events.change(key, event, { apply, newContent: false, instead }, by);
    },
  };
}

const isSame = ({ emailAddress }: Attendee, from: EmailAddress): boolean =>
  from.address !== undefined && emailAddress.address?.toLowerCase() === from.address.toLowerCase();

/** The organizer's mailbox is the event's partition, so that the answer needs no outbox. */
function answerWrite(
  { mailbox, event: id }: EventKey,
  event: EventRecord,
  response: MeetingResponse,
  messageId: string,
  now: number,
  by: Author,
): Write {
  const { properties, bodyPreview = previewOf(properties.body), attachmentCount, incarnation } = event;
  const record = newRecord(now, by);
  const folders = ['inbox'];
  return {
    write: 'create',
    document: {
      id: messageDocumentId(messageId),
      kind: 'message',
      ...record,
      received: record.created,
      messageId,
      folders,
      inFolder: innermostOf(folders),
      tells: response.answer,
      meeting: { mailbox: { tenant: mailbox.tenant, kind: mailbox.kind, id: mailbox.id }, event: id },
      incarnation,
      snapshot: snapshotOf(properties, bodyPreview, attachmentCount > 0),
      from: response.from,
      comment: response.comment,
    },
  };
}
