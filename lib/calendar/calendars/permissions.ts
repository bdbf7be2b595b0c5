// With whom the calendars of a mailbox are shared, and in which role: one small document for all of them.
import { z } from 'zod';
import type { Clock } from '../../runtime/clock.ts';
import { itemNotFound, ServiceError, quotaExceeded } from '../../runtime/errors.ts';
import type { Ids } from '../../runtime/ids.ts';
import { maxPermissionsPerMailbox } from '../../runtime/limits.ts';
import type { Documents, StoredDocument, Write } from '../../stores/documents.ts';
import { attemptsOf, lost, winRace } from '../../stores/races.ts';
import { decode, recordShape, revised, type Author } from '../../stores/records.ts';
import { livingCalendar } from './calendarRecord.ts';
import { defaultCalendarId, mailboxPartition, type Mailbox } from '../mailbox.ts';
import { permission, permissionsOf, type CalendarPermission, type CalendarRole } from './permission.ts';

const sharesRecord = z.object({ ...recordShape, revision: z.number().int(), permissions: z.array(permission) });

/** The user whom a calendar is shared with. */
export interface Grantee {
  readonly user: string;
  readonly address: string;
  readonly name: string;
  readonly isGuest?: true;
}

export interface CalendarPermissions {
  /** Every stored permission of the mailbox's calendars; one point read. */
  read(mailbox: Mailbox): Promise<readonly CalendarPermission[]>;
  /** Shares the calendar. Throws 404 when it is gone, 409 when the user has a permission already, 507 when the mailbox has too many. */
  add(mailbox: Mailbox, calendarId: string, to: Grantee, role: CalendarRole, by: Author): Promise<CalendarPermission>;
  /** Gives a permission another role. Throws 404 when it, or the calendar, is gone. */
  change(mailbox: Mailbox, calendarId: string, permissionId: string, role: CalendarRole, by: Author): Promise<CalendarPermission>;
  /** Takes a permission away; false when it was gone already. */
  remove(mailbox: Mailbox, calendarId: string, permissionId: string, by: Author): Promise<boolean>;
}

const sharesDocument = 'calendarShares';

export interface CalendarPermissionDependencies {
  readonly documents: Documents;
  readonly ids: Ids;
  readonly clock: Clock;
}

export function createCalendarPermissions({ documents, ids, clock }: CalendarPermissionDependencies): CalendarPermissions {
  return {
    read: async (mailbox) => (await readShares(documents, mailboxPartition(mailbox)))?.permissions ?? [],

    async add(mailbox, calendar, to, role, by) {
      const added: CalendarPermission = { permissionId: ids.next(), calendar, ...to, role };
      await write({ documents, clock }, mailboxPartition(mailbox), livingCalendar(mailbox, calendar, clock()), by, (before) => {
        if (before.some(({ permissionId }) => permissionId === added.permissionId)) return before;
        if (before.some((each) => each.calendar === calendar && each.user === to.user)) throw alreadyShared(to);
        if (before.length >= maxPermissionsPerMailbox) throw tooManyPermissions();
        return [...before, added];
      });
      return added;
    },

    async change(mailbox, calendar, permissionId, role, by) {
      const isDefault = calendar === defaultCalendarId(mailbox);
      const after = await write(
        { documents, clock },
        mailboxPartition(mailbox),
        livingCalendar(mailbox, calendar, clock()),
        by,
        (before) => {
          const found = permissionsOf(before, calendar, isDefault).find((each) => each.permissionId === permissionId);
          if (found === undefined) throw itemNotFound();
          const changed = { ...found, role };
          return isStored(before, found) ? before.map((each) => (each === found ? changed : each)) : [...before, changed];
        },
      );
      const changed = permissionsOf(after, calendar, isDefault).find((each) => each.permissionId === permissionId);
      if (changed === undefined) throw itemNotFound();
      return changed;
    },

    async remove(mailbox, calendar, permissionId, by) {
      let isGone = true;
      await write({ documents, clock }, mailboxPartition(mailbox), [], by, (before) => {
        const left = before.filter((each) => each.calendar !== calendar || each.permissionId !== permissionId);
        if (left.length < before.length) isGone = false;
        return left;
      });
      return !isGone;
    },
  };
}

/** Takes away all permissions of a deleted calendar. */
export async function withoutCalendar(
  deps: { readonly documents: Documents; readonly clock: Clock },
  partition: string,
  calendarId: string,
): Promise<void> {
  await write(deps, partition, [], 'service', (before) => before.filter(({ calendar }) => calendar !== calendarId));
}

export const decodeShares = (document: StoredDocument | undefined): z.infer<typeof sharesRecord> | undefined =>
  decode('calendarShares', sharesRecord, document);

const readShares = async (documents: Documents, partition: string) => decodeShares(await documents.read(partition, sharesDocument));

/**
 * Changes the permissions of a mailbox in one batch with the guards, all or nothing, and resolves to the new ones. Calls `change` again
 * when another request was faster. Throws what `change` throws, and 404 when a guard refuses.
 */
async function write(
  { documents, clock }: { readonly documents: Documents; readonly clock: Clock },
  partition: string,
  guards: readonly Write[],
  by: Author,
  change: (before: readonly CalendarPermission[]) => readonly CalendarPermission[],
): Promise<readonly CalendarPermission[]> {
  return winRace(attemptsOf.change, "Too many requests change this mailbox's permissions at once.", async () => {
    const shares = await readShares(documents, partition);
    const before = shares?.permissions ?? [];
    const after = change(before);
    if (sameEntries(after, before)) return before;
    const written = await documents.commit(partition, [
      revised({ id: sharesDocument, kind: 'calendarShares', revision: shares?.revision }, 'permissions', after, clock(), by),
      ...guards,
    ]);
    if (written.outcome === 'done') return after;
    if (written.index > 0) throw itemNotFound();
    return lost;
  });
}

const isStored = (permissions: readonly CalendarPermission[], one: CalendarPermission): boolean => permissions.includes(one);

const sameEntries = (a: readonly CalendarPermission[], b: readonly CalendarPermission[]): boolean =>
  a.length === b.length && a.every((each, i) => each === b[i]);

const alreadyShared = ({ address }: Grantee): ServiceError =>
  new ServiceError(409, 'Conflict', `The calendar is shared with '${address}' already; change the role of that permission.`);

const tooManyPermissions = (): ServiceError =>
  quotaExceeded(`The calendars of a mailbox have at most ${maxPermissionsPerMailbox} permissions together.`);
