// Makes, reads, lists, changes and deletes the calendars of a mailbox; the default one exists even before it is stored.
import { itemNotFound, preconditionFailed } from '../../runtime/errors.ts';
import type { Ids } from '../../runtime/ids.ts';
import type { Condition, Write } from '../../stores/documents.ts';
import { documentsBehind, type Order } from '../../stores/keyset.ts';
import { attemptsOf, lost, winRace } from '../../stores/races.ts';
import { newRecord, type Author } from '../../stores/records.ts';
import { becomesTombstone } from '../../stores/tombstone.ts';
import { noCustomData, type CustomChange, type CustomData } from '../custom/customData.ts';
import { changeCustom, newCustom, readCustom, type CustomWritten } from '../custom/customWrites.ts';
import { commitCounted, type QuotaDependencies } from '../quota.ts';
import { countCalendars } from './calendarGroups.ts';
import { isSameName, filterableProperties, meets, nameKeys, nameTaken, releaseName, sortValue, takeName } from './calendarName.ts';
import { calendarPurgeDocument, type CalendarPurge } from './calendarPurge.ts';
import { customPurge, indexed, patched, sameCalendar } from './calendarWrites.ts';
import {
  calendarDocument,
  calendarPropertiesOf,
  decodeCalendar,
  isCalendar,
  isStored,
  unchangedDefault,
  type CalendarPlace,
  type CalendarProperties,
  type CalendarRecord,
} from './calendarRecord.ts';
import { listPage, type ListPage, type ListRequest, type OthersRequest } from './listOrder.ts';
import { defaultCalendarGroupId, defaultCalendarId, mailboxPartition, type Mailbox } from '../mailbox.ts';

/** Which of a mailbox's calendars are wanted: those of a group, and those whose names (`nameKey`) meet a condition. */
export interface WantedCalendars {
  readonly group?: string | undefined;
  readonly filter?: Condition | undefined;
}

/** How a calendar is deleted. */
export interface CalendarRemoval {
  /** Whether the calendar with this ETag may be deleted (If-Match). */
  readonly isCurrent?: ((etag: string) => boolean) | undefined;
  /** Whether no restore is to bring back the bytes that its events had. */
  readonly erases?: boolean | undefined;
}

export interface Calendars {
  /** In which group a living calendar is; one point read, none for the default calendar. */
  locate(mailbox: Mailbox, calendarId: string): Promise<CalendarPlace | undefined>;
  /** A living calendar with its properties; one point read. */
  read(mailbox: Mailbox, calendarId: string): Promise<CalendarRecord | undefined>;
  /**
   * A page of the mailbox's calendars, or of one group's: the default calendar first, then the others, oldest first, unless another order is
   * asked for. One query, and one point read where the default calendar may be on the page.
   */
  list(mailbox: Mailbox, wanted: WantedCalendars, request: ListRequest): Promise<ListPage<CalendarRecord>>;
  /** How many calendars the pages of `list` have together: one query, and one point read where the default calendar may not be wanted. */
  count(mailbox: Mailbox, wanted: WantedCalendars): Promise<number>;
  /** Those of these calendars that live, oldest first: one query. At most as many as a page has. */
  readAll(mailbox: Mailbox, calendarIds: readonly string[]): Promise<readonly CalendarRecord[]>;
  /** Makes a calendar with a new id; one batch. Throws 404 when the group is gone, 409 when another calendar has the name. */
  create(mailbox: Mailbox, group: string, properties: CalendarProperties, by: Author, custom?: CustomData): Promise<CalendarRecord>;
  /**
   * Changes the given properties and no others; stores the default calendar if it wasn't stored. One read and one batch, and one read more
   * where its extended properties change (`custom`). Throws 404 when the calendar is gone, 409 when another calendar has the name, 412 when `isCurrent` rejects the current ETag (If-Match).
   */
  update(
    mailbox: Mailbox,
    calendarId: string,
    change: CalendarChange,
    by: Author,
    isCurrent?: (etag: string) => boolean,
  ): Promise<CalendarRecord>;
  /** The extended properties of each: one point read for a calendar that has any, of a page one query for each hundred of them. */
  custom(mailbox: Mailbox, calendars: readonly CalendarRecord[]): Promise<readonly CustomData[]>;
  /**
   * Deletes a calendar, never the default one: one read and one batch, after which no path reaches its events. It begins to delete them,
   * and the sweep finishes that. Resolves to false when the calendar was gone already; throws 412 as `update`.
   */
  remove(mailbox: Mailbox, calendarId: string, by: Author, how?: CalendarRemoval): Promise<boolean>;
  /** Adds a calendar with this id unless it, its tombstone or a calendar of the same name exists already. Its group must exist. */
  enter(mailbox: Mailbox, entering: CalendarPlace & { readonly name: string }, by: Author): Promise<void>;
}

/** A change of a calendar: the properties that are given, and of its extended properties. */
export type CalendarChange = Partial<CalendarProperties> & { readonly custom?: CustomChange | undefined };

/** The conditions for all wanted calendars but the default one, which may not be stored. */
const others = (mailbox: Mailbox, { group, filter }: WantedCalendars): Condition[] => [
  ...(group === undefined ? [] : [{ is: 'eq', property: 'calendarGroup', value: group } satisfies Condition]),
  ...(filter === undefined ? [] : [filter]),
  { is: 'ne', property: 'calendarId', value: defaultCalendarId(mailbox) },
];

/** Oldest first: a newer id sorts after an older one. */
const byMaking: Order = { within: [], by: ['calendarId'] };

export interface CalendarDependencies extends QuotaDependencies {
  readonly ids: Ids;
  /** Begins to delete the events of a deleted calendar. The sweep deletes what this leaves. */
  readonly purge: (partition: string, purge: Omit<CalendarPurge, 'due'>) => Promise<unknown>;
}

export function createCalendars(deps: CalendarDependencies): Calendars {
  const { documents, ids, clock, purge } = deps;
  const read: Calendars['read'] = async (mailbox, calendarId) =>
    decodeCalendar(await documents.read(mailboxPartition(mailbox), calendarDocument(calendarId))) ??
    (calendarId === defaultCalendarId(mailbox) ? unchangedDefault(mailbox) : undefined);

  const find = async (
    mailbox: Mailbox,
    conditions: readonly Condition[],
    { order = byMaking, after, skip, limit }: Partial<OthersRequest> & Pick<OthersRequest, 'limit'>,
  ): Promise<CalendarRecord[]> => {
    const wanted = { conditions: [isCalendar, ...conditions], after, limit, ...(skip !== undefined && skip > 0 && { skip }) };
    const found = await documentsBehind(documents, mailboxPartition(mailbox), order, wanted);
    return found.flatMap((document) => decodeCalendar(document) ?? []);
  };

  const documentOf = (place: CalendarPlace, properties: CalendarProperties, by: Author) => ({
    id: calendarDocument(place.calendarId),
    kind: 'calendar' as const,
    ...newRecord(clock(), by),
    ...place,
    ...properties,
    ...nameKeys(properties.name),
    revision: 0,
  });

  /** The calendar as it is now. Throws 412 when `isCurrent` rejects its ETag. */
  const current = async (mailbox: Mailbox, calendarId: string, isCurrent?: (etag: string) => boolean) => {
    const found = await read(mailbox, calendarId);
    if (found !== undefined && isCurrent?.(found.etag) === false) throw preconditionFailed();
    return found;
  };

  /** The write that stores the default calendar with its first change, and the calendar after it. */
  const stored = (
    calendar: CalendarRecord,
    change: Partial<CalendarProperties>,
    custom: CustomWritten,
    by: Author,
  ): [Write, Omit<CalendarRecord, 'etag'>] => {
    const { calendarId, calendarGroup } = calendar;
    const properties = { ...calendarPropertiesOf(calendar), ...change };
    const document = { ...documentOf({ calendarId, calendarGroup }, properties, by), ...indexed(custom) };
    return [{ write: 'create', document }, document];
  };

  /** The writes by which its extended properties change. */
  const changed = async (
    mailbox: Mailbox,
    { calendarId, custom }: CalendarRecord,
    changes: CustomChange | undefined,
    made: { readonly now: number; readonly by: Author },
  ): Promise<CustomWritten> =>
    changes === undefined
      ? { index: custom, writes: [], more: 0 }
      : changeCustom(deps, mailboxPartition(mailbox), { incarnation: calendarId, custom }, changes, made);

  /** The default calendar if it is wanted: one point read, none when another group's calendars are wanted. */
  const wantedDefault = async (mailbox: Mailbox, { group, filter }: WantedCalendars): Promise<CalendarRecord | undefined> => {
    if (group !== undefined && group !== defaultCalendarGroupId(mailbox)) return undefined;
    const found = await read(mailbox, defaultCalendarId(mailbox));
    return found !== undefined && meets(filter, filterableCalendar(mailbox, found)) ? found : undefined;
  };

  /** Makes the calendar a tombstone and writes its purge, in one batch; false when the calendar was gone already. */
  const toTombstone: Calendars['remove'] = async (mailbox, calendarId, by, { isCurrent, erases } = {}) => {
    let isUnclear = false;
    return winRace(attemptsOf.change, busy, async () => {
      const before = await current(mailbox, calendarId, isCurrent);
      if (before === undefined) return isUnclear;
      const now = clock();
      const removed = await documents.commit(mailboxPartition(mailbox), [
        {
          write: 'patch',
          id: before.id,
          operations: becomesTombstone('calendarTombstone', now, by, before.custom === undefined ? [] : ['custom']),
          when: sameCalendar(before),
        },
        releaseName(before.name),
        { write: 'create', document: calendarPurgeDocument(calendarId, now, by, erases) },
        ...customPurge(before, now, by),
        ...countCalendars(mailbox, before.calendarGroup, -1),
      ]);
      if (removed.outcome === 'done') return true;
      isUnclear = removed.repeated;
      return lost;
    });
  };

  return {
    async locate(mailbox, calendarId) {
      if (calendarId === defaultCalendarId(mailbox)) return { calendarId, calendarGroup: defaultCalendarGroupId(mailbox) };
      return read(mailbox, calendarId);
    },
    read,

    list: (mailbox, wanted, request) =>
      listPage(request, {
        id: 'calendarId',
        defaultId: defaultCalendarId(mailbox),
        valueOf: (calendar, property) => sortValue(filterableCalendar(mailbox, calendar), property),
        first: () => wantedDefault(mailbox, wanted),
        others: (behind) => find(mailbox, others(mailbox, wanted), behind),
      }),

    async count(mailbox, wanted) {
      const [first, rest] = await Promise.all([
        wantedDefault(mailbox, wanted),
        documents.count(mailboxPartition(mailbox), { is: 'and', conditions: [isCalendar, ...others(mailbox, wanted)] }),
      ]);
      return rest + (first === undefined ? 0 : 1);
    },

    async readAll(mailbox, calendarIds) {
      const conditions = calendarIds.map((value): Condition => ({ is: 'eq', property: 'calendarId', value }));
      const stored = conditions.length === 0 ? [] : await find(mailbox, [{ is: 'or', conditions }], { limit: calendarIds.length });
      const defaultId = defaultCalendarId(mailbox);
      const lacksDefault = calendarIds.includes(defaultId) && stored.every(({ calendarId }) => calendarId !== defaultId);
      return lacksDefault ? [unchangedDefault(mailbox), ...stored] : stored;
    },

    async create(mailbox, group, properties, by, data = noCustomData) {
      const calendarId = ids.next();
      const custom = newCustom(deps, calendarId, data, { now: clock(), by });
      const document = { ...documentOf({ calendarId, calendarGroup: group }, properties, by), ...indexed(custom) };
      const writes: [Write, ...Write[]] = [
        { write: 'create', document },
        ...countCalendars(mailbox, group, 1),
        takeName(properties.name, calendarId, clock(), by),
        ...custom.writes,
      ];
      const made = await commitCounted(deps, mailboxPartition(mailbox), writes, custom.more);
      if (made.outcome === 'done') return { ...document, etag: made.etags[0] ?? '' };
      const own = made.repeated ? await read(mailbox, calendarId) : undefined;
      if (own !== undefined) return own;
      throw made.because === 'exists' ? nameTaken(properties.name) : itemNotFound();
    },

    async update(mailbox, calendarId, { custom: changes, ...change }, by, isCurrent) {
      const isDefault = calendarId === defaultCalendarId(mailbox);
      return winRace(attemptsOf.change, busy, async () => {
        const before = await current(mailbox, calendarId, isCurrent);
        if (before === undefined) throw itemNotFound();
        const now = clock();
        const { name = before.name } = change;
        // The default calendar's name isn't claimed: in Exchange the other calendars are folders below it, so that names may be the same.
        const moves = !isDefault && !isSameName(name, before.name);
        const custom = await changed(mailbox, before, changes, { now, by });
        const [first, after] = isStored(before) ? patched(before, change, custom, now) : stored(before, change, custom, by);
        const names = moves ? [releaseName(before.name), takeName(name, calendarId, now, by)] : [];
        const writes: [Write, ...Write[]] = [first, ...names, ...custom.writes];
        const written = await commitCounted(deps, mailboxPartition(mailbox), writes, custom.more);
        if (written.outcome === 'done') return { ...after, etag: written.etags[0] ?? '' };
        if (written.because === 'exists' && written.index > 0 && written.index <= names.length) throw nameTaken(name);
        const own = written.repeated ? await read(mailbox, calendarId) : undefined;
        return own?.revision === after.revision && own.modified === after.modified ? own : lost;
      });
    },

    async remove(mailbox, calendarId, by, how) {
      const removed = await toTombstone(mailbox, calendarId, by, how);
      // The calendar is deleted even if this fails: the sweep deletes the events then.
      if (removed)
        await purge(mailboxPartition(mailbox), calendarPurgeDocument(calendarId, clock(), by, how?.erases)).catch(() => undefined);
      return removed;
    },

    custom: (mailbox, calendars) =>
      readCustom(
        documents,
        mailboxPartition(mailbox),
        calendars.map(({ calendarId: incarnation, custom }) => ({ incarnation, custom })),
      ),

    async enter(mailbox, { calendarId, calendarGroup, name }, by) {
      const document = documentOf({ calendarId, calendarGroup }, calendarPropertiesOf({ name }), by);
      await documents.commit(mailboxPartition(mailbox), [
        { write: 'create', document },
        takeName(name, calendarId, clock(), by),
        ...countCalendars(mailbox, calendarGroup, 1),
      ]);
    },
  };
}

/** A calendar of the mailbox as filters and orders see it. */
export const filterableCalendar = (mailbox: Mailbox, calendar: CalendarRecord) =>
  filterableProperties(calendar, calendar.calendarId === defaultCalendarId(mailbox) ? defaultKind : 'calendar');

/** In a filter's eyes, the kind of the default calendar, stored or not. */
export const defaultKind = 'defaultCalendar';

/** The error's text when too many other requests change a calendar. */
const busy = 'Too many requests change this calendar at once.';
