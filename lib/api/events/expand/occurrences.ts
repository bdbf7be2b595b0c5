// `$expand=instances` and `$expand=exceptionOccurrences` on one event: the first page of each list, as its own path shows it.
import type { EventOptions } from '../../../odata/event/eventQuery.ts';
import { maxEventPageSize } from '../../../runtime/limits.ts';
import type { JsonObject } from '../../../runtime/json.ts';
import { preferencesOf, shownPage, viewOf } from '../eventsShow.ts';
import { windowCursors, type Listing } from '../windows/eventsWindow.ts';
import type { Expander, OnEvent } from './onEvent.ts';

interface Occurrences {
  readonly name: 'instances' | 'exceptionOccurrences';
  /** The parameters of the list's own path that say which window it is of. */
  readonly bounds: string;
  readonly listing: (on: OnEvent, options: EventOptions) => Listing;
}

/** The list with the link to the rest of it. Costs what a page of the list costs, without opening the event again. */
export const expandedOccurrences =
  ({ name, bounds, listing }: Occurrences): Expander<EventOptions> =>
  async (on, options): Promise<JsonObject> => {
    const { call, named } = on;
    const opened = listing(on, options);
    const { walked, mailbox, collection, list } = opened;
    const view = viewOf(call, walked, mailbox, preferencesOf(call), options.select);
    const { value, next } = await shownPage(call, await list({ limit: maxEventPageSize }), view);
    const token = next && (await windowCursors(call, opened, { ...options, pageSize: undefined }).sealed(next));
    const selection = options.selectText === undefined ? '' : `$select=${encodeURIComponent(options.selectText)}&`;
    return {
      [`${name}@odata.context`]: call.links.context(collection, options.selectText, false),
      [name]: value,
      ...(token !== undefined && {
        [`${name}@odata.nextLink`]: `${call.links.event(named)}/${name}?${bounds}${selection}$skiptoken=${token}`,
      }),
    };
  };
