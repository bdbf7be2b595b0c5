// Who may do what with an event: every role, every kind of caller, private events, scopes.
import { describe, expect, it } from 'vitest';
import {
  authorizeCalendar,
  calendarAccess,
  mayUseShared,
  requirePermission,
  type Action,
  type ReachedMailbox,
} from '../../../lib/access/permissions/calendarAccess.ts';
import { authorize, eventAccess, mayRead, viewpointOf } from '../../../lib/access/permissions/eventAccess.ts';
import type { Caller } from '../../../lib/access/tokens/caller.ts';
import { calendarRoles, type CalendarRole } from '../../../lib/calendar/calendars/permission.ts';
import { decodeEvent, type EventRecord } from '../../../lib/calendar/events/record/eventRecord.ts';
import type { Mailbox } from '../../../lib/calendar/mailbox.ts';
import { errorOf } from '../../support/errors.ts';

const tenant = 'tenant';
const mailboxOf = (id: string): Mailbox => ({ tenant, kind: 'users', id });
const team: Mailbox = { tenant, kind: 'groups', id: 'team' };
const user = (id: string, ...scopes: string[]): Caller => ({
  kind: 'delegated',
  tenant,
  id,
  appId: 'app',
  groups: new Set(),
  scopes: new Set(scopes),
});
const application = (...roles: string[]): Caller => ({ kind: 'application', tenant, id: 'service', appId: 'app', roles: new Set(roles) });

const shared = (role: CalendarRole): ReachedMailbox => ({
  ...mailboxOf('owner'),
  shared: new Map(role === 'none' ? [['other', 'read']] : [['calendar', role]]),
});

function eventWith({ sensitivity = 'normal', attendees = [] }: { sensitivity?: string; attendees?: string[] } = {}): EventRecord {
  const properties = {
    subject: null,
    body: { contentType: 'text', content: '' },
    start: null,
    end: null,
    isAllDay: false,
    location: { displayName: '' },
    importance: 'normal',
    sensitivity,
    showAs: 'busy',
    categories: [],
  };
  const body = {
    schema: 1,
    created: '',
    createdBy: '',
    modified: '',
    kind: 'event',
    id: 'event:1',
    eventId: '1',
    incarnation: 'i',
    calendar: 'calendar',
    listed: true,
    tracked: true,
    version: 0,
    changes: 0,
    answers: 0,
    revision: 0,
    occurrenceRevision: 0,
    occurrenceAnswers: 0,
    tells: false,
    attachmentCount: 0,
    attendees,
    properties,
  };
  const event = decodeEvent({ id: 'event:1', etag: '"1"', body });
  if (event === undefined) throw new Error('not an event');
  return event;
}

/** 200 for what is allowed, else the status of the refusal. */
function outcome(caller: Caller, action: Action, walked: ReachedMailbox, owner: Mailbox, event: EventRecord): number {
  try {
    authorize(caller, action, walked, owner, event);
    return 200;
  } catch {
    return errorOf(() => authorize(caller, action, walked, owner, event)).status;
  }
}

describe('an event of a shared calendar', () => {
  const caller = user('other', 'Calendars.ReadWrite.Shared');
  const expected: Readonly<Record<CalendarRole, readonly [number, number, number, number]>> = {
    none: [404, 404, 404, 404],
    freeBusyRead: [404, 404, 404, 404],
    limitedRead: [404, 404, 404, 404],
    read: [200, 403, 404, 404],
    write: [200, 200, 404, 404],
    delegateWithoutPrivateEventAccess: [200, 200, 404, 404],
    delegateWithPrivateEventAccess: [200, 200, 200, 200],
  };

  it.each(calendarRoles)('an event of a shared calendar is open to the role %s as far as it goes', (role) => {
    const open = eventWith();
    const closed = eventWith({ sensitivity: 'private' });
    const owner = mailboxOf('owner');
    expect([
      outcome(caller, 'read', shared(role), owner, open),
      outcome(caller, 'write', shared(role), owner, open),
      outcome(caller, 'read', shared(role), owner, closed),
      outcome(caller, 'write', shared(role), owner, closed),
    ]).toEqual(expected[role]);
  });

  it('an event of a shared calendar is not written by a token that may only read what is shared', () => {
    const reader = user('other', 'Calendars.ReadWrite', 'Calendars.Read.Shared');
    expect(outcome(reader, 'read', shared('write'), mailboxOf('owner'), eventWith())).toBe(200);
    expect(outcome(reader, 'write', shared('write'), mailboxOf('owner'), eventWith())).toBe(403);
  });

  it('an event of a shared calendar gives nothing where the path leads to another mailbox than the one it walks through', () => {
    expect(outcome(caller, 'read', shared('write'), mailboxOf('third'), eventWith())).toBe(404);
  });
});

describe('what is seen of an event of a shared calendar', () => {
  const caller = user('other', 'Calendars.ReadWrite.Shared');
  const reader = ['reader'] as const;
  const times = ['freeBusy', 'times'] as const;
  const expected: Readonly<Record<CalendarRole, readonly [normal: Seen, confidential: Seen, secret: Seen]>> = {
    none: [undefined, undefined, undefined],
    freeBusyRead: [times, times, times],
    limitedRead: [['freeBusy', 'subject'], times, times],
    read: [reader, reader, times],
    write: [reader, reader, times],
    delegateWithoutPrivateEventAccess: [reader, reader, times],
    delegateWithPrivateEventAccess: [reader, reader, reader],
  };

  it.each(calendarRoles)('the role %s sees of an event of a shared calendar what it may', (role) => {
    const seen = (sensitivity: string, attendees: string[] = []): Seen => {
      const view = eventAccess(caller, shared(role), mailboxOf('owner'), eventWith({ sensitivity, attendees })).seen;
      return view && (view.as === 'freeBusy' ? [view.as, view.shows] : [view.as]);
    };
    expect([seen('normal'), seen('confidential'), seen('private')]).toEqual(expected[role]);
    // Whoever is invited sees it as that, unless the share shows more.
    const invited = expected[role].map((view) => (view?.[0] === 'reader' ? view : ['attendee']));
    expect([seen('normal', ['other']), seen('confidential', ['other']), seen('private', ['other'])]).toEqual(invited);
  });

  it('nothing is seen where free/busy is all, by any other way than the calendar’s mailbox', () => {
    const owner = mailboxOf('owner');
    expect(eventAccess(caller, mailboxOf('other'), owner, eventWith())).toEqual({ read: false, write: false });
    expect(errorOf(() => viewpointOf(caller, shared('limitedRead'), owner, eventWith())).status).toBe(404);
    expect(mayRead(caller, shared('limitedRead'), owner, eventWith())).toBe(false);
  });
});

type Seen = readonly string[] | undefined;

describe('an event', () => {
  const owner = mailboxOf('owner');
  const secret = eventWith({ sensitivity: 'private', attendees: ['attendee'] });
  it.each<[string, Caller, ReachedMailbox, Mailbox, number, number]>([
    ['its owner', user('owner'), owner, owner, 200, 200],
    ['an application', application('Calendars.ReadWrite'), owner, owner, 200, 200],
    ['an attendee, through the own mailbox', user('attendee'), mailboxOf('attendee'), owner, 200, 403],
    ['an attendee, through the shared calendar', user('attendee', 'Calendars.Read.Shared'), shared('none'), owner, 200, 403],
    ['somebody else, through the own mailbox', user('somebody'), mailboxOf('somebody'), owner, 404, 404],
    ['a member of its group', user('member'), team, team, 200, 200],
  ])('an event that is private is for %s', (_, caller, walked, of, reading, writing) => {
    expect([outcome(caller, 'read', walked, of, secret), outcome(caller, 'write', walked, of, secret)]).toEqual([reading, writing]);
  });

  it('an event of a group is for its members', () => {
    expect(outcome(user('member'), 'write', team, team, eventWith())).toBe(200);
  });
});

describe('a calendar', () => {
  it.each<[CalendarRole, boolean, boolean, boolean, boolean]>([
    ['none', false, false, false, false],
    ['freeBusyRead', true, false, false, false],
    ['limitedRead', true, true, false, false],
    ['read', true, true, true, false],
    ['write', true, true, true, true],
    ['delegateWithoutPrivateEventAccess', true, true, true, true],
    ['delegateWithPrivateEventAccess', true, true, true, true],
  ])('a calendar is open to the role %s as far as it goes', (role, see, seeSubjects, read, write) => {
    const access = calendarAccess(user('other', 'Calendars.ReadWrite.Shared'), shared(role), 'calendar');
    const seePrivate = role === 'delegateWithPrivateEventAccess';
    expect(access).toEqual({ see, seeSubjects, read, write, seePrivate, own: false });
  });

  it('a calendar refuses like what isn’t there, or by name when it may be read', () => {
    const caller = user('other', 'Calendars.ReadWrite.Shared');
    expect(errorOf(() => authorizeCalendar(caller, 'read', shared('limitedRead'), 'calendar')).status).toBe(404);
    expect(errorOf(() => authorizeCalendar(caller, 'write', shared('read'), 'calendar')).status).toBe(403);
    expect(authorizeCalendar(caller, 'write', shared('write'), 'calendar').seePrivate).toBe(false);
  });
});

describe('a token', () => {
  /** Whether the caller's token may read, and whether it may write: what it isn't meant for is refused with 403. */
  const allowed = (caller: Caller, kind: Mailbox['kind']): boolean[] =>
    (['read', 'write'] as const).map((action) => {
      try {
        requirePermission(caller, action, kind);
        return true;
      } catch {
        expect(errorOf(() => requirePermission(caller, action, kind))).toMatchObject({ status: 403, code: 'ErrorAccessDenied' });
        return false;
      }
    });

  it.each<[string, string, boolean, boolean]>([
    ['users', 'Calendars.Read', true, false],
    ['users', 'Calendars.ReadWrite', true, true],
    ['users', 'Calendars.Read.Shared', true, false],
    ['users', 'Calendars.ReadWrite.Shared', true, true],
    ['users', 'Group.ReadWrite.All', false, false],
    ['groups', 'Group.Read.All', true, false],
    ['groups', 'Group.ReadWrite.All', true, true],
    ['groups', 'Calendars.ReadWrite.Shared', false, false],
    ['users', 'User.Read Calendars.Read', true, false],
    ['users', 'User.Read', false, false],
    ['users', '', false, false],
    ['users', 'calendars.readwrite', false, false],
  ])('a token for %s with %j reads and writes what its scope says', (kind, scopes, reading, writing) => {
    expect(allowed(user('somebody', ...scopes.split(' ')), kind === 'users' ? 'users' : 'groups')).toEqual([reading, writing]);
  });

  it.each<[string, boolean, boolean]>([
    ['Calendars.Read', true, false],
    ['Calendars.ReadWrite', true, true],
    ['', false, false],
    ['User.Read.All', false, false],
    ['Group.ReadWrite.All', false, false],
    ['Calendars.ReadWrite.Shared', false, false],
  ])('a token of an application with %j reads and writes what its role says', (role, reading, writing) => {
    expect(allowed(application(role), 'users')).toEqual([reading, writing]);
    expect(allowed(application(role), 'groups')).toEqual([reading, writing]);
  });

  it('a token of an application shares nothing', () => {
    expect(mayUseShared(application('Calendars.Read.Shared'))).toBe(false);
  });
});
