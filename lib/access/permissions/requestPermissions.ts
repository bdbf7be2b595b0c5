// Which permissions a request needs by what its path names; asked before any store is.
import type { Owner, Reference, SettingsReference } from '../../paths/reference.ts';
import { isOfSettings, subjectOf } from '../../paths/reference.ts';
import { calendarPermissions, messagePermissions, type Action } from './calendarAccess.ts';
import { freeBusyPermissions } from './freeBusyAccess.ts';
import type { Permissions } from '../tokens/caller.ts';

const reading = ['MailboxSettings.Read', 'MailboxSettings.ReadWrite'];

/** Of a mailbox's settings and categories: Graph's permissions (contract, section 16). */
const settingsPermissions = {
  read: { delegated: reading, application: reading },
  write: { delegated: ['MailboxSettings.ReadWrite'], application: ['MailboxSettings.ReadWrite'] },
  /** What every mailbox can be set to. */
  readChoices: {
    delegated: ['User.Read', 'User.ReadWrite', 'User.ReadBasic.All', 'User.Read.All', 'User.ReadWrite.All', ...reading],
    application: ['User.Read.All', 'User.ReadWrite.All', ...reading],
  },
} as const satisfies Readonly<Record<string, Permissions>>;

type SettingsAction = keyof typeof settingsPermissions;

/** Undefined where the operation itself asks: the directory's, and subscriptions', whose body says what is read. */
export function requestPermissions(reference: Reference, method: string): Permissions | undefined {
  const subject = subjectOf(reference);
  const action = actionOf(method);
  if (isOfSettings(subject)) return settingsPermissions[settingsAction(subject, action)];
  if (subject.kind === 'getSchedule' || subject.kind === 'findMeetingTimes') return freeBusyPermissions[subject.kind];
  if (ofMessages.has(subject.kind)) return messagePermissions[action];
  return 'owner' in subject ? calendarPermissions(action, mailboxKind(subject.owner)) : undefined;
}

/** What is done to a mailbox's settings; what every mailbox can be set to takes less. */
const settingsAction = ({ kind }: SettingsReference, action: Action): SettingsAction =>
  kind === 'supportedTimeZones' || kind === 'supportedLanguages' ? 'readChoices' : action;

const ofMessages: ReadonlySet<Reference['kind']> = new Set(['mailFolders', 'mailFolder', 'messages', 'message']);

/** Whether a method reads or writes. */
const actionOf = (method: string): Action => (method === 'GET' || method === 'HEAD' ? 'read' : 'write');

export const mailboxKind = (owner: Owner): 'users' | 'groups' =>
  owner.kind === 'group' || owner.kind === 'joinedGroup' ? 'groups' : 'users';
