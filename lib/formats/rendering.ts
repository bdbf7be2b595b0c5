// What rendering an item takes and gives.
import { badRequest } from '../runtime/errors.ts';
import { maxCancelledInItem, maxMailFieldsInItem, maxZonesInItem } from '../runtime/limits.ts';
import type { JsonObject } from '../runtime/json.ts';

/** An item as a file of its own format. */
export interface RenderedItem {
  readonly bytes: Buffer;
  /** `text/calendar; charset=utf-8` */
  readonly mediaType: string;
  /** What a file's name ends with: `.ics`. */
  readonly extension: string;
}

/** Where the bytes are counted that rendering holds at once. */
export interface Room {
  /** Throws when there is no room for so many more. */
  hold(bytes: number): void;
  /** So many are no longer needed. */
  letGo(bytes: number): void;
}

/** A room that grows as far as `take` lets it: that is told of bytes only where more are held than ever before. */
export function createRoom(take: (bytes: number) => void): Room {
  let [held, most] = [0, 0];
  return {
    hold(bytes) {
      held += bytes;
      if (held > most) take(held - most);
      most = Math.max(most, held);
    },
    letGo: (bytes) => void (held -= bytes),
  };
}

/** What one rendering has asked of clocks and series, its nested items together: there may be hundreds of those. */
export interface Effort {
  /** How many of so many occurrences may still be looked up; they count as looked up. */
  occurrences(wanted: number): number;
  /** Throws 400 for a zone that is one too many. */
  zone(name: string): void;
  /** Throws 400 where so many recipients and headers of a mail are too many. */
  mailFields(count: number): void;
}

export function createEffort(): Effort {
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

/** What an item is rendered with. The same item with the same origin gives the same bytes at any time. */
export interface Rendering {
  /** Another one for every item, nested ones too: of it come the names that the formats want to be unique. */
  readonly id: string;
  /** The attachment's name, for an item that has none. */
  readonly name: string;
  /** When the item was attached, in milliseconds since 1970 UTC: for one that doesn't say when it is from. */
  readonly attached: number;
  readonly room: Room;
  readonly effort: Effort;
  /** The item of the attachment at this place, as a file; JSON where it has no other format. Its bytes are held. */
  readonly nested: (item: JsonObject, name: string, index: number) => Promise<RenderedItem>;
}
