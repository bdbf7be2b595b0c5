// What the permissions of a mailbox give a user, and how one calendar's are listed.
import { describe, expect, it } from 'vitest';
import {
  organizationPermissionId,
  permissionsOf,
  freeBusyRole,
  sharedWith,
  type CalendarPermission,
} from '../../../lib/calendar/calendars/permission.ts';

const given = (permissionId: string, calendar: string, user: string | null, role: CalendarPermission['role']): CalendarPermission => ({
  permissionId,
  calendar,
  user,
  address: null,
  name: '',
  role,
});

const all = [
  given(organizationPermissionId, 'a', null, 'read'),
  given('2', 'a', 'megan', 'write'),
  given('1', 'a', 'alex', 'none'),
  given('3', 'b', 'megan', 'freeBusyRead'),
  given('4', 'c', 'alex', 'delegateWithPrivateEventAccess'),
];

it.each([
  ['the own permission before the organization’s', 'megan', true, { a: 'write', b: 'freeBusyRead' }],
  ['an own one that gives less, too', 'alex', true, { c: 'delegateWithPrivateEventAccess' }],
  ['the organization’s to whoever has none', 'pat', true, { a: 'read' }],
  ['nothing to a guest who has none', 'pat', false, {}],
  ['the own permission to a guest', 'megan', false, { a: 'write', b: 'freeBusyRead' }],
] as const)('a stored permission gives %s', (_, user, isInOrganization, expected) => {
  expect(Object.fromEntries(sharedWith(all, user, isInOrganization))).toEqual(expected);
});

it('the list shows the organization first, then people in the order of their permissions', () => {
  expect(permissionsOf(all, 'a', false).map(({ permissionId }) => permissionId)).toEqual([organizationPermissionId, '1', '2']);
});

it('a calendar has a permission for the organization where none is stored, with the role none', () => {
  expect(permissionsOf(all, 'b', false)[0]).toEqual({
    permissionId: organizationPermissionId,
    calendar: 'b',
    user: null,
    address: null,
    name: 'My Organization',
    role: 'none',
  });
});

describe('free/busy', () => {
  const organizations = (role: 'none' | 'read') => [
    { permissionId: organizationPermissionId, calendar: 'a', user: null, address: null, name: 'My Organization', role } as const,
  ];

  it('a default calendar of which nothing is said shows its organization when its owner is busy, and stores and opens nothing for that', () => {
    expect(permissionsOf([], 'a', true)[0]).toMatchObject({ user: null, role: 'freeBusyRead' });
    expect(freeBusyRole([], 'a', 'pat', true)).toBe('freeBusyRead');
    expect(sharedWith([], 'pat', true).size).toBe(0);
  });

  it.each([
    ['a guest of whom nothing is said', freeBusyRole([], 'a', 'guest', false), 'none'],
    ['a member where the organization has another role', freeBusyRole(organizations('read'), 'a', 'pat', true), 'read'],
    ['a member where the owner has taken it away', freeBusyRole(organizations('none'), 'a', 'pat', true), 'none'],
    ['a guest where the organization has a role', freeBusyRole(organizations('read'), 'a', 'guest', false), 'none'],
    ['who has an own permission, a guest too', freeBusyRole(all, 'a', 'megan', false), 'write'],
  ])('the role of %s is what counts', (_, role, expected) => {
    expect(role).toBe(expected);
  });
});
