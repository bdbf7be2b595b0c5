// Asks the stores how busy somebody is; who may ask is decided elsewhere.
import { msPerDay, type Clock } from '../../runtime/clock.ts';
import { maxScheduleItems, usualDaysAhead } from '../../runtime/limits/freeBusy.ts';
import type { Documents } from '../../stores/documents.ts';
import type { Mailbox } from '../mailbox.ts';
import type { BusyItem, Stretch } from './busyItem.ts';
import { busyItems, type AskedStretch } from './busyItems.ts';

export interface FreeBusy {
  /** What is in a user's default calendar in a window, by start; undefined for more than 1,000 items. Costs as `busyItems` says. */
  items(mailbox: Mailbox, window: AskedStretch): Promise<readonly BusyItem[] | undefined>;
  /** The next seven days, from the next half hour on. */
  comingDays(): Stretch;
}

const halfHour = msPerDay / 48;

export const createFreeBusy = ({ documents, clock }: { readonly documents: Documents; readonly clock: Clock }): FreeBusy => ({
  comingDays() {
    const startUtc = Math.ceil(clock() / halfHour) * halfHour;
    return { startUtc, endUtc: startUtc + usualDaysAhead * msPerDay };
  },
  items: (mailbox, window) => busyItems(documents, mailbox, window, maxScheduleItems),
});
