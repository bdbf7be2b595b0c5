// Who a path begins with: the version, a person or a group.

/** The two published versions of Graph. */
export type Version = 'v1.0' | 'beta';

/** How a path names a user: object id, userPrincipalName, or `oid@tid`. */
export type UserKey =
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'upn'; readonly upn: string }
  | { readonly kind: 'idAtTenant'; readonly id: string; readonly tenant: string };

/** A person whom a path names outright: the caller, or a user of the directory. */
export type Person = { readonly kind: 'me' } | { readonly kind: 'user'; readonly user: UserKey };

/** The owner of a mailbox that a path names: a person, outright or by the invitation that brought the guest. */
export type MailboxOwner = Person | { readonly kind: 'invitedUser'; readonly invitation: string };

/** A group that a path names, outright or as one that a person has joined; it has a calendar and no mailbox. */
export type GroupOwner =
  { readonly kind: 'group'; readonly id: string } | { readonly kind: 'joinedGroup'; readonly of: Person; readonly id: string };

/** The owner of the calendar that a path starts from. */
export type Owner = MailboxOwner | GroupOwner;
