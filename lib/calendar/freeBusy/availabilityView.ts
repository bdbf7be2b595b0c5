// The availability view of a schedule: a digit for each slot of a window, the strongest status of what touches the slot.
import { touches, type Status, type Stretch } from './busyItem.ts';
import { strongestOf } from './strongest.ts';

const digits: Readonly<Record<Status, string>> = { free: '0', unknown: '1', tentative: '1', busy: '2', oof: '3', workingElsewhere: '4' };

/**
 * The digits from the window's start on; the last slot may be cut. Slots are minutes of elapsed time, so that a change of the clocks makes none
 * longer.
 */
export function availabilityView(items: readonly (Stretch & { readonly status: Status })[], window: Stretch, slotMs: number): string {
  const slots = Math.ceil((window.endUtc - window.startUtc) / slotMs);
  const slotAt = (utc: number): number => (utc - window.startUtc) / slotMs;
  return strongestOf(
    items.filter((item) => touches(item, window)),
    slots,
    ({ startUtc, endUtc }) => {
      const first = Math.floor(slotAt(startUtc));
      // An item without length touches the slot in which it lies; another item doesn't touch the slot that begins when it ends.
      return [first, Math.max(Math.ceil(slotAt(endUtc)) - 1, first)];
    },
  )
    .map((status) => digits[status])
    .join('');
}
