// Who may do what: the two questions of every request, asked of a verified caller.
import type { EventRecord } from '../calendar/eventRecord.ts';
import type { Mailbox } from '../calendar/mailbox.ts';
import { accessDenied, itemNotFound } from '../errors.ts';
import type { Author } from '../stores/records.ts';
import type { Caller } from './caller.ts';

export type Action = 'read' | 'write';

const applicationRoles: Readonly<Record<Action, readonly string[]>> = {
  read: ['Calendars.Read', 'Calendars.ReadWrite'],
  write: ['Calendars.ReadWrite'],
};

const calendarScopes: Readonly<Record<Action, readonly string[]>> = {
  read: ['Calendars.Read', 'Calendars.ReadWrite'],
  write: ['Calendars.ReadWrite'],
};

const groupScopes: Readonly<Record<Action, readonly string[]>> = {
  read: ['Group.Read.All', 'Group.ReadWrite.All', ...calendarScopes.read],
  write: ['Group.ReadWrite.All', ...calendarScopes.write],
};

/**
 * Whether the caller's token can be meant for such a request at all; asked before any store is. Throws 403.
 * Contract, section 7: scopes of a delegated caller, roles of an application.
 */
export function requirePermission(caller: Caller, action: Action, kind: Mailbox['kind']): void {
  const granted = caller.kind === 'application' ? caller.roles : caller.scopes;
  const sufficient = caller.kind === 'application' ? applicationRoles : kind === 'groups' ? groupScopes : calendarScopes;
  if (!sufficient[action].some((permission) => granted.has(permission))) throw accessDenied();
}

/** Whether the token itself says that the caller is in the group; a token that leaves groups out says nothing. */
export const isMemberByToken = (caller: Caller, group: string): boolean =>
  caller.kind === 'delegated' && caller.groups !== 'omitted' && caller.groups.has(group);

/** The first question for users' mailboxes: an application walks through all of its tenant, a user through the own one. */
export const mayWalk = (caller: Caller, userId: string): boolean => caller.kind === 'application' || caller.id === userId;

/**
 * The second question: whether the caller may read or write this event. `walked` is the mailbox that the path went through, which the
 * first question has allowed. Throws 404 for what the caller may not even read, 403 for what it may read but not change.
 */
export function authorize(caller: Caller, action: Action, walked: Mailbox, owner: Mailbox, event: EventRecord): void {
  if (caller.kind === 'application') return;
  const isOwner = owner.kind === 'users' && owner.id === caller.id;
  const isMember = owner.kind === 'groups' && walked.kind === 'groups' && walked.id === owner.id;
  const isAttendee = event.attendees.includes(caller.id);
  const isPrivate = event.properties.sensitivity === 'private';
  if (isOwner || (isMember && !isPrivate)) return;
  if (!isAttendee) throw itemNotFound();
  if (action === 'write') throw accessDenied();
}

/** Who a document says wrote it. */
export const authorOf = (caller: Caller): Author => (caller.kind === 'application' ? `app:${caller.appId}` : `user:${caller.id}`);
