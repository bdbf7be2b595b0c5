// Who answers for what a meeting tells: whoever writes it, in whose name it may be.
import type { Author } from '../../stores/records.ts';
import type { Mailbox } from '../mailbox.ts';

/**
 * The mailbox whose limits count what this author's meetings in `mailbox` tell. It is the user's own, so that nobody has more by being in ten
 * groups or by writing in ten people's calendars, and nobody uses up what others have. An application acts for the mailbox, and has none of
 * its own: what it may send in all mailboxes together is for who gives it the role to judge.
 */
export function senderOf(mailbox: Mailbox, by: Author): Mailbox {
  const [, id] = /^user:(.+)$/.exec(by) ?? [];
  return id === undefined ? mailbox : { tenant: mailbox.tenant, kind: 'users', id };
}
