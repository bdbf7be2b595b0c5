// Finds whose limits a meeting's messages count for: the meeting's mailbox, and the user who writes there for a group or somebody else.
import type { Author } from '../../stores/records.ts';
import { sameMailbox, type Mailbox } from '../mailbox.ts';

/**
 * The mailboxes whose limits this author's messages count for: first the meeting's, then the author's, if the author is a user with another
 * mailbox. So nobody may send more by being in ten groups, or by writing in ten people's calendars. An application has no limit of its own,
 * only that of each mailbox: whoever gives it the role judges how much it may send in all of them together.
 */
export function sendersOf(mailbox: Mailbox, by: Author): readonly [Mailbox, ...Mailbox[]] {
  const [, id] = /^user:(.+)$/.exec(by) ?? [];
  if (id === undefined) return [mailbox];
  const own: Mailbox = { tenant: mailbox.tenant, kind: 'users', id };
  return sameMailbox(own, mailbox) ? [mailbox] : [mailbox, own];
}
