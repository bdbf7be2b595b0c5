// What `$expand` may name on calendars (contract, section 15).
import { customExpandable, type CustomExpansion } from '../custom/customExpand.ts';
import type { Expandables } from '../query/expand.ts';

/** What is expanded on calendars, alone and in lists. */
export type CalendarExpanding = {
  readonly singleValueExtendedProperties: CustomExpansion;
  readonly multiValueExtendedProperties: CustomExpansion;
};

export const calendarExpandable: Expandables<CalendarExpanding> = {
  singleValueExtendedProperties: customExpandable('singleValueExtendedProperties'),
  multiValueExtendedProperties: customExpandable('multiValueExtendedProperties'),
};
