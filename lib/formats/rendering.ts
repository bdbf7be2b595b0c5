// The types for rendering an item as a file: its inputs, its result, and its limits on memory and work.
import { badRequest } from '../runtime/errors.ts';
import { maxCancelledInItem, maxMailFieldsInItem, maxZonesInItem } from '../runtime/limits/items.ts';
import type { JsonObject } from '../runtime/json.ts';

/** An item as a file of its own format. */
export interface RenderedItem {
  readonly bytes: Buffer;
  /** `text/calendar; charset=utf-8` */
  readonly mediaType: string;
  /** The ending of the file's name, such as `.ics`. */
  readonly extension: string;
}

/** Counts the bytes that rendering holds at the same time. */
export interface MemoryMeter {
  /** Counts so many bytes more. Throws when there is no room for them. */
  hold(bytes: number): void;
  /** Counts so many bytes less. */
  release(bytes: number): void;
}

/** A meter that counts as far as `take` allows. It calls `take` only when it holds more bytes than ever before, with the difference. */
export function createMemoryMeter(take: (bytes: number) => void): MemoryMeter {
  let [held, peak] = [0, 0];
  return {
    hold(bytes) {
      held += bytes;
      if (held > peak) take(held - peak);
      peak = Math.max(peak, held);
    },
    release: (bytes) => void (held -= bytes),
  };
}

/**
 * Limits the work of one rendering on zones, series and mail fields, for the item and all nested items together; there may be hundreds of
 * those.
 */
export interface RenderingLimits {
  /** How many of the wanted occurrences may still be looked up; these then count as looked up. */
  occurrences(wanted: number): number;
  /** Counts a zone. Throws 400 for one zone too many. */
  zone(name: string): void;
  /** Counts recipients and headers of a mail. Throws 400 when they are too many. */
  mailFields(count: number): void;
}

export function createRenderingLimits(): RenderingLimits {
  const zones = new Set<string>();
  let left = maxCancelledInItem;
  let fields = 0;
  return {
    occurrences(wanted) {
      const granted = Math.min(wanted, left);
      left -= granted;
      return granted;
    },
    zone(name) {
      zones.add(name);
      if (zones.size > maxZonesInItem)
        throw badRequest(`The item's events are in more than ${maxZonesInItem} time zones; read them with $expand instead.`);
    },
    mailFields(count) {
      fields += count;
      if (fields > maxMailFieldsInItem)
        throw badRequest(
          `The item's messages have more than ${maxMailFieldsInItem} recipients and headers together; read them with $expand instead.`,
        );
    },
  };
}

/** What an item is rendered with. The same item with the same origin always gives the same bytes. */
export interface Rendering {
  /** Differs for every item, nested ones included. The names that a format wants to be unique are made from it. */
  readonly id: string;
  /** The attachment's name, for an item that has none. */
  readonly name: string;
  /** When the item was attached, in milliseconds since 1970 UTC; used for an item that has no date of its own. */
  readonly attached: number;
  readonly memory: MemoryMeter;
  readonly limits: RenderingLimits;
  /**
   * Renders the item of the attachment at this index as a file; as JSON if the item has no other format. The meter counts its bytes as held.
   */
  readonly nested: (item: JsonObject, name: string, index: number) => Promise<RenderedItem>;
}
