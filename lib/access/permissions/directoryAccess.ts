// Who may do what in the directory: Graph's permissions for users, groups and invitations, as one table.
import { insufficientPrivileges } from '../../directory/refusals.ts';
import type { Caller } from '../tokens/caller.ts';
import { isPermitted, type Permissions } from '../tokens/caller.ts';

const readAnything = ['Directory.Read.All', 'Directory.ReadWrite.All'];
const readUsers = ['User.Read.All', 'User.ReadWrite.All', ...readAnything];
const readGroups = ['Group.Read.All', 'Group.ReadWrite.All', ...readAnything];
const readPhotos = ['ProfilePhoto.Read.All', 'ProfilePhoto.ReadWrite.All'];
const calendars = ['Calendars.Read', 'Calendars.ReadWrite', 'Calendars.Read.Shared', 'Calendars.ReadWrite.Shared'];

const readSelf = ['User.Read', 'User.ReadWrite', 'User.ReadBasic.All', ...readUsers, ...calendars];

/**
 * Microsoft Graph's documented permissions, with two decisions of ours: whoever may use the own calendar may read the own user, and
 * nobody but an application changes other users, for administrators are not known here. What a user may change of groups are those that
 * it owns. Whom somebody meets stands in that person's mailbox, so that no other user is told.
 */
export const directoryPermissions = {
  readSelf: { delegated: readSelf, application: [] },
  changeSelf: { delegated: ['User.ReadWrite', 'User.ReadWrite.All'], application: [] },
  readUsers: { delegated: ['User.ReadBasic.All', ...readUsers], application: readUsers },
  changeUsers: { delegated: [], application: ['User.ReadWrite.All', 'Directory.ReadWrite.All'] },
  readGroups: { delegated: readGroups, application: readGroups },
  changeGroups: { delegated: [], application: ['Group.ReadWrite.All', 'Directory.ReadWrite.All'] },
  changeOwnGroups: { delegated: ['Group.ReadWrite.All', 'Directory.ReadWrite.All'], application: [] },
  readMembers: { delegated: ['GroupMember.Read.All', ...readGroups], application: ['GroupMember.Read.All', ...readGroups] },
  changeMembers: { delegated: [], application: ['GroupMember.ReadWrite.All', 'Group.ReadWrite.All', 'Directory.ReadWrite.All'] },
  readMemberships: {
    delegated: ['GroupMember.Read.All', ...readUsers, ...readGroups],
    application: ['GroupMember.Read.All', ...readUsers, ...readGroups],
  },
  invite: {
    delegated: ['User.Invite.All', 'User.ReadWrite.All', 'Directory.ReadWrite.All'],
    application: ['User.Invite.All', 'User.ReadWrite.All', 'Directory.ReadWrite.All'],
  },
  readOwnPhoto: { delegated: [...readSelf, ...readPhotos], application: [] },
  readPhotos: { delegated: ['User.ReadBasic.All', ...readUsers, ...readPhotos], application: [...readUsers, ...readPhotos] },
  readGroupPhotos: { delegated: [...readGroups, ...readPhotos], application: [...readGroups, ...readPhotos] },
  readOwnPeople: { delegated: ['People.Read', 'People.Read.All'], application: [] },
  readPeople: { delegated: [], application: ['People.Read.All'] },
  readPlaces: { delegated: ['Place.Read.All', 'Place.ReadWrite.All'], application: ['Place.Read.All', 'Place.ReadWrite.All'] },
  readInvitations: { delegated: ['User.Invite.All', ...readUsers], application: ['User.Invite.All', ...readUsers] },
} as const satisfies Readonly<Record<string, Permissions>>;

/** What is done in the directory; each needs permissions of its own. */
export type DirectoryAction = keyof typeof directoryPermissions;

const granted = (caller: Caller): ReadonlySet<string> => (caller.kind === 'application' ? caller.roles : caller.scopes);

/** Whether the caller's token is meant for this. */
export const mayInDirectory = (caller: Caller, action: DirectoryAction): boolean => isPermitted(caller, directoryPermissions[action]);

/** Throws 403, before any store is asked: the same words whether what is named exists or not. */
export function requireInDirectory(caller: Caller, action: DirectoryAction): void {
  if (!mayInDirectory(caller, action)) throw insufficientPrivileges();
}

/** Whether the caller sees others with their basic properties alone: `User.ReadBasic.All` and nothing more. */
export const seesBasicsOnly = (caller: Caller): boolean => !readUsers.some((permission) => granted(caller).has(permission));
