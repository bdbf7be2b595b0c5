// Sends the organizer's changes of a meeting to the attendees, and the attendees' answers to the organizer.
import type { Clock } from '../../runtime/clock.ts';
import { badRequest } from '../../runtime/errors.ts';
import type { Ids } from '../../runtime/ids.ts';
import type { Document, Write } from '../../stores/documents.ts';
import { newRecord, type Author } from '../../stores/records.ts';
import { answeredBy, isSameAnswer } from '../entries/response.ts';
import type { Attendee, EmailAddress, EventProperties, TimeSlot } from '../events/record/eventProperties.ts';
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
import { decodeMessage, snapshotOf, type MessageRecord } from './message.ts';
import { messageDocumentId, messageIdAt, placeOfAnswers } from './place.ts';
import { forwardingChange, type Forwarding } from './forward.ts';
import { deliver, type DeliveryDependencies } from './telling/deliver.ts';
import type { Pending } from './telling/pending.ts';
import type { Awaited } from './telling/plan.ts';

export const answers = ['accepted', 'tentativelyAccepted', 'declined'] as const;
export type Answer = (typeof answers)[number];

/** An attendee's answer to an invitation. */
export interface MeetingResponse {
  readonly answer: Answer;
  /** The attendee's object id. */
  readonly attendee: string;
  /** Orders the attendee's answers (`EntryOf.answered`), and says when it was given. */
  readonly answered?: number;
  /** The attendee as others see them, and who answers in that name; undefined where that is the same person. */
  readonly from: EmailAddress;
  readonly sender?: EmailAddress | undefined;
  readonly comment?: string | undefined;
  /** The time that the attendee proposes instead; an answer without one takes back what was proposed. */
  readonly proposedNewTime?: TimeSlot | undefined;
  /** Whether the organizer gets a message in addition to the changed status. */
  readonly sends: boolean;
}

export interface Meetings {
  /**
   * Tells the first 20 people who don't know the event as it is now; an occurrence's with those of its series. Costs as `deliver`. The timer
   * `work` does the rest, and repeats what fails here; so this never throws.
   */
  tell(mailbox: Mailbox, event: EventRecord): Promise<void>;
  /** Tells everybody of what is pending of this incarnation. Throws when somebody couldn't be reached; then it stays due. */
  deliver(partition: string, incarnation: string): Promise<void>;
  /**
   * Links a user who now has these addresses to the events that invited an address before it was anybody's, and invites the user. Does
   * nothing for an address that the directory doesn't give to this user. One point read and one query for each address; at most 20 events,
   * and none is begun after a second, however many wait. Timers do the rest, and repeat what fails here; so this never throws.
   */
  linkNewUser(tenant: string, userId: string, addresses: readonly string[]): Promise<void>;
  /** The same for a timer, until a time (milliseconds since 1970). Resolves to whether no event waits any more. Throws when one fails. */
  linkNewUserUntil(tenant: string, userId: string, addresses: readonly string[], until: number): Promise<boolean>;
  /**
   * Sets the attendee's status on the organizer's event, in one batch with the message to the organizer. The message replaces the one of
   * the attendee's last answer. Writes nothing when the answer is the same as the last one, unless its comment differs. Throws 400 when
   * the event doesn't name this attendee, and as `Events.change`. One point read and one batch.
   */
  respond(key: EventKey, event: EventRecord, response: MeetingResponse, by: Author): Promise<void>;
  /**
   * Makes the recipients attendees of the event, or of the one occurrence that it is, and begins to send them the invitation with the comment;
   * tells the organizer where an attendee forwards. One batch, and one point read where an attendee forwards. Throws as `Events.change`, 400
   * for more than 500 attendees.
   */
  forward(key: EventKey, event: EventRecord, forwarding: Forwarding, by: Author): Promise<void>;
}

/** The most people whom one request tells of a change (contract, section 18). */
const toldByRequest = 20;

/** The most events, and milliseconds, that one request spends on the events that wait for a new user. */
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

  const tell: Meetings['tell'] = async (mailbox, event) => {
    const { incarnation } = event.occurrence?.series ?? event;
    await deliverTo(mailboxPartition(mailbox), incarnation, toldByRequest).catch(() => undefined);
  };

  const awaiting: PendingAttendeeDependencies = { documents, events, tell: (event, { mailbox }) => tell(mailbox, event) };
  const deliverTo = (partition: string, incarnation: string, limit?: number): Promise<void> =>
    deliver({ ...deps, expect: expectAttendee }, partition, incarnation, limit);

  /**
   * Makes the event wait for the address, then looks it up: a user who came before the event waited wouldn't be linked otherwise. Whoever is
   * found is told by the delivery that has asked.
   */
  async function expectAttendee(pending: Pending, { address, day }: Awaited): Promise<void> {
    const { meeting, incarnation, modified, author, sender } = pending;
    const about =
      day?.event === undefined
        ? { meeting, incarnation }
        : { meeting: { ...meeting, event: day.event.eventId }, incarnation: day.event.incarnation };
    const said = { at: Date.parse(modified), by: author, ...(sender !== null && { sender }) };
    const waiting = await recordPendingAttendee(documents, { address, ...about, ...said });
    const userId = await userIdByAddress(meeting.mailbox.tenant, address);
    if (userId !== undefined) await identify({ ...awaiting, tell: () => Promise.resolve() }, waiting, userId);
  }

  /** Links the user to all events that wait for the addresses; whether none waits any more. One that fails doesn't hold up the others. */
  async function identifyAll(tenant: string, userId: string, addresses: readonly string[], { events: limit, isOver }: WorkLimit) {
    const failures: unknown[] = [];
    let left = limit;
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
    deliver: (partition, incarnation) => deliverTo(partition, incarnation),

    linkNewUserUntil: (tenant, userId, addresses, until) =>
      identifyAll(tenant, userId, addresses, { events: Infinity, isOver: () => clock() >= until }),
    async linkNewUser(tenant, userId, addresses) {
      const until = clock() + welcomeMs;
      await identifyAll(tenant, userId, addresses, { events: welcomeEvents, isOver: () => clock() >= until }).catch(() => undefined);
    },

    async forward(key, event, forwarding, by) {
      await events.change(key, event, forwardingChange({ documents, clock, messageTtl }, key, event, forwarding, by), by);
    },

    async respond(key, event, response, by) {
      const sends = response.sends && key.mailbox.kind === 'users';
      const says = messageIdAt(placeOfAnswers(key.mailbox, event, response.attendee), ids.secret());
      const readPlace = () => documents.read(mailboxPartition(key.mailbox), messageDocumentId(says));
      // The same answer tells the organizer nothing new, unless it has another comment.
      if (isAsBefore(event, response)) {
        const comment = response.comment ?? '';
        if (!sends || comment === '' || isToldSo(decodeMessage(await readPlace()), event, response)) return;
      }
      const time = new Date(response.answered ?? clock()).toISOString();
      const status = { response: response.answer, time };
      const apply = (current: EventProperties): EventProperties => {
        if (!current.attendees.some(({ userId }) => userId === response.attendee))
          throw badRequest('The event does not name this attendee.');
        const { answered } = response;
        const isOlder = ({ answered: last = 0 }: Attendee): boolean => answered !== undefined && answered <= last;
        const own = { ...status, ...(response.proposedNewTime && { proposedNewTime: response.proposedNewTime }) };
        const given = (each: Attendee): Attendee => ({ ...answeredBy(each, own), ...(answered !== undefined && { answered }) });
        return {
          ...current,
          attendees: current.attendees.map((each) => (each.userId === response.attendee && !isOlder(each) ? given(each) : each)),
        };
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

/** Whether the event already has this answer. Answers to a former time of the meeting have been reset. */
const isAsBefore = ({ properties }: EventRecord, { attendee, ...given }: MeetingResponse): boolean => {
  const own = properties.attendees.filter(({ userId }) => userId === attendee);
  return own.length > 0 && own.every(({ status, proposedNewTime }) => isSameAnswer({ ...status, proposedNewTime }, given));
};

/** Whether the organizer's message already says all that this answer says. */
const isToldSo = (told: MessageRecord | undefined, { incarnation }: EventRecord, { answer, comment }: MeetingResponse): boolean =>
  told?.tells === answer && told.incarnation === incarnation && told.comment === comment;

/** The message of an answer. The organizer's mailbox is the event's partition, so that the answer needs nothing that is delivered later. */
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
    ...(response.sender && { sender: response.sender }),
    comment: response.comment,
    ...(response.proposedNewTime && { proposedNewTime: response.proposedNewTime }),
  };
}
