// Whose calendar it is, and how paths begin that lead there.

/** A mailbox that the page shows calendars of. */
export type Mailbox =
  | { readonly kind: 'me' }
  | { readonly kind: 'user'; readonly id: string; readonly name: string }
  | { readonly kind: 'group'; readonly id: string; readonly name: string };

export const me: Mailbox = { kind: 'me' };

/** `/me`, `/users/{id}`, `/groups/{id}`. */
export function pathOfMailbox(mailbox: Mailbox): string {
  switch (mailbox.kind) {
    case 'me':
      return '/me';
    case 'user':
      return `/users/${mailbox.id}`;
    case 'group':
      return `/groups/${mailbox.id}`;
  }
}
