// Who answers for what a meeting tells: the mailbox that it is in, and whoever writes there in a group's name or somebody else's.
import type { Author } from '../../stores/records.ts';
import { sameMailbox, type Mailbox } from '../mailbox.ts';

/**
 * The mailboxes whose limits what this author tells counts for: the meeting's own first, then the user's who has written it, if that is
 * another. So nobody has more by being in ten groups, or by writing in ten people's calendars. An application acts for the mailbox, and
 * has none of its own: what it may send in all of them together is for who gives it the role to judge.
 */
export function sendersOf(mailbox: Mailbox, by: Author): readonly [Mailbox, ...Mailbox[]] {
  const [, id] = /^user:(.+)$/.exec(by) ?? [];
  if (id === undefined) return [mailbox];
  const own: Mailbox = { tenant: mailbox.tenant, kind: 'users', id };
  return sameMailbox(own, mailbox) ? [mailbox] : [mailbox, own];
}
