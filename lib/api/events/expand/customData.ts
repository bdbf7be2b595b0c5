// `$expand=extensions`, `singleValueExtendedProperties` and `multiValueExtendedProperties` on events (contract, section 15).
import { noCustomData, type CustomData } from '../../../calendar/custom/customData.ts';
import type { EventRecord } from '../../../calendar/events/record/eventRecord.ts';
import { customEntities } from '../../../odata/custom/customEntity.ts';
import type { CustomExpansion } from '../../../odata/custom/customExpand.ts';
import type { CustomCollection } from '../../../odata/custom/customSchema.ts';
import { maxCustomBytes } from '../../../runtime/limits/custom.ts';
import { expandedCustom, shownCustom } from '../../extensions/shownCustom.ts';
import type { Expander, OnEvent } from './onEvent.ts';

/** Bytes of custom data that are read together, those of one event at least. */
const maxReadTogether = 4 * maxCustomBytes;

/** How often each byte counts in the byte budget: as it was read, as an entity, in the answer's text and its bytes. */
const bytesPerByte = 4;

/**
 * Shows the entries that an event has of each collection. For a page, up to 1 MiB is read ahead. One event costs one point read, an occurrence
 * two, a page usually one query; events without custom data cost nothing. One read serves all three collections.
 */
export function expandedCustomData(): { readonly [K in CustomCollection]: Expander<CustomExpansion> } {
  const reading = new Map<EventRecord, Promise<CustomData>>();
  const dataOf = (on: OnEvent): Promise<CustomData> => {
    const known = reading.get(on.event);
    if (known !== undefined) return known;
    const together = aheadOf(on);
    on.call.share.take(together.reduce((sum, event) => sum + bytesOf(event), 0) * bytesPerByte);
    const read = shownCustom(on.call, { walked: on.walked, key: on.named }, together);
    for (const [at, event] of together.entries()) {
      const own = read.then((all) => all[at] ?? noCustomData);
      // The error is thrown when this event is shown; the page may end before it.
      own.catch(() => undefined);
      reading.set(event, own);
    }
    return reading.get(on.event) ?? Promise.resolve(noCustomData);
  };
  const shows =
    (collection: CustomCollection): Expander<CustomExpansion> =>
    async (on, { isWanted }) =>
      expandedCustom(on.call, on.named, collection, customEntities(await dataOf(on), collection, isWanted));
  return {
    extensions: shows('extensions'),
    singleValueExtendedProperties: shows('singleValueExtendedProperties'),
    multiValueExtendedProperties: shows('multiValueExtendedProperties'),
  };
}

const bytesOf = ({ custom }: EventRecord): number => custom?.bytes ?? 0;

/** The event, and those behind it on its page whose custom data is read with its own. */
function aheadOf({ event, page = [event] }: OnEvent): readonly EventRecord[] {
  const together = [event];
  let bytes = bytesOf(event);
  for (const next of page.slice(page.indexOf(event) + 1)) {
    bytes += bytesOf(next);
    if (bytes > maxReadTogether) break;
    together.push(next);
  }
  return together;
}
