// What rendering an item takes and gives.
import type { JsonObject } from '../../stores/documents.ts';

/** An item as a file of its own format. */
export interface RenderedItem {
  readonly bytes: Uint8Array;
  /** `text/calendar; charset=utf-8` */
  readonly mediaType: string;
  /** What a file's name ends with: `.ics`. */
  readonly extension: string;
}

/** What an item is rendered with. The same item with the same origin gives the same bytes at any time. */
export interface Rendering {
  /** Another one for every item, nested ones too: of it come the names that the formats want to be unique. */
  readonly id: string;
  /** The attachment's name, for an item that has none. */
  readonly name: string;
  /** When the item was attached, in milliseconds since 1970 UTC: for one that doesn't say when it is from. */
  readonly attached: number;
  /** Counts bytes that were made, before they are copied on. Throws when they are too many. */
  readonly spend: (bytes: number) => void;
  /** The item of a nested attachment; undefined when it is none that has a format. */
  readonly nested: (item: JsonObject, name: string, index: number) => Promise<RenderedItem | undefined>;
}
