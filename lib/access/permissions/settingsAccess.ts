// Who may read and change a mailbox's settings and categories: Graph's permissions, as one table (contract, section 16).
import { accessDenied } from '../../runtime/errors.ts';
import type { Caller } from '../tokens/caller.ts';

interface Permissions {
  /** Scopes of a delegated caller, any of which is enough. */
  readonly delegated: readonly string[];
  /** Roles of an application, likewise. */
  readonly application: readonly string[];
}

const reading = ['MailboxSettings.Read', 'MailboxSettings.ReadWrite'];

const table = {
  read: { delegated: reading, application: reading },
  write: { delegated: ['MailboxSettings.ReadWrite'], application: ['MailboxSettings.ReadWrite'] },
  /** What every mailbox can be set to. */
  readChoices: {
    delegated: ['User.Read', 'User.ReadWrite', 'User.ReadBasic.All', 'User.Read.All', 'User.ReadWrite.All', ...reading],
    application: ['User.Read.All', 'User.ReadWrite.All', ...reading],
  },
} as const satisfies Readonly<Record<string, Permissions>>;

export type SettingsAction = keyof typeof table;

/** Throws 403 unless the token is meant for this; asked before any store is. */
export function requireSettingsPermission(caller: Caller, action: SettingsAction): void {
  const granted = caller.kind === 'application' ? caller.roles : caller.scopes;
  if (!table[action][caller.kind].some((permission) => granted.has(permission))) throw accessDenied();
}
