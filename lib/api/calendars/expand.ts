// `$expand=singleValueExtendedProperties` and `multiValueExtendedProperties` on calendars (contract, section 15).
import { noCustomData, type CustomData } from '../../calendar/custom/customData.ts';
import type { CalendarRecord } from '../../calendar/calendars/calendarRecord.ts';
import type { Mailbox } from '../../calendar/mailbox.ts';
import type { ListPage, ListPlace } from '../../calendar/calendars/listOrder.ts';
import { customEntities } from '../../odata/custom/customEntity.ts';
import type { CalendarExpanding } from '../../odata/calendar/calendarExpand.ts';
import { quotedKey } from '../../odata/query/context.ts';
import type { Expanded } from '../../odata/query/expand.ts';
import { namesOf } from '../../odata/types/edm.ts';
import { maxPageContentBytes } from '../../runtime/limits.ts';
import type { JsonObject } from '../../runtime/json.ts';
import type { Call } from '../call.ts';

/** What a request expands on calendars. */
export type CalendarExpansion = Expanded<CalendarExpanding>;

/** Shows what is expanded on calendars whose extended properties were read. */
export type ShowExpanded = (calendar: CalendarRecord) => JsonObject;

/**
 * Reads what is expanded on these calendars of a mailbox: as `Calendars.custom`, and nothing where nothing is expanded. `path`: that of one
 * calendar, as context URLs have it.
 */
export async function readExpanded(
  { services, links, share }: Call,
  mailbox: Mailbox,
  calendars: readonly CalendarRecord[],
  expand: CalendarExpansion,
  path: (calendar: CalendarRecord) => string,
): Promise<ShowExpanded> {
  const names = namesOf(expand);
  if (names.length === 0) return () => ({});
  share.take(calendars.reduce((sum, calendar) => sum + bytesOf(calendar), 0) * bytesPerByte);
  const read = await services.calendars.custom(mailbox, calendars);
  const byId = new Map<string, CustomData>(calendars.map(({ calendarId }, at) => [calendarId, read[at] ?? noCustomData]));
  return (calendar) => {
    const data = byId.get(calendar.calendarId) ?? noCustomData;
    const shown: [string, JsonObject[string]][] = names.flatMap((name) => [
      [`${name}@odata.context`, links.context(`${path(calendar)}/${name}`, undefined, false)],
      [name, customEntities(data, name, expand[name]?.isWanted)],
    ]);
    return Object.fromEntries(shown);
  };
}

/** How often each byte counts in the byte budget: as it was read, as an entity, in the answer's text and its bytes. */
const bytesPerByte = 4;

const bytesOf = ({ custom }: CalendarRecord): number => custom?.bytes ?? 0;

/** The first calendars of a page, as far as their extended properties have 8 MiB together; one at least. */
export function withinExpanded(
  page: ListPage<CalendarRecord>,
  expand: CalendarExpansion,
  placeOf: (last: CalendarRecord) => ListPlace,
): ListPage<CalendarRecord> {
  if (namesOf(expand).length === 0) return page;
  let bytes = 0;
  const end = page.entries.findIndex((calendar, at) => (bytes += bytesOf(calendar)) > maxPageContentBytes && at > 0);
  const last = end === -1 ? undefined : page.entries[end - 1];
  return last === undefined ? page : { entries: page.entries.slice(0, end), next: placeOf(last) };
}

/** The path of one calendar. */
export const calendarPath =
  (collection: string): ((calendar: CalendarRecord) => string) =>
  ({ calendarId }) =>
    `${collection}(${quotedKey(calendarId)})`;
