// The writes to a calendar's own document, and what a deleted one leaves behind beside its events.
import type { Condition, PatchOperation, Write } from '../../stores/documents.ts';
import type { Author } from '../../stores/records.ts';
import type { CustomWritten } from '../custom/customWrites.ts';
import { purgeDocument } from '../events/purge.ts';
import { nameKeys } from './calendarName.ts';
import { isCalendar, type CalendarProperties, type CalendarRecord } from './calendarRecord.ts';

/** The index of its extended properties, as a calendar's document has it. */
export const indexed = ({ index }: CustomWritten): Pick<CalendarRecord, 'custom'> => (index === undefined ? {} : { custom: index });

/** What a deleted calendar leaves to the sweep beside its events: its extended properties. */
export const customPurge = ({ id, calendarId, custom }: CalendarRecord, now: number, by: Author): Write[] =>
  custom === undefined ? [] : [{ write: 'create', document: purgeDocument({ id, incarnation: calendarId }, now, by) }];

/** The write that changes the calendar that was read, and the calendar after it. */
export function patched(
  before: CalendarRecord,
  change: Partial<CalendarProperties>,
  custom: CustomWritten,
  now: number,
): [Write, Omit<CalendarRecord, 'etag'>] {
  const after = {
    ...before,
    ...change,
    custom: custom.index,
    modified: new Date(now).toISOString(),
    revision: before.revision + 1,
  };
  const named = change.name === undefined ? {} : nameKeys(change.name);
  const set = { ...change, ...named, modified: after.modified, revision: after.revision };
  const operations = [
    ...Object.entries(set).map(([property, value]): PatchOperation => ({ op: 'set', path: `/${property}`, value })),
    ...customOperations(before, custom),
  ];
  return [{ write: 'patch', id: before.id, operations, when: sameCalendar(before) }, after];
}

function customOperations(before: CalendarRecord, { index }: CustomWritten): PatchOperation[] {
  if (index !== undefined) return [{ op: 'set', path: '/custom', value: index }];
  return before.custom === undefined ? [] : [{ op: 'remove', path: '/custom' }];
}

/** Holds if the stored calendar is alive and nobody has changed it since this one was read. */
export const sameCalendar = ({ revision }: CalendarRecord): Condition => ({
  is: 'and',
  conditions: [isCalendar, { is: 'eq', property: 'revision', value: revision }],
});
