// Creates, puts, reads, changes, lists and deletes the events of a mailbox.
import { itemNotFound, preconditionFailed } from '../../runtime/errors.ts';
import type { Condition, StoredDocument, Write } from '../../stores/documents.ts';
import { attemptsOf, lost, winRace } from '../../stores/races.ts';
import type { Author } from '../../stores/records.ts';
import { setKind } from '../../stores/records.ts';
import type { Calendars } from '../calendars/calendars.ts';
import type { CustomData } from '../custom/customData.ts';
import { holderOf } from '../custom/customOfEvent.ts';
import { readCustom } from '../custom/customWrites.ts';
import { createEvent, type CreatedEvent, type CreateOptions } from './create.ts';
import { draftEvent, removeContent, type EventDependencies, type DraftWithCustom, type NewEvent } from './draft.ts';
import { tryChange, type EventChange } from './change.ts';
import { findEvents, type FoundBy } from './find.ts';
import { countEvents, listEvents, type EventPage, type EventPageRequest } from './list.ts';
import { inherited } from './record/memory.ts';
import { beginRemoval, tryRemove, type RemovalPorts } from './remove.ts';
import { decodeEvent, etagOf, eventDocument, isEntry, type EventRecord } from './record/eventRecord.ts';
import { mailboxPartition, type EventKey, type Mailbox } from '../mailbox.ts';
import { invitations } from '../meetings/telling/due.ts';
import { chargedInPurge, eventRemoval } from './purge.ts';
import { cancelledDays, privateDays } from '../occurrences/cancelled.ts';
import { changeOccurrence, type OccurrenceChange } from '../occurrences/change.ts';
import { changeEntry } from '../entries/change.ts';
import { changeCopy } from '../entries/series/changeCopy.ts';
import { isOccurrence } from '../occurrences/overlay.ts';
import { commitCounted, discardingWhenRefused, type QuotaDependencies } from '../quota.ts';
import { readEvent } from './readEvent.ts';
import type { IsShown } from '../windows/windowEntry.ts';

export type { EventChange } from './change.ts';
export type { EventDependencies, NewEvent } from './draft.ts';

/** The event as it is now, and whether it is a new one. */
export interface PutEvent {
  readonly event: EventRecord;
  readonly created: boolean;
}

/** How an event is deleted. */
export interface Removal extends Pick<EventChange, 'may' | 'before' | 'sender'> {
  /** Whether this version may be deleted (If-Match). */
  readonly isCurrent?: ((event: EventRecord) => boolean) | undefined;
  /** The comment that the attendees get with the cancellation. */
  readonly comment?: string | undefined;
  /** Whether no restore brings back the bytes that it had (contract, section 13, permanentDelete). */
  readonly erases?: boolean | undefined;
}

export interface PutOptions {
  /** Called with the event that exists, or undefined; throws if the caller may not put an event there. */
  readonly may: (found: EventRecord | undefined) => void;
  /** Makes the existing event's new properties. Without it, they are those of the new event. */
  readonly replace?: EventChange['apply'];
  /** Changes the existing event's custom data; a new event has its own. */
  readonly custom?: EventChange['custom'];
  /** As in `EventChange`. */
  readonly before?: EventChange['before'];
}

export interface Events {
  /** Reads an event that isn't deleted, by one point read; undefined if there is none. */
  read(key: EventKey): Promise<EventRecord | undefined>;
  /**
   * Creates the event under an id of the service's, with its attachments, once for each `transactionId`, and begins to tell its attendees.
   * One batch; throws as `createEvent`.
   */
  create(mailbox: Mailbox, event: NewEvent, by: Author, options?: CreateOptions): Promise<CreatedEvent>;
  /**
   * Creates the event under the caller's id, or replaces the properties of the existing one, whose attachments and calendar stay. Begins to
   * tell its attendees. One read and one write.
   */
  put(key: EventKey, event: NewEvent, by: Author, options: PutOptions): Promise<PutEvent>;
  /**
   * Changes the event that was read, or a later version; with `isCurrent` only a version that this accepts (If-Match). Begins to tell its
   * attendees, unless the change is an attendee's answer. One write, or more if others change the event at the same time. Throws 404 if it
   * is gone, 412 if `isCurrent` accepts no version.
   */
  change(key: EventKey, event: EventRecord, change: EventChange, by: Author, isCurrent?: Removal['isCurrent']): Promise<EventRecord>;
  /**
   * Deletes the event that was read: one write, after which nothing of it is visible. Then begins to remove its documents and bytes and to
   * tell its attendees; the timers finish both. Resolves to the deleted event; throws as `change`.
   */
  remove(key: EventKey, event: EventRecord, by: Author, removal?: Removal): Promise<EventRecord>;
  /** Finds events of the mailbox, in any calendar, whose property has this value and that meet `more`; at most ten. One query. */
  find(mailbox: Mailbox, property: FoundBy, value: string, more?: Condition): Promise<readonly EventRecord[]>;
  /** Lists a page of a calendar's events. One query. */
  list(mailbox: Mailbox, calendar: string, request: EventPageRequest): Promise<EventPage>;
  /** Counts the events of a calendar that meet the filter. One query; the more events there are, the more it costs. */
  count(mailbox: Mailbox, calendar: string, filter: Condition | undefined): Promise<number>;
  /** The dates, on the series' clocks, of the cancelled occurrences that the caller may have seen; see `cancelledDays`. */
  cancelledDays(mailbox: Mailbox, series: EventRecord, isShown: IsShown): Promise<readonly string[]>;
  /** The dates, on the series' clocks, of the occurrences that are private by a change of their own. */
  privateDays(mailbox: Mailbox, series: EventRecord): Promise<readonly string[]>;
  /**
   * The open extensions and extended properties that each of these events of one mailbox shows. One point read for an event that has any, two
   * for an occurrence; of a page one query for each hundred documents; none where there is none.
   */
  custom(mailbox: Mailbox, events: readonly EventRecord[]): Promise<readonly CustomData[]>;
  /** Reads the content of the event's body, from a blob if it lies there; undefined while another request replaces or deletes it. */
  content(event: EventRecord): Promise<string | undefined>;
}

/** The message of the 503 if too many requests change an event at the same time. */
const busy = 'Too many requests change this event at once.';

/** Work that a write to an event begins; the timers finish it if it fails here. */
export interface EventPorts extends RemovalPorts {
  /** Tells the attendees of the write, or of the cancellation. */
  readonly tell: (mailbox: Mailbox, event: EventRecord) => Promise<void>;
}

export function createEvents(deps: EventDependencies & EventPorts & { readonly calendars: Pick<Calendars, 'locate'> }): Events {
  const { documents, contents, calendars, clock, tell } = deps;
  const read = (key: EventKey): Promise<EventRecord | undefined> => readEvent(documents, key);

  /** Tells the meeting's present and former attendees. Reads nothing if there are none. Never rejects: the timers finish what it can't do. */
  const tellAttendees = async (mailbox: Mailbox, event: EventRecord, before?: EventRecord): Promise<void> => {
    // Of a series without people, occurrences may have some.
    const isOne = (each: EventRecord): boolean => each.properties.attendees.length > 0 || (each.occurrence?.series ?? each).tells;
    if (!isEntry(event) && [event, before].some((each) => each !== undefined && isOne(each)))
      await tell(mailbox, event).catch(() => undefined);
  };

  const attempt = (key: EventKey, current: EventRecord, wanted: OccurrenceChange, by: Author): Promise<EventRecord | undefined> => {
    if (isOccurrence(current))
      return isEntry(current) ? changeCopy(deps, key.mailbox, current, wanted, by) : changeOccurrence(deps, key, current, wanted, by);
    return isEntry(current) ? changeEntry(deps, key.mailbox, current, wanted, by) : tryChange(deps, key.mailbox, current, wanted, by);
  };

  /** Changes the event, and tells nobody. */
  const toChanged: Events['change'] = async (key, event, wanted, by, isCurrent) => {
    let current = event;
    return winRace(attemptsOf.sharedChange, busy, async () => {
      if (isCurrent !== undefined && !isCurrent(current)) throw preconditionFailed();
      await wanted.before?.(current);
      const changed = await attempt(key, current, { ...wanted, onlyIfUntouched: isCurrent !== undefined }, by);
      if (changed !== undefined) return changed;
      const found = await read(key);
      if (found?.incarnation !== event.incarnation) throw itemNotFound();
      wanted.may?.(found);
      current = found;
      return lost;
    });
  };

  /** Turns the event into its tombstone, and tells nobody. Resolves to the event before. */
  const toTombstone: Events['remove'] = async (key, event, by, { isCurrent, comment, sender, may, before, erases } = {}) => {
    let current = event;
    return winRace(attemptsOf.sharedChange, busy, async () => {
      if (isCurrent !== undefined && !isCurrent(current)) throw preconditionFailed();
      await before?.(current);
      const { removed, isUnclear, was } = await tryRemove(deps, key.mailbox, current, by, {
        comment,
        sender,
        erases,
        onlyIfUntouched: isCurrent !== undefined || before !== undefined,
      });
      if (removed) return was;
      const found = await read(key);
      if (found?.incarnation !== event.incarnation) {
        if (isUnclear) return { ...was, ...(await chargedInPurge(documents, key.mailbox, was)) };
        throw itemNotFound();
      }
      may?.(found);
      current = found;
      return lost;
    });
  };

  return {
    read,

    async create(mailbox, ...given) {
      const made = await createEvent(deps, mailbox, ...given);
      if (!made.repeated) await tellAttendees(mailbox, made.event);
      return made;
    },

    async change(key, event, wanted, ...given) {
      const changed = await toChanged(key, event, wanted, ...given);
      if (wanted.isAnswer !== true) await tellAttendees(key.mailbox, changed, event);
      return changed;
    },

    async put(key, event, by, { may, replace = () => event.properties, custom, before }) {
      const partition = mailboxPartition(key.mailbox);
      let former: EventRecord | undefined;
      const put = await winRace<PutEvent>(attemptsOf.sharedChange, busy, async () => {
        const found = await documents.read(partition, eventDocument(key.event));
        const alive = decodeEvent(found);
        if (
          alive !== undefined &&
          alive.calendar !== event.calendar &&
          (await calendars.locate(key.mailbox, alive.calendar)) === undefined
        ) {
          // The event's calendar was deleted, and the event will follow: delete it now, so that the purge doesn't delete the new one.
          await documents.commit(partition, eventRemoval(alive, clock(), by));
          return lost;
        }
        may(alive);
        former = alive;
        if (alive !== undefined) await before?.(alive);
        if (alive === undefined) {
          const drafted = await draftEvent(deps, key, event, by, inherited(found?.body, event));
          const { draft } = drafted;
          const discard = (): Promise<void> => removeContent(contents, draft.bodyContent);
          const telling = invitations(key.mailbox, draft, clock(), by, event.sender);
          if (await createOrRevive(deps, partition, drafted, found, telling).catch(discardingWhenRefused(discard)))
            return { event: { ...draft, etag: etagOf(draft) }, created: true };
          await discard();
        } else {
          const { iCalUId, sender } = event;
          const replacing = { apply: replace, newContent: true, sender, custom, ...(iCalUId !== undefined && { iCalUId }) };
          const replaced = await tryChange(deps, key.mailbox, alive, replacing, by);
          if (replaced !== undefined) return { event: replaced, created: false };
        }
        return lost;
      });
      await tellAttendees(key.mailbox, put.event, former);
      return put;
    },

    async remove(key, event, by, removal) {
      const was = await toTombstone(key, event, by, removal);
      await beginRemoval(deps, key.mailbox, was, by, removal);
      return was;
    },

    find: (mailbox, property, value, more) => findEvents(documents, mailbox, property, value, more),
    list: (mailbox, calendar, request) => listEvents(documents, mailbox, calendar, request),
    count: (mailbox, calendar, filter) => countEvents(documents, mailbox, calendar, filter),
    cancelledDays: (mailbox, series, isShown) => cancelledDays(documents, mailbox, series, isShown),
    privateDays: (mailbox, series) => privateDays(documents, mailbox, series),
    custom: (mailbox, events) => readCustom(documents, mailboxPartition(mailbox), events.map(holderOf)),

    async content({ bodyContent, properties }) {
      if (bodyContent === undefined) return properties.body.content;
      const bytes = await contents.read(bodyContent.blob);
      return bytes === undefined ? undefined : Buffer.from(bytes).toString();
    },
  };
}

/** Creates the event, or puts it in place of the tombstone that was read, but never over an event that another request has put there. */
async function createOrRevive(
  deps: QuotaDependencies,
  partition: string,
  { draft: document, beside, more }: DraftWithCustom,
  found: StoredDocument | undefined,
  telling: readonly Write[],
): Promise<boolean> {
  if (found !== undefined && telling.length === 0 && beside.length === 0 && more === 0)
    return (await deps.documents.replaceIf(partition, document, found.etag)) !== undefined;
  const guard = found === undefined ? [] : [stillTombstone(found)];
  const put: Write = { write: found === undefined ? 'create' : 'replace', document };
  const [first = put, ...rest] = [...guard, put, ...beside, ...telling];
  const made = await commitCounted(deps, partition, [first, ...rest], more);
  return made.outcome === 'done';
}

/** A patch whose condition is that the tombstone is still there: a batch has no other kind of guard. */
const stillTombstone = ({ id, body }: StoredDocument): Write => ({
  write: 'patch',
  id,
  operations: [setKind('eventTombstone')],
  when: {
    is: 'and',
    conditions: [
      { is: 'eq', property: 'kind', value: 'eventTombstone' },
      { is: 'eq', property: 'incarnation', value: typeof body.incarnation === 'string' ? body.incarnation : null },
    ],
  },
});
