// Shows the custom data of events, with its context; for its own paths as well as for `$expand` (contract, section 15).
import { viewpointOf } from '../../access/permissions/eventAccess.ts';
import { noCustomData, type CustomData } from '../../calendar/custom/customData.ts';
import type { EventRecord } from '../../calendar/events/record/eventRecord.ts';
import type { EventKey } from '../../calendar/mailbox.ts';
import { customEntities } from '../../odata/custom/customEntity.ts';
import type { CustomCollection } from '../../odata/custom/customSchema.ts';
import { quotedKey } from '../../odata/query/context.ts';
import type { JsonObject } from '../../runtime/json.ts';
import type { Call } from '../call.ts';
import type { Shown } from '../events/openShown.ts';

/** The custom data of events of one mailbox, each as the caller is shown it. */
export async function shownCustom(
  { services, caller }: Pick<Call, 'services' | 'caller'>,
  { walked, key: { mailbox } }: Pick<Shown, 'walked'> & { readonly key: Pick<EventKey, 'mailbox'> },
  events: readonly EventRecord[],
): Promise<readonly CustomData[]> {
  const isOpen = (event: EventRecord): boolean => viewpointOf(caller, walked, mailbox, event).as !== 'attendee';
  const open = events.filter((event) => event.custom !== undefined && isOpen(event));
  const read = await services.events.custom(mailbox, open);
  const byEvent = new Map(open.map((event, at) => [event, read[at] ?? noCustomData]));
  return events.map((event) => byEvent.get(event) ?? noCustomData);
}

/** The extensions of an event that was written with some: one point read. */
export async function shownExtensions(call: Call, { walked, key }: Pick<Shown, 'walked' | 'key'>, event: EventRecord): Promise<JsonObject> {
  const [data = noCustomData] = await shownCustom(call, { walked, key }, [event]);
  return expandedCustom(call, key, 'extensions', customEntities(data, 'extensions'));
}

/** The entities of a collection that is shown with its event, and their context. */
export const expandedCustom = (
  { links }: Pick<Call, 'links'>,
  { mailbox, event }: EventKey,
  collection: CustomCollection,
  entities: readonly JsonObject[],
): JsonObject => ({
  [`${collection}@odata.context`]: links.context(
    `${mailbox.kind}(${quotedKey(mailbox.id)})/events(${quotedKey(event)})/${collection}`,
    undefined,
    false,
  ),
  [collection]: entities,
});
