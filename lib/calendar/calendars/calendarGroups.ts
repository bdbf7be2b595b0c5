// Makes, reads, lists, renames and deletes the calendar groups of a mailbox; the default one exists even before it is stored.
import { z } from 'zod';
import type { Clock, Randomness } from '../../runtime/clock.ts';
import { newObjectId } from '../../directory/users/objectId.ts';
import { Fault, itemNotFound, preconditionFailed, type ServiceError, invalidRequest } from '../../runtime/errors.ts';
import { hashedId, type Ids } from '../../runtime/ids.ts';
import type { Condition, Documents, StoredDocument, Write } from '../../stores/documents.ts';
import { documentsBehind } from '../../stores/keyset.ts';
import { attemptsOf, lost, winRace } from '../../stores/races.ts';
import { decodeCurrent, newRecord, recordShape, type Author } from '../../stores/records.ts';
import { becomesTombstone } from '../../stores/tombstone.ts';
import { filterableProperties, meets, nameKeys, sortValue } from './calendarName.ts';
import { listPage, type ListPage, type ListRequest } from './listOrder.ts';
import { defaultCalendarGroupId, mailboxPartition, type Mailbox } from '../mailbox.ts';

/** The class of the default group, the same in every mailbox (Graph, "List calendarGroups"). */
const defaultClassId = '0006f0b7-0000-0000-c000-000000000046';

const groupRecord = z.object({
  ...recordShape,
  id: z.string(),
  calendarGroup: z.string(),
  name: z.string(),
  classId: z.string().default(defaultClassId),
  /** How many calendars are in it; the batches that make and delete them change it. The default group's isn't counted. */
  calendarCount: z.number().int().default(0),
  /** Counts changes of the name. */
  revision: z.number().int().default(0),
});

/** A living calendar group. `id` is its document's id. */
export type CalendarGroupRecord = z.infer<typeof groupRecord> & { readonly etag: string };

export interface CalendarGroups {
  /** A living calendar group; one point read. */
  read(mailbox: Mailbox, group: string): Promise<CalendarGroupRecord | undefined>;
  /** A page of the mailbox's groups, or of those whose names (`nameKey`) meet a condition: the as `Calendars.list`. */
  list(mailbox: Mailbox, request: ListRequest, filter?: Condition): Promise<ListPage<CalendarGroupRecord>>;
  /** How many groups the pages of `list` have together: one query and one point read. */
  count(mailbox: Mailbox, filter?: Condition): Promise<number>;
  /** Makes a group with a new id; one write. */
  create(mailbox: Mailbox, name: string, classId: string | undefined, by: Author): Promise<CalendarGroupRecord>;
  /**
   * Renames the group; stores the default group if it wasn't stored. One read and one write. Throws 404 when it is gone, 412 when
   * `isCurrent` rejects the current ETag (If-Match).
   */
  rename(mailbox: Mailbox, group: string, name: string, by: Author, isCurrent?: (etag: string) => boolean): Promise<CalendarGroupRecord>;
  /** Deletes a group other than the default one. Throws 400 when calendars are in it, else as `rename`. */
  remove(mailbox: Mailbox, group: string, by: Author, isCurrent?: (etag: string) => boolean): Promise<void>;
  /** Adds a calendar group with this id unless it or its tombstone exists already. */
  enter(mailbox: Mailbox, entering: { readonly calendarGroup: string; readonly name: string }, by: Author): Promise<void>;
}

const groupDocument = (group: string): string => hashedId('calendarGroup', group);

const isGroup: Condition = { is: 'eq', property: 'kind', value: 'calendarGroup' };
/** The conditions for all groups but the default one, which may not be stored. */
const others = (mailbox: Mailbox, filter: Condition | undefined): Condition[] => [
  isGroup,
  ...(filter === undefined ? [] : [filter]),
  { is: 'ne', property: 'calendarGroup', value: defaultCalendarGroupId(mailbox) },
];
/** The write that adds `by` to a group's count of calendars; refused when the group is gone. None for the default group. */
export const countCalendars = (mailbox: Mailbox, group: string, by: number): Write[] =>
  group === defaultCalendarGroupId(mailbox)
    ? []
    : [{ write: 'patch', id: groupDocument(group), operations: [{ op: 'increment', path: '/calendarCount', by }], when: isGroup }];

const filterableGroup = (group: CalendarGroupRecord) => filterableProperties(group, 'calendarGroup');

export interface CalendarGroupDependencies {
  readonly documents: Documents;
  readonly ids: Ids;
  readonly clock: Clock;
  readonly randomness: Randomness;
}

export function createCalendarGroups({ documents, ids, clock, randomness }: CalendarGroupDependencies): CalendarGroups {
  const read: CalendarGroups['read'] = async (mailbox, group) =>
    decodeGroup(await documents.read(mailboxPartition(mailbox), groupDocument(group))) ??
    (group === defaultCalendarGroupId(mailbox) ? unchangedDefault(mailbox) : undefined);

  const documentOf = (calendarGroup: string, name: string, classId: string, by: Author) => ({
    id: groupDocument(calendarGroup),
    kind: 'calendarGroup' as const,
    ...newRecord(clock(), by),
    calendarGroup,
    name,
    ...nameKeys(name),
    classId,
    calendarCount: 0,
    revision: 0,
  });

  /** The default group if it is wanted: one point read. */
  const wantedDefault = async (mailbox: Mailbox, filter: Condition | undefined): Promise<CalendarGroupRecord | undefined> => {
    const found = await read(mailbox, defaultCalendarGroupId(mailbox));
    return found !== undefined && meets(filter, filterableGroup(found)) ? found : undefined;
  };

  /** The group as it is now. Throws 404 when it is gone, 412 when `isCurrent` rejects its ETag. */
  const current = async (mailbox: Mailbox, group: string, isCurrent?: (etag: string) => boolean) => {
    const found = await read(mailbox, group);
    if (found === undefined) throw itemNotFound();
    if (isCurrent?.(found.etag) === false) throw preconditionFailed();
    return found;
  };

  return {
    read,

    list: (mailbox, request, filter) =>
      listPage(request, {
        id: 'calendarGroup',
        defaultId: defaultCalendarGroupId(mailbox),
        valueOf: (group, property) => sortValue(filterableGroup(group), property),
        first: () => wantedDefault(mailbox, filter),
        others: async ({ order, after, skip, limit }) => {
          const wanted = { conditions: others(mailbox, filter), after, limit, ...(skip > 0 && { skip }) };
          const found = await documentsBehind(documents, mailboxPartition(mailbox), order, wanted);
          return found.flatMap((document) => decodeGroup(document) ?? []);
        },
      }),

    async count(mailbox, filter) {
      const [first, rest] = await Promise.all([
        wantedDefault(mailbox, filter),
        documents.count(mailboxPartition(mailbox), { is: 'and', conditions: others(mailbox, filter) }),
      ]);
      return rest + (first === undefined ? 0 : 1);
    },

    async create(mailbox, name, given, by) {
      const classId = given ?? newObjectId(randomness);
      const document = documentOf(ids.next(), name, classId, by);
      const made = await documents.commit(mailboxPartition(mailbox), [{ write: 'create', document }]);
      if (made.outcome === 'done') return { ...document, etag: made.etags[0] ?? '' };
      const own = made.repeated ? await read(mailbox, document.calendarGroup) : undefined;
      if (own === undefined) throw new Fault('A fresh calendar group id was taken.');
      return own;
    },

    async rename(mailbox, group, name, by, isCurrent) {
      return winRace(attemptsOf.change, busy, async () => {
        const before = await current(mailbox, group, isCurrent);
        const { modified, revision } = { modified: new Date(clock()).toISOString(), revision: before.revision + 1 };
        const operations = Object.entries({ name, ...nameKeys(name), modified, revision }).map(
          ([property, value]) => ({ op: 'set', path: `/${property}`, value }) as const,
        );
        const write: Write =
          before.etag === unstoredEtag
            ? { write: 'create', document: documentOf(group, name, defaultClassId, by) }
            : { write: 'patch', id: before.id, operations, when: sameGroup(before) };
        const written = await documents.commit(mailboxPartition(mailbox), [write]);
        const now = written.outcome === 'done' || written.repeated ? await read(mailbox, group) : undefined;
        return now !== undefined && (written.outcome === 'done' || now.name === name) ? now : lost;
      });
    },

    async remove(mailbox, group, by, isCurrent) {
      let isUnclear = false;
      await winRace(attemptsOf.change, busy, async () => {
        if (isUnclear && (await read(mailbox, group)) === undefined) return 'removed';
        const before = await current(mailbox, group, isCurrent);
        const removed = await documents.commit(mailboxPartition(mailbox), [
          {
            write: 'patch',
            id: before.id,
            operations: becomesTombstone('calendarGroupTombstone', clock(), by),
            when: { is: 'and', conditions: [sameGroup(before), { is: 'eq', property: 'calendarCount', value: 0 }] },
          },
        ]);
        if (removed.outcome === 'done') return 'removed';
        if (before.calendarCount > 0) throw notEmpty();
        isUnclear = removed.repeated;
        return lost;
      });
    },

    async enter(mailbox, { calendarGroup, name }, by) {
      const document = documentOf(calendarGroup, name, defaultClassId, by);
      await documents.commit(mailboxPartition(mailbox), [{ write: 'create', document }]);
    },
  };
}

/** The error's text when too many other requests change a calendar group. */
const busy = 'Too many requests change this calendar group at once.';

/** Holds if the stored group is alive and nobody has renamed it since this one was read. */
const sameGroup = ({ revision }: CalendarGroupRecord): Condition => ({
  is: 'and',
  conditions: [isGroup, { is: 'eq', property: 'revision', value: revision }],
});

const notEmpty = (): ServiceError => invalidRequest('A calendar group that has calendars cannot be deleted; delete them first.');

export const decodeGroup = (document: StoredDocument | undefined): CalendarGroupRecord | undefined =>
  decodeCurrent('calendarGroup', groupRecord, document);

/** The default group as it is until somebody renames it. */
function unchangedDefault(mailbox: Mailbox): CalendarGroupRecord {
  const calendarGroup = defaultCalendarGroupId(mailbox);
  return {
    id: groupDocument(calendarGroup),
    ...newRecord(0, 'service'),
    calendarGroup,
    name: 'My Calendars',
    classId: defaultClassId,
    calendarCount: 0,
    revision: 0,
    etag: unstoredEtag,
  };
}

/** The ETag of the default group until it has a document, which its first renaming makes. */
const unstoredEtag = '"default"';
