// The name of a mailbox: its owner in the directory.

export interface MailboxId {
  readonly tenant: string;
  readonly kind: 'users' | 'groups';
  readonly id: string;
}
