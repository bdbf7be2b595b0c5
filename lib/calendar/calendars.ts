// The calendars of a mailbox: made, read, listed, changed and deleted; the default one exists without being stored.
import type { Clock } from '../clock.ts';
import type { Page, PageRequest } from '../directory/page.ts';
import { itemNotFound } from '../errors.ts';
import type { Ids } from '../ids.ts';
import { tombstoneDays } from '../limits.ts';
import type { Condition, Documents, Write } from '../stores/documents.ts';
import { newRecord, type Author } from '../stores/records.ts';
import { countCalendars } from './calendarGroups.ts';
import { calendarPurgeDocument } from './calendarPurge.ts';
import {
  calendarDocument,
  decodeCalendar,
  isCalendar,
  unchangedDefault,
  type CalendarPlace,
  type CalendarProperties,
  type CalendarRecord,
} from './calendarRecord.ts';
import { defaultFirst } from './defaultFirst.ts';
import { defaultCalendarGroupId, defaultCalendarId, mailboxPartition, type Mailbox } from './mailbox.ts';

export interface Calendars {
  /** Where a living calendar is; one point read, none for the default calendar. */
  locate(mailbox: Mailbox, calendarId: string): Promise<CalendarPlace | undefined>;
  /** A living calendar with its properties; one point read. */
  read(mailbox: Mailbox, calendarId: string): Promise<CalendarRecord | undefined>;
  /** A page of the mailbox's calendars, or of one group's; the default calendar first, the others in the order of their making. */
  list(mailbox: Mailbox, group: string | undefined, request: PageRequest): Promise<Page<CalendarRecord>>;
  /** Those of these calendars that live, in the order of their making: one query. At most as many as a page has. */
  readAll(mailbox: Mailbox, calendarIds: readonly string[]): Promise<readonly CalendarRecord[]>;
  /** Makes a calendar under an id of the service; one batch. Throws 404 when the group is gone. */
  create(mailbox: Mailbox, group: string, properties: CalendarProperties, by: Author): Promise<CalendarRecord>;
  /** Changes what is given and nothing else; stores a default calendar that wasn't. Throws 404 when the calendar is gone. */
  update(mailbox: Mailbox, calendarId: string, change: Partial<CalendarProperties>, by: Author): Promise<CalendarRecord>;
  /**
   * Deletes the calendar that was located, never the default one: one batch, after which no path reaches its events. They are
   * removed by the purge that the batch leaves. False when it was gone already.
   */
  remove(mailbox: Mailbox, calendar: CalendarPlace, by: Author): Promise<boolean>;
  /** Adds a calendar with this id unless it, or its tombstone, is there already. Its group must be there. */
  enter(mailbox: Mailbox, entering: CalendarPlace & { readonly name: string }, by: Author): Promise<void>;
}

const secondsPerDay = 24 * 60 * 60;

export function createCalendars(documents: Documents, ids: Ids, clock: Clock): Calendars {
  const read: Calendars['read'] = async (mailbox, calendarId) =>
    decodeCalendar(await documents.read(mailboxPartition(mailbox), calendarDocument(calendarId))) ??
    (calendarId === defaultCalendarId(mailbox) ? unchangedDefault(mailbox) : undefined);

  const find = async (mailbox: Mailbox, conditions: readonly Condition[], limit: number): Promise<CalendarRecord[]> => {
    const where: Condition = { is: 'and', conditions: [isCalendar, ...conditions] };
    const found = await documents.query(mailboxPartition(mailbox), { where, orderBy: [{ property: 'calendarId' }], limit });
    return found.flatMap((document) => decodeCalendar(document) ?? []);
  };

  const documentOf = (place: CalendarPlace, properties: CalendarProperties, by: Author) => ({
    id: calendarDocument(place.calendarId),
    kind: 'calendar',
    ...newRecord(clock(), by),
    ...place,
    ...properties,
  });

  return {
    async locate(mailbox, calendarId) {
      if (calendarId === defaultCalendarId(mailbox)) return { calendarId, calendarGroup: defaultCalendarGroupId(mailbox) };
      return read(mailbox, calendarId);
    },
    read,

    list: (mailbox, group, request) =>
      defaultFirst(request, {
        id: defaultCalendarId(mailbox),
        idOf: ({ calendarId }) => calendarId,
        first: async () =>
          group === undefined || group === defaultCalendarGroupId(mailbox) ? read(mailbox, defaultCalendarId(mailbox)) : undefined,
        others: (after, limit) =>
          find(
            mailbox,
            [
              ...(group === undefined ? [] : [{ is: 'eq', property: 'calendarGroup', value: group } satisfies Condition]),
              { is: 'ne', property: 'calendarId', value: defaultCalendarId(mailbox) },
              { is: 'gt', property: 'calendarId', value: after },
            ],
            limit,
          ),
      }),

    async readAll(mailbox, calendarIds) {
      const conditions = calendarIds.map((value): Condition => ({ is: 'eq', property: 'calendarId', value }));
      const stored = conditions.length === 0 ? [] : await find(mailbox, [{ is: 'or', conditions }], calendarIds.length);
      const defaultId = defaultCalendarId(mailbox);
      const lacksDefault = calendarIds.includes(defaultId) && stored.every(({ calendarId }) => calendarId !== defaultId);
      return lacksDefault ? [unchangedDefault(mailbox), ...stored] : stored;
    },

    async create(mailbox, group, properties, by) {
      const document = documentOf({ calendarId: ids.next(), calendarGroup: group }, properties, by);
      const writes: [Write, ...Write[]] = [{ write: 'create', document }, ...countCalendars(mailbox, group, 1)];
      const made = await documents.commit(mailboxPartition(mailbox), writes);
      if (made.outcome === 'done') return { ...document, etag: made.etags[0] ?? '' };
      const own = made.repeated ? await read(mailbox, document.calendarId) : undefined;
      if (own === undefined) throw itemNotFound();
      return own;
    },

    async update(mailbox, calendarId, change, by) {
      const partition = mailboxPartition(mailbox);
      const id = calendarDocument(calendarId);
      const operations = Object.entries({ ...change, modified: new Date(clock()).toISOString() }).map(
        ([property, value]) => ({ op: 'set', path: `/${property}`, value }) as const,
      );
      const patch: Write = { write: 'patch', id, operations, when: isCalendar };
      let changed = await documents.commit(partition, [patch]);
      if (changed.outcome === 'refused' && calendarId === defaultCalendarId(mailbox)) {
        const { name, color, hexColor, ...place } = unchangedDefault(mailbox);
        const { calendarGroup } = place;
        const document = documentOf({ calendarId, calendarGroup }, { name, color, hexColor, ...change }, by);
        const stored = await documents.commit(partition, [{ write: 'create', document }]);
        // Another first change was faster: this one comes on top of it.
        changed = stored.outcome === 'done' ? stored : await documents.commit(partition, [patch]);
      }
      const now = changed.outcome === 'done' ? await read(mailbox, calendarId) : undefined;
      if (now === undefined) throw itemNotFound();
      return now;
    },

    async remove(mailbox, { calendarId, calendarGroup }, by) {
      const now = clock();
      const removed = await documents.commit(mailboxPartition(mailbox), [
        {
          write: 'patch',
          id: calendarDocument(calendarId),
          operations: [
            { op: 'set', path: '/kind', value: 'calendarTombstone' },
            { op: 'set', path: '/modified', value: new Date(now).toISOString() },
            { op: 'set', path: '/deletedBy', value: by },
            { op: 'set', path: '/ttl', value: tombstoneDays * secondsPerDay },
          ],
          when: isCalendar,
        },
        { write: 'create', document: calendarPurgeDocument(calendarId, now, by) },
        ...countCalendars(mailbox, calendarGroup, -1),
      ]);
      return removed.outcome === 'done' || removed.repeated;
    },

    async enter(mailbox, { calendarId, calendarGroup, name }, by) {
      const document = documentOf({ calendarId, calendarGroup }, { name, color: 'auto', hexColor: '' }, by);
      await documents.commit(mailboxPartition(mailbox), [{ write: 'create', document }, ...countCalendars(mailbox, calendarGroup, 1)]);
    },
  };
}
