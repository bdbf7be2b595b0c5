// From an address to when its user is busy, as far as the caller sees it: asks the directory, the shares and the calendar.
import { freeBusyDetailOf, type FreeBusyDetail } from '../permissions/freeBusyAccess.ts';
import type { Caller } from '../tokens/caller.ts';
import type { BusyItem } from '../../calendar/freeBusy/busyItem.ts';
import type { AskedStretch } from '../../calendar/freeBusy/busyItems.ts';
import type { FreeBusy } from '../../calendar/freeBusy/freeBusy.ts';
import type { Mailbox } from '../../calendar/mailbox.ts';
import type { SettingsOfMailboxes } from '../../calendar/settings/mailboxSettings.ts';
import type { MailboxSettings } from '../../calendar/settings/settingsRecord.ts';
import { places } from '../../runtime/mutex.ts';
import { schedulesAtOnce } from '../../runtime/limits/freeBusy.ts';
import type { WalkDependencies } from './sharedMailbox.ts';

export interface ScheduleDependencies extends WalkDependencies {
  readonly freeBusy: FreeBusy;
  readonly mailboxSettings: Pick<SettingsOfMailboxes, 'read'>;
}

/** When somebody is busy. */
export interface Schedule {
  readonly detail: FreeBusyDetail;
  readonly items: readonly BusyItem[];
  readonly settings: MailboxSettings;
}

/**
 * Why there is no schedule: whoever isn't known, isn't shared, or is no user is `unknown`, all alike; `tooMany` has more items than a schedule
 * may have.
 */
export type NoSchedule = 'unknown' | 'tooMany';

/** An object id that no user has. */
const nobody = '00000000-0000-0000-0000-000000000000';

/**
 * The schedules behind these addresses, in their order; an address is a user's name, mail or proxy address. All are looked up together, then
 * at most four are read at once. Each costs a point read for the shares, and what is known of the user for a while; whom the caller sees
 * costs one more and what `FreeBusy.items` costs. Where nobody has the address, the same is asked as of whom the caller doesn't see, so that
 * the time of an answer doesn't tell who exists.
 */
export async function schedulesOf(
  deps: ScheduleDependencies,
  caller: Caller,
  addresses: readonly string[],
  window: AskedStretch,
): Promise<readonly (Schedule | NoSchedule)[]> {
  const { tenant } = caller;
  const [isMember, ids] = await Promise.all([
    caller.kind === 'delegated' && deps.presence.isMember(tenant, { ...caller, userId: caller.id }),
    deps.directory.userIdsByAddress(tenant, addresses),
  ]);
  const place = places(schedulesAtOnce);
  const read = (address: string) =>
    place(() => scheduleOf(deps, caller, isMember, { tenant, kind: 'users', id: ids.get(address.toLowerCase()) ?? nobody }, window));
  return Promise.all(addresses.map(read));
}

async function scheduleOf(
  deps: ScheduleDependencies,
  caller: Caller,
  isMember: boolean,
  mailbox: Mailbox,
  window: AskedStretch,
): Promise<Schedule | NoSchedule> {
  const [permissions, isGone] = await Promise.all([deps.permissions.read(mailbox), deps.presence.isDeleted(mailbox)]);
  const detail = isGone || mailbox.id === nobody ? undefined : freeBusyDetailOf(caller, mailbox, permissions, isMember);
  return detail === undefined ? 'unknown' : scheduleIn(deps, mailbox, detail, window);
}

/** The schedule of a mailbox that the caller may see. */
export async function scheduleIn(
  { freeBusy, mailboxSettings }: Pick<ScheduleDependencies, 'freeBusy' | 'mailboxSettings'>,
  mailbox: Mailbox,
  detail: FreeBusyDetail,
  window: AskedStretch,
): Promise<Schedule | NoSchedule> {
  const [items, { settings }] = await Promise.all([freeBusy.items(mailbox, window), mailboxSettings.read(mailbox)]);
  return items === undefined ? 'tooMany' : { detail, items, settings };
}
