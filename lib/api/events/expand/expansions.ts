// What `$expand` adds to events: one table of the properties, each with how it is shown.
import type { EventExpanding } from '../../../odata/event/eventExpand.ts';
import type { Expanded, Expanding } from '../../../odata/query/expand.ts';
import { namesOf } from '../../../odata/types/edm.ts';
import type { JsonObject } from '../../../runtime/json.ts';
import { expandedAttachments } from './attachments.ts';
import { expandedCalendars } from './calendar.ts';
import { expandedCustomData } from './customData.ts';
import type { Expander, OnEvent } from './onEvent.ts';

/** How each property of `E` is shown. */
export type Expanders<E extends Expanding> = { readonly [K in keyof E]: Expander<E[K]> };

/** How each property is shown in one answer, on all of its events. */
export const eventExpanders = (): Expanders<EventExpanding> => ({
  attachments: expandedAttachments,
  calendar: expandedCalendars(),
  ...expandedCustomData(),
});

/** All that the request expands, on one event. */
export type Expansion = (on: OnEvent) => Promise<JsonObject>;

/** Shows what was expanded, in the order of the request; undefined where nothing was. */
export function expansionOf<E extends Expanding>(expandersOf: () => Expanders<E>, expand: Expanded<E>): Expansion | undefined {
  if (Object.keys(expand).length === 0) return undefined;
  const expanders = expandersOf();
  const shown = namesOf(expanders).flatMap((name) => {
    const options = expand[name];
    return options === undefined ? [] : [(on: OnEvent) => expanders[name](on, options)];
  });
  if (shown.length === 0) return undefined;
  return async (on) => {
    const entity: Record<string, JsonObject[string]> = {};
    for (const show of shown) Object.assign(entity, await show(on));
    return entity;
  };
}
