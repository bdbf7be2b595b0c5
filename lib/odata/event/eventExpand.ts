// What `$expand` may name on events, and the options that each takes in parentheses (contract, section 10).
import { parseExpandedAttachments, type AttachmentOptions } from '../attachment/attachmentQuery.ts';
import { calendarQuery } from '../calendar/calendarQuery.ts';
import type { CalendarProperty } from '../calendar/calendarSchema.ts';
import { customExpandable, type CustomExpansion } from '../custom/customExpand.ts';
import type { Expandables } from '../query/expand.ts';
import { insideOf, type QueryOptions } from '../query/queryOptions.ts';

/** What is expanded on every event that is shown: in lists, in windows and alone. `lib/api/events/expand` shows each. */
export type EventExpanding = {
  readonly attachments: AttachmentOptions;
  readonly calendar: QueryOptions<CalendarProperty>;
  readonly extensions: CustomExpansion;
  readonly singleValueExtendedProperties: CustomExpansion;
  readonly multiValueExtendedProperties: CustomExpansion;
};

export const eventExpandable: Expandables<EventExpanding> = {
  attachments: { written: 'attachments', read: parseExpandedAttachments },
  calendar: { written: 'calendar', read: insideOf(calendarQuery.entity) },
  extensions: customExpandable('extensions'),
  singleValueExtendedProperties: customExpandable('singleValueExtendedProperties'),
  multiValueExtendedProperties: customExpandable('multiValueExtendedProperties'),
};
