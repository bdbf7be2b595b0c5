// Meetings as their people take part in them: the organizer's changes reach the attendees, the attendees' answers the organizer.
import type { Clock } from '../../runtime/clock.ts';
import { badRequest } from '../../runtime/errors.ts';
import type { Ids } from '../../runtime/ids.ts';
import type { Document, Write } from '../../stores/documents.ts';
import { newRecord, type Author } from '../../stores/records.ts';
import type { EmailAddress, EventProperties } from '../events/record/eventProperties.ts';
import type { EventRecord } from '../events/record/eventRecord.ts';
import type { Events } from '../events/events.ts';
import { mailboxPartition, type EventKey, type Mailbox } from '../mailbox.ts';
import { innermostOf } from './messages.ts';
import {
  recordPendingAttendee,
  identify,
  identifyPendingAttendees,
  type WorkLimit,
  type PendingAttendeeDependencies,
} from './pendingAttendees.ts';
import { deliver, type DeliveryDependencies } from './deliver.ts';
import { decodeMessage, snapshotOf, type MessageRecord } from './message.ts';
import { decodeOutbox, outboxId, type Occasion, type Outbox } from './outbox.ts';
import { messageDocumentId, messageIdAt, placeOfAnswers } from './place.ts';

export type Answer = 'accepted' | 'tentativelyAccepted' | 'declined';

/** An attendee's answer to an invitation. */
export interface MeetingResponse {
  readonly answer: Answer;
  /** The attendee's object id. */
  readonly attendee: string;
  /** The attendee as others see them. */
  readonly from: EmailAddress;
  readonly comment?: string | undefined;
  /** Whether the organizer gets a message beside the changed status. */
  readonly sends: boolean;
}

export interface Meetings {
  /**
   * Sends what writing this version of an event has left to be sent, to the first 20 people: one point read, then what a message costs for
   * each (`Inboxes.put`), and one write. Only a head start: the others are the minute's timer's, and so is what fails here, so that nothing
   * is thrown.
   */
  tell(mailbox: Mailbox, event: EventRecord, occasion?: Occasion): Promise<void>;
  /** Sends what an outbox holds, and ends it. Throws when somebody couldn't be reached; the outbox stays due then. */
  deliver(partition: string, outbox: Outbox): Promise<void>;
  /**
   * Somebody has these addresses from now on: events that have named one as an attendee's know who it is, and invite them. Nothing
   * happens unless the directory says so as well. One point read and one query for each, and at most 20 events within a second, however
   * many wait. Only a head start as `tell`: what is left, and what fails, is the timers'.
   */
  linkNewUser(tenant: string, userId: string, addresses: readonly string[]): Promise<void>;
  /** The same for a timer, until then (milliseconds since 1970): whether nothing waits any more. Throws when something couldn't be done. */
  settle(tenant: string, userId: string, addresses: readonly string[], until: number): Promise<boolean>;
  /**
   * Sets the attendee's status on the organizer's event, in one batch with the message to the organizer. Throws 400 when no attendee of
   * the event is this one, and as `Events.change`. The message takes the place of the one before. Writes nothing for the answer that was
   * given last, unless it brings another comment. One point read and one batch.
   */
  respond(key: EventKey, event: EventRecord, response: MeetingResponse, by: Author): Promise<void>;
}

/** People whom one request tells of a change (contract, section 18). */
const toldByRequest = 20;

/** What one request does of what awaits a newcomer; milliseconds for the other. */
const welcomeEvents = 20;
const welcomeMs = 1_000;

export function createMeetings(
  deps: Omit<DeliveryDependencies, 'expect'> & {
    readonly events: Events;
    readonly userIdByAddress: (tenant: string, address: string) => Promise<string | undefined>;
    readonly ids: Ids;
    readonly clock: Clock;
  },
): Meetings {
  const { documents, events, userIdByAddress, ids, clock, messageTtl } = deps;

  const tell: Meetings['tell'] = async (mailbox, event, occasion = 'written') => {
    const partition = mailboxPartition(mailbox);
    const told = async (): Promise<void> => {
      const outbox = decodeOutbox(await documents.read(partition, outboxId(event, occasion)));
      if (outbox !== undefined) await deliverTo(partition, outbox, toldByRequest);
    };
    await told().catch(() => undefined);
  };

  const awaiting: PendingAttendeeDependencies = { documents, events, tell: (event, { mailbox }) => tell(mailbox, event) };
  const deliverTo = (partition: string, outbox: Outbox, most?: number): Promise<void> =>
    deliver({ ...deps, expect: expectAttendee }, partition, outbox, most);

  /** Whoever comes looks for what waits; whoever came before it waited is looked for here. */
  async function expectAttendee(outbox: Outbox, address: string): Promise<void> {
    const waiting = await recordPendingAttendee(documents, outbox, address);
    const userId = await userIdByAddress(outbox.meeting.mailbox.tenant, address);
    if (userId !== undefined) await identify(awaiting, waiting, userId);
  }

  /** Whether nothing waits under any of the addresses any more. One that fails doesn't hold up the others. */
  async function identifyAll(tenant: string, userId: string, addresses: readonly string[], { events: most, isOver }: WorkLimit) {
    const failures: unknown[] = [];
    let left = most;
    let isAll = true;
    for (const address of addresses) {
      if (isOver() || left <= 0) return false;
      try {
        if ((await userIdByAddress(tenant, address)) !== userId) continue;
        const identified = await identifyPendingAttendees(awaiting, tenant, address, userId, { events: left, isOver });
        left -= identified.events;
        isAll &&= identified.isAll;
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'Not everything that waits under these addresses could be told.');
    return isAll;
  }

  return {
    tell,
    deliver: (partition, outbox) => deliverTo(partition, outbox),

    settle: (tenant, userId, addresses, until) =>
      identifyAll(tenant, userId, addresses, { events: Infinity, isOver: () => clock() >= until }),
    async linkNewUser(tenant, userId, addresses) {
      const until = clock() + welcomeMs;
      await identifyAll(tenant, userId, addresses, { events: welcomeEvents, isOver: () => clock() >= until }).catch(() => undefined);
    },

    async respond(key, event, response, by) {
      const sends = response.sends && key.mailbox.kind === 'users';
      const says = messageIdAt(placeOfAnswers(key.mailbox, event, response.attendee), ids.secret());
      const readPlace = () => documents.read(mailboxPartition(key.mailbox), messageDocumentId(says));
      // Who answers as before says no more than before, but by another comment.
      if (isAsBefore(event, response)) {
        const comment = response.comment ?? '';
        if (!sends || comment === '' || isToldSo(decodeMessage(await readPlace()), event, response)) return;
      }
      const time = new Date(clock()).toISOString();
      const status = { response: response.answer, time };
      const apply = (current: EventProperties): EventProperties => {
        if (!current.attendees.some(({ userId }) => userId === response.attendee))
          throw badRequest('The event does not name this attendee.');
        return { ...current, attendees: current.attendees.map((each) => (each.userId === response.attendee ? { ...each, status } : each)) };
      };
      const instead = async (): Promise<readonly Write[]> => {
        if (!sends) return [];
        const document = { ...answerDocument(key, event, response, says, newRecord(clock(), by)), ttl: messageTtl };
        return [{ write: (await readPlace()) === undefined ? 'create' : 'replace', document }];
      };
      await events.change(key, event, { apply, newContent: false, isAnswer: true, instead }, by);
    },
  };
}

/** Whether the event has the answer. One to a former time counts no more. */
const isAsBefore = ({ properties }: EventRecord, { answer, attendee }: MeetingResponse): boolean => {
  const own = properties.attendees.filter(({ userId }) => userId === attendee);
  return own.length > 0 && own.every(({ status }) => status.response === answer);
};

/** Whether the message that the organizer has says all that the answer does. */
const isToldSo = (told: MessageRecord | undefined, { incarnation }: EventRecord, { answer, comment }: MeetingResponse): boolean =>
  told?.tells === answer && told.incarnation === incarnation && told.comment === comment;

/** The organizer's mailbox is the event's partition, so that the answer needs no outbox. */
function answerDocument(
  { mailbox, event: id }: EventKey,
  event: EventRecord,
  response: MeetingResponse,
  messageId: string,
  record: ReturnType<typeof newRecord>,
): Document {
  const folders = ['inbox'];
  return {
    id: messageDocumentId(messageId),
    kind: 'message',
    ...record,
    received: record.created,
    messageId,
    folders,
    inFolder: innermostOf(folders),
    tells: response.answer,
    meeting: { mailbox: { tenant: mailbox.tenant, kind: mailbox.kind, id: mailbox.id }, event: id },
    incarnation: event.incarnation,
    snapshot: snapshotOf(event),
    from: response.from,
    comment: response.comment,
  };
}
