// Counts by key over a sliding window of time, in memory of a fixed size: more keys take no more memory and push no other key out.
import { hash } from 'node:crypto';
import type { Clock, Randomness } from '../../runtime/clock.ts';
import { createRecent } from '../../runtime/recent.ts';

/** Where a key is counted: one cell in each row. */
export type Cells = readonly number[];

export interface SlidingCounts {
  /** Milliseconds until the key may add this amount without passing the limit; 0 if it may now. */
  wait(cells: Cells, amount: number, limit: number): number;
  add(cells: Cells, amount: number): void;
}

/** A window is divided into so many slots; a slot is dropped as a whole. */
const slots = 10;
/**
 * Rows of a count-min sketch (Cormode and Muthukrishnan, 2005): a key shares each of its cells with other keys, but hardly ever all of them
 * with keys of high counts.
 */
const rows = 4;
const columns = 4096;

/** Keys whose cells are remembered: whoever sends one request, or one part of a batch, mostly sends more of them. */
const rememberedKeys = 256;

/** Finds a key's cells. The random salt keeps anybody from choosing keys that share cells with somebody else's. */
export function createCellFinder(randomness: Randomness): (key: string) => Cells {
  const salt = randomness(16).toString('base64');
  const recent = createRecent<Cells>(rememberedKeys);
  return (key) => {
    const known = recent.get(key);
    if (known !== undefined) return known;
    const digest = hash('sha256', `${salt} ${key}`, 'buffer');
    const cells = Array.from({ length: rows }, (_, row) => row * columns + (digest.readUInt16LE(row * 2) % columns));
    recent.set(key, cells);
    return cells;
  };
}

/**
 * Counts over a window of so many milliseconds, in steps of a tenth of the window. Everything within the last window is counted, and
 * nothing that is older than 1.1 windows. A count is never too low; it may be too high by what other keys add to the same cells (on average
 * the sum of all counts / 4096). Takes 1.5 MB.
 */
export function createSlidingCounts(clock: Clock, windowMs: number): SlidingCounts {
  const slotMs = windowMs / slots;
  // The slot that is being filled, and the ten before it.
  const ring = Array.from({ length: slots + 1 }, () => new Float64Array(rows * columns));
  const total = new Float64Array(rows * columns);
  let current = Math.floor(clock() / slotMs);
  const slotOf = (number: number): Float64Array => ring[number % ring.length] ?? total;

  /** Drops the slots that are too old. */
  const turn = (): void => {
    const now = Math.floor(clock() / slotMs);
    for (let number = Math.max(current, now - ring.length) + 1; number <= now; number++) {
      const slot = slotOf(number);
      slot.forEach((amount, cell) => (total[cell] = (total[cell] ?? 0) - amount));
      slot.fill(0);
    }
    current = Math.max(current, now);
  };

  return {
    wait(cells, amount, limit) {
      turn();
      const cell = cells.reduce((least, each) => ((total[each] ?? 0) < (total[least] ?? 0) ? each : least));
      let held = total[cell] ?? 0;
      if (held + amount <= limit) return 0;
      // The oldest slot drops out when the next one begins.
      let next = current + 1;
      for (; next < current + ring.length; next++) {
        held -= slotOf(next)[cell] ?? 0;
        if (held + amount <= limit) break;
      }
      return next * slotMs - clock();
    },
    add(cells, amount) {
      turn();
      const slot = slotOf(current);
      for (const cell of cells) {
        slot[cell] = (slot[cell] ?? 0) + amount;
        total[cell] = (total[cell] ?? 0) + amount;
      }
    },
  };
}
