// The permissions of a mailbox in their one document: changed by many at once, bounded, and never of a calendar that is gone.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCalendars, type Calendars } from '../../../lib/calendar/calendars/calendars.ts';
import { defaultCalendarGroupId, defaultCalendarId, mailboxPartition, type Mailbox } from '../../../lib/calendar/mailbox.ts';
import { organizationPermissionId } from '../../../lib/calendar/calendars/permission.ts';
import { createCalendarPermissions, type CalendarPermissions } from '../../../lib/calendar/calendars/permissions.ts';
import { createIds } from '../../../lib/runtime/ids.ts';
import { maxPermissionsPerMailbox } from '../../../lib/runtime/limits.ts';
import { startDocuments, type TestDocuments } from '../../support/stores/documents.ts';

const by = 'app:test';
let test: TestDocuments;
let calendars: Calendars;
let permissions: CalendarPermissions;
const clock = () => Date.now();
const ids = createIds(clock, (n) => randomBytes(n));

beforeAll(async () => {
  test = await startDocuments();
  calendars = createCalendars({ documents: test.mailboxes, ids, clock, purge: () => Promise.reject(new Error('died')) });
  permissions = createCalendarPermissions({ documents: test.mailboxes, ids, clock });
});
afterAll(() => test.close());

const newMailbox = (): Mailbox => ({ tenant: test.newTenant(), kind: 'users', id: 'owner' });
const grantee = (user: string) => ({ user, address: `${user}@contoso.example`, name: user });

it('all of several first permissions are kept', async () => {
  const mailbox = newMailbox();
  const calendar = defaultCalendarId(mailbox);
  await Promise.all(['a', 'b', 'c', 'd'].map((user) => permissions.add(mailbox, calendar, grantee(user), 'read', by)));
  expect((await permissions.read(mailbox)).map(({ user }) => user).toSorted()).toEqual(['a', 'b', 'c', 'd']);
});

it('a user gets one permission of a calendar, of several at once too', async () => {
  const mailbox = newMailbox();
  const calendar = defaultCalendarId(mailbox);
  const adding = await Promise.allSettled([1, 2, 3].map(() => permissions.add(mailbox, calendar, grantee('a'), 'read', by)));
  expect(adding.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected']);
  for (const each of adding) if (each.status === 'rejected') expect(each.reason).toMatchObject({ status: 409, code: 'Conflict' });
  expect(await permissions.read(mailbox)).toHaveLength(1);
});

it('the organization’s permission is stored with its first change', async () => {
  const mailbox = newMailbox();
  const calendar = defaultCalendarId(mailbox);
  for (const role of ['read', 'none', 'limitedRead'] as const)
    expect(await permissions.change(mailbox, calendar, organizationPermissionId, role, by)).toMatchObject({ role, user: null });
  expect(await permissions.read(mailbox)).toMatchObject([{ permissionId: organizationPermissionId, role: 'limitedRead' }]);
});

it('a permission is found in its own calendar alone', async () => {
  const mailbox = newMailbox();
  const { calendarId } = await calendars.create(mailbox, defaultCalendarGroupId(mailbox), { name: 'x', color: 'auto', hexColor: '' }, by);
  const { permissionId } = await permissions.add(mailbox, calendarId, grantee('a'), 'read', by);
  const elsewhere = defaultCalendarId(mailbox);
  await expect(permissions.change(mailbox, elsewhere, permissionId, 'write', by)).rejects.toMatchObject({ status: 404 });
  expect(await permissions.remove(mailbox, elsewhere, permissionId, by)).toBe(false);
  expect(await permissions.read(mailbox)).toMatchObject([{ role: 'read' }]);
  expect(await permissions.remove(mailbox, calendarId, permissionId, by)).toBe(true);
  expect(await permissions.remove(mailbox, calendarId, permissionId, by)).toBe(false);
});

it('no permission is given of a calendar that was deleted since it was read', async () => {
  const mailbox = newMailbox();
  const calendar = await calendars.create(mailbox, defaultCalendarGroupId(mailbox), { name: 'x', color: 'auto', hexColor: '' }, by);
  const { permissionId } = await permissions.add(mailbox, calendar.calendarId, grantee('a'), 'read', by);
  await calendars.remove(mailbox, calendar.calendarId, by);
  await expect(permissions.add(mailbox, calendar.calendarId, grantee('b'), 'read', by)).rejects.toMatchObject({ status: 404 });
  await expect(permissions.change(mailbox, calendar.calendarId, permissionId, 'write', by)).rejects.toMatchObject({ status: 404 });
  expect(await permissions.read(mailbox)).toMatchObject([{ user: 'a', role: 'read' }]);
});

it('a calendar holds so many permissions and no more', async () => {
  const mailbox = newMailbox();
  const calendar = defaultCalendarId(mailbox);
  await permissions.add(mailbox, calendar, grantee('first'), 'read', by);
  const many = Array.from({ length: maxPermissionsPerMailbox - 2 }, (_, i) => ({
    ...grantee(`user-${i}`),
    calendar,
    permissionId: `permission-${i}`,
    role: 'read',
  }));
  const stored = await permissions.read(mailbox);
  const value = [...stored, ...many];
  const operations = [{ op: 'set', path: '/permissions', value }] as const;
  await test.mailboxes.commit(mailboxPartition(mailbox), [{ write: 'patch', id: 'calendarShares', operations }]);
  await permissions.add(mailbox, calendar, grantee('last'), 'read', by);
  await expect(permissions.add(mailbox, calendar, grantee('one more'), 'read', by)).rejects.toMatchObject({
    status: 507,
    code: 'ErrorQuotaExceeded',
  });
  expect(await permissions.read(mailbox)).toHaveLength(maxPermissionsPerMailbox);
});
