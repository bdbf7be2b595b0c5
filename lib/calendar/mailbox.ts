// A mailbox: whose calendar it is, and the ids that every mailbox has without anything being stored.
import { hash } from 'node:crypto';

/** The owner of calendars, events and messages: one partition of the document store. */
export interface Mailbox {
  readonly tenant: string;
  readonly kind: 'users' | 'groups';
  /** A user's object id or a group's id. */
  readonly id: string;
}

/** The event that a path names; all spellings of the path give the same key. */
export interface EventKey {
  readonly mailbox: Mailbox;
  readonly event: string;
}

/** The partition that holds everything of a mailbox. */
export const mailboxPartition = ({ tenant, kind, id }: Mailbox): string => `${tenant}:${kind}:${id}`;

/** The mailbox whose partition this is; undefined for any other text. */
export function mailboxIn(partition: string): Mailbox | undefined {
  const [, tenant, kind, id] = /^([^:]+):(users|groups):(.+)$/.exec(partition) ?? [];
  return tenant === undefined || id === undefined ? undefined : { tenant, kind: kind === 'groups' ? 'groups' : 'users', id };
}

export const sameMailbox = (a: Mailbox, b: Mailbox): boolean => a.tenant === b.tenant && a.kind === b.kind && a.id === b.id;

const derivedId = (mailbox: Mailbox, what: string): string =>
  `AAMk${hash('sha256', `${what} of ${mailboxPartition(mailbox)}`, 'base64url').slice(0, 36)}`;

/** The default calendar's id: derived from the mailbox, so that two first requests can't make two default calendars. */
export const defaultCalendarId = (mailbox: Mailbox): string => derivedId(mailbox, 'calendar');

/** The default calendar group's id, derived in the same way. */
export const defaultCalendarGroupId = (mailbox: Mailbox): string => derivedId(mailbox, 'calendarGroup');
