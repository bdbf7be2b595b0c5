// Who may do what in mailboxes and calendars: asked of a verified caller. Of events, `eventAccess.ts` asks.
import type { Mailbox } from '../../calendar/mailbox.ts';
import type { CalendarRole } from '../../calendar/calendars/permission.ts';
import { accessDenied, itemNotFound } from '../../runtime/errors.ts';
import type { Author } from '../../stores/records.ts';
import type { Caller } from '../tokens/caller.ts';
import { isPermitted, type Permissions } from '../tokens/caller.ts';

export type Action = 'read' | 'write';

/** A mailbox that the caller may walk through. */
export interface ReachedMailbox extends Mailbox {
  /** Somebody else's mailbox: the calendars that are shared with the caller, by id. Nothing in it is the caller's but through these. */
  readonly shared?: ReadonlyMap<string, CalendarRole>;
}

const applicationRoles: Readonly<Record<Action, readonly string[]>> = {
  read: ['Calendars.Read', 'Calendars.ReadWrite'],
  write: ['Calendars.ReadWrite'],
};

/** For what others share; Graph's words for them are "all calendars that the user can access", so the own ones are among them. */
const sharedScopes: Readonly<Record<Action, readonly string[]>> = {
  read: ['Calendars.Read.Shared', 'Calendars.ReadWrite.Shared'],
  write: ['Calendars.ReadWrite.Shared'],
};

const calendarScopes: Readonly<Record<Action, readonly string[]>> = {
  read: ['Calendars.Read', 'Calendars.ReadWrite', ...sharedScopes.read],
  write: ['Calendars.ReadWrite', ...sharedScopes.write],
};

const groupScopes: Readonly<Record<Action, readonly string[]>> = {
  read: ['Group.Read.All', 'Group.ReadWrite.All', 'Calendars.Read', 'Calendars.ReadWrite'],
  write: ['Group.ReadWrite.All', 'Calendars.ReadWrite'],
};

const tables: Readonly<Record<Mailbox['kind'], Readonly<Record<Action, Permissions>>>> = {
  users: {
    read: { delegated: calendarScopes.read, application: applicationRoles.read },
    write: { delegated: calendarScopes.write, application: applicationRoles.write },
  },
  groups: {
    read: { delegated: groupScopes.read, application: applicationRoles.read },
    write: { delegated: groupScopes.write, application: applicationRoles.write },
  },
};

/**
 * Whether the caller's token can be meant for such a request at all; asked before any store is. Throws 403.
 * Contract, section 7: scopes of a delegated caller, roles of an application.
 */
export function requirePermission(caller: Caller, action: Action, kind: Mailbox['kind']): void {
  if (!isPermitted(caller, calendarPermissions(action, kind))) throw accessDenied();
}

/** What a token needs to do this in the calendars of a user or a group. */
export const calendarPermissions = (action: Action, kind: Mailbox['kind']): Permissions => tables[kind][action];

const ofMessages: Readonly<Record<Action, readonly string[]>> = {
  read: ['Calendars.Read', 'Calendars.ReadWrite', 'Mail.Read', 'Mail.ReadWrite'],
  write: ['Calendars.ReadWrite', 'Mail.ReadWrite'],
};

/** Permissions for messages about meetings: those of mail or of calendars. A message's event needs those of calendars. Messages can't be shared. */
export const messagePermissions: Readonly<Record<Action, Permissions>> = {
  read: { delegated: ofMessages.read, application: ofMessages.read },
  write: { delegated: ofMessages.write, application: ofMessages.write },
};

/** Throws 403 unless the token has a permission that lets its caller do this to messages. */
export function requireMessagePermission(caller: Caller, action: Action): void {
  if (!isPermitted(caller, messagePermissions[action])) throw accessDenied();
}

/** Whether the token itself says that the caller is in the group; a token that leaves groups out says nothing. */
export const isMemberByToken = (caller: Caller, group: string): boolean =>
  caller.kind === 'delegated' && caller.groups !== 'omitted' && caller.groups.has(group);

/** Whether the caller may use this mailbox at all. False only for an application that is confined to other mailboxes. */
export const mayEnter = (caller: Caller, mailboxId: string): boolean =>
  caller.kind !== 'application' || caller.mailboxes === undefined || caller.mailboxes.has(mailboxId);

/** Whether there are mailboxes in the tenant that the caller is told nothing of, not even whether they exist. */
export const isConfined = (caller: Caller): boolean => caller.kind === 'delegated' || caller.mailboxes !== undefined;

/**
 * The first question for users' mailboxes: an application walks through all of its tenant, or through those that it is confined to; a
 * user through the own one.
 */
export const mayWalk = (caller: Caller, userId: string): boolean =>
  caller.kind === 'application' ? mayEnter(caller, userId) : caller.id === userId;

/** Whether the token is meant for calendars that others share with the caller; without it nobody else's mailbox is walked through. */
export const mayUseShared = (caller: Caller, action: Action = 'read'): boolean =>
  caller.kind === 'delegated' && sharedScopes[action].some((scope) => caller.scopes.has(scope));

const readingRoles: readonly CalendarRole[] = ['read', 'write', 'delegateWithoutPrivateEventAccess', 'delegateWithPrivateEventAccess'];
const writingRoles: readonly CalendarRole[] = ['write', 'delegateWithoutPrivateEventAccess', 'delegateWithPrivateEventAccess'];

/** What the caller may do in a calendar of the mailbox: all for its owner, its group's members and applications. */
export interface CalendarAccess {
  /** That it is there, and what it is called. */
  readonly see: boolean;
  /** What its events are called and where they are, in free/busy. */
  readonly seeSubjects: boolean;
  /** Its events and their attachments. */
  readonly read: boolean;
  readonly write: boolean;
  /** Events whose `sensitivity` is private, too. A group's are its members', who own the calendar together. */
  readonly seePrivate: boolean;
  /** To change or delete the calendar itself, and to share it. */
  readonly own: boolean;
}

export function calendarAccess(caller: Caller, { shared }: ReachedMailbox, calendarId: string): CalendarAccess {
  if (shared === undefined) return { see: true, seeSubjects: true, read: true, write: true, seePrivate: true, own: true };
  const role = shared.get(calendarId) ?? 'none';
  return {
    see: role !== 'none',
    seeSubjects: role === 'limitedRead' || readingRoles.includes(role),
    read: readingRoles.includes(role),
    write: writingRoles.includes(role) && mayUseShared(caller, 'write'),
    seePrivate: role === 'delegateWithPrivateEventAccess',
    own: false,
  };
}

/**
 * Whether the caller may list events of this calendar, or make some in it. Resolves to what it may. Throws 404 for a calendar whose
 * events the caller may not even read, 403 for one that it may read but not change.
 */
export function authorizeCalendar(caller: Caller, action: Action, walked: ReachedMailbox, calendarId: string): CalendarAccess {
  const access = calendarAccess(caller, walked, calendarId);
  if (!access.read) throw itemNotFound();
  if (action === 'write' && !access.write) throw accessDenied();
  return access;
}

/** The caller as documents name their author. */
export const authorOf = (caller: Caller): Author => (caller.kind === 'application' ? `app:${caller.appId}` : `user:${caller.id}`);
