// Forwards a meeting: its recipients become attendees, and the organizer hears of it where an attendee forwards (contract, section 13).
import { invalidRequest } from '../../runtime/errors.ts';
import { maxAttendees } from '../../runtime/limits/meetings.ts';
import type { Document, Documents, Write } from '../../stores/documents.ts';
import { newRecord, type Author } from '../../stores/records.ts';
import { addressOf, markBlindAttendees, withUserIds, type KnownAddresses } from '../events/attendees.ts';
import { noResponseTime, type Attendee, type EmailAddress, type EventProperties } from '../events/record/eventProperties.ts';
import type { EventRecord } from '../events/record/eventRecord.ts';
import type { Events } from '../events/events.ts';
import { mailboxPartition, type EventKey } from '../mailbox.ts';
import { snapshotOf } from './message.ts';
import { innermostOf } from './messages.ts';
import { messageDocumentId, messageIdAt, placeOfForwards } from './place.ts';

/** What is forwarded to whom, and by whom. */
export interface Forwarding {
  readonly recipients: readonly EmailAddress[];
  /** The users whom their addresses name. */
  readonly known: KnownAddresses;
  readonly comment?: string | undefined;
  /** Who forwards in the organizer's name; undefined for the organizer. */
  readonly sender?: EmailAddress | undefined;
  /** The attendee who forwards, by object id; undefined for the organizer and who writes for the organizer. */
  readonly attendee?: string | undefined;
  /** Whether the recipients see the meeting also when it becomes private. */
  readonly letsIn: boolean;
  /** Asked again after a lost race: throws where who forwards may not any more. */
  readonly may: (current: EventRecord) => void;
}

/** Adds the recipients who aren't attendees yet. Throws 400 where there would be more than 500. */
function withRecipients({ recipients, known, letsIn }: Forwarding, current: EventProperties): EventProperties {
  const named: ReadonlySet<string | undefined> = new Set(current.attendees.map(addressOf));
  const added = recipients.map(asAttendee).filter((each, at, all) => {
    const address = addressOf(each);
    return !named.has(address) && all.findIndex((other) => addressOf(other) === address) === at;
  });
  const attendees = [...current.attendees, ...added];
  if (attendees.length > maxAttendees)
    throw invalidRequest(`Your request can't be completed. A meeting has at most ${maxAttendees} attendees.`);
  return markBlindAttendees(letsIn, withUserIds({ ...current, attendees }, known), current.attendees);
}

const asAttendee = (emailAddress: EmailAddress): Attendee => ({
  type: 'required',
  status: { response: 'none', time: noResponseTime },
  emailAddress,
});

const lowerCased = ({ address = '' }: EmailAddress): string => address.toLowerCase();

/** The change that forwards an event, or one occurrence, for `Events.change`. */
export function forwardingChange(
  deps: { readonly documents: Documents; readonly clock: () => number; readonly messageTtl: number },
  key: EventKey,
  event: EventRecord,
  forwarding: Forwarding,
  by: Author,
): Parameters<Events['change']>[2] {
  const { recipients, comment, sender, attendee, may } = forwarding;
  return {
    apply: (current) => withRecipients(forwarding, current),
    newContent: false,
    sender,
    may,
    forwarded: {
      to: [...new Set(recipients.map(lowerCased))],
      ...(comment !== undefined && { comment }),
      ...(sender && { sender }),
    },
    along: async () => (attendee === undefined ? [] : notification(deps, key, event, { ...forwarding, attendee }, by)),
  };
}

/** The message that tells the organizer who has forwarded the meeting to whom: one for each meeting and attendee, the newest; none for a group. */
async function notification(
  { documents, clock, messageTtl }: Parameters<typeof forwardingChange>[0],
  { mailbox, event: id }: EventKey,
  event: EventRecord,
  { recipients, sender, attendee }: Forwarding & { readonly attendee: string },
  by: Author,
): Promise<readonly Write[]> {
  if (mailbox.kind !== 'users') return [];
  const now = clock();
  const messageId = messageIdAt(placeOfForwards(mailbox, event, attendee), new Date(now).toISOString());
  const documentId = messageDocumentId(messageId);
  const found = await documents.read(mailboxPartition(mailbox), documentId);
  const folders = ['inbox'];
  const document: Document = {
    id: documentId,
    kind: 'message',
    ...newRecord(now, by),
    received: new Date(now).toISOString(),
    messageId,
    folders,
    inFolder: innermostOf(folders),
    tells: 'forwarded',
    meeting: { mailbox: { tenant: mailbox.tenant, kind: mailbox.kind, id: mailbox.id }, event: id },
    incarnation: event.incarnation,
    snapshot: snapshotOf(event),
    ...(sender && { from: sender }),
    comment: textAbout(recipients),
    ttl: messageTtl,
  };
  return [{ write: found === undefined ? 'create' : 'replace', document }];
}

/** The most people whom the message names, so that it stays small. */
const maxNamed = 20;

const textAbout = (recipients: readonly EmailAddress[]): string =>
  [
    'Your meeting was forwarded to the people below, who are among its attendees now.',
    ...recipients.slice(0, maxNamed).map(({ address = '' }) => address),
    ...(recipients.length > maxNamed ? [`and ${recipients.length - maxNamed} more`] : []),
  ].join('\n');
