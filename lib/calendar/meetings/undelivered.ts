// Tells an organizer which attendees a meeting wasn't delivered to, and why: puts one message for each meeting into the organizer's inbox.
import type { Documents, Write } from '../../stores/documents.ts';
import { newRecord } from '../../stores/records.ts';
import { innermostOf } from './messages.ts';
import type { EventRecord } from '../events/record/eventRecord.ts';
import { snapshotOf } from './message.ts';
import { messageDocumentId, messageIdAt, placeOfFailures } from './place.ts';
import { versionOf } from './telling/news.ts';
import type { Pending } from './telling/pending.ts';

/** The most people whom the message names, so that it stays small. */
const maxNamed = 20;

/** Object ids of those whom a delivery didn't reach: whose mailboxes have refused, and who couldn't be told for three days. */
export interface UnreachedPeople {
  readonly refused: readonly string[];
  readonly unreached: readonly string[];
}

/**
 * The write that puts the message at its place; none where everybody was reached, nor for a group, which has no inbox. Costs a point read, which is acceptable since it
 * happens seldom. Refused when another delivery was faster.
 */
export async function undeliveredWrite(
  { documents, messageTtl: ttl }: { readonly documents: Documents; readonly messageTtl: number },
  partition: string,
  { pending, event }: { readonly pending: Pending; readonly event: EventRecord },
  { refused, unreached }: UnreachedPeople,
): Promise<Write[]> {
  const { meeting, incarnation, modified, author } = pending;
  if (meeting.mailbox.kind !== 'users' || refused.length + unreached.length === 0) return [];
  const version = versionOf(event);
  const messageId = messageIdAt(placeOfFailures(meeting.mailbox, pending), `${incarnation}:${pending.writes}`);
  const id = messageDocumentId(messageId);
  const found = await documents.read(partition, id);
  const names = new Map(event.properties.attendees.map(({ userId, emailAddress }) => [userId, emailAddress.address]));
  const nameOf = (user: string): string => names.get(user) ?? user;
  const folders = ['inbox'];
  const document = {
    id,
    kind: 'message' as const,
    ...newRecord(Date.parse(modified), author),
    received: modified,
    messageId,
    folders,
    inFolder: innermostOf(folders),
    tells: 'undelivered',
    version,
    meeting,
    incarnation,
    snapshot: snapshotOf(event),
    comment: [textAbout(full, refused.map(nameOf)), textAbout(failing, unreached.map(nameOf))].filter((text) => text !== '').join('\n\n'),
    ttl,
  };
  return [{ write: found === undefined ? 'create' : 'replace', document }];
}

const full =
  'The meeting was not delivered to the people below: their mailboxes take no more invitations, today or until messages are deleted. They are among the attendees, and a later change of the meeting is sent to them again.';
const failing =
  'The meeting was not delivered to the people below: for three days, each attempt to write into their mailboxes has failed. They are among the attendees, and a later change of the meeting is sent to them again.';

const textAbout = (why: string, people: readonly string[]): string =>
  people.length === 0
    ? ''
    : [why, ...people.slice(0, maxNamed), ...(people.length > maxNamed ? [`and ${people.length - maxNamed} more`] : [])].join('\n');
