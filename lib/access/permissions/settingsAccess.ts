// Who may read and change a mailbox's settings and categories: Graph's permissions, as one table (contract, section 16).
import type { Permissions } from './permissions.ts';

const reading = ['MailboxSettings.Read', 'MailboxSettings.ReadWrite'];

export const settingsPermissions = {
  read: { delegated: reading, application: reading },
  write: { delegated: ['MailboxSettings.ReadWrite'], application: ['MailboxSettings.ReadWrite'] },
  /** What every mailbox can be set to. */
  readChoices: {
    delegated: ['User.Read', 'User.ReadWrite', 'User.ReadBasic.All', 'User.Read.All', 'User.ReadWrite.All', ...reading],
    application: ['User.Read.All', 'User.ReadWrite.All', ...reading],
  },
} as const satisfies Readonly<Record<string, Permissions>>;

export type SettingsAction = keyof typeof settingsPermissions;
