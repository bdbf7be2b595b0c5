// The events of a mailbox: creates, puts under a given id, reads, changes, lists and deletes them.
import { itemNotFound, preconditionFailed } from '../../runtime/errors.ts';
import type { Condition, StoredDocument, Write } from '../../stores/documents.ts';
import { attemptsOf, lost, winRace } from '../../stores/races.ts';
import type { Author } from '../../stores/records.ts';
import { becomes } from '../../stores/records.ts';
import type { Calendars } from '../calendars/calendars.ts';
import { createEvent, type CreatedEvent, type CreateOptions } from './create.ts';
import { draftEvent, removeContent, type EventDependencies, type EventDraft, type NewEvent } from './draft.ts';
import { tryChange, type EventChange } from './change.ts';
import { findEvents, type FoundBy } from './find.ts';
import { countEvents, listEvents, type EventPage, type EventPageRequest } from './list.ts';
import { inherited } from './record/memory.ts';
import { beginRemoval, tryRemove, type RemovalPorts } from './remove.ts';
import { decodeEvent, etagOf, eventDocument, type EventRecord } from './record/eventRecord.ts';
import { mailboxPartition, type EventKey, type Mailbox } from '../mailbox.ts';
import { invitations } from '../meetings/outbox.ts';
import { chargedInPurge, eventRemoval } from './purge.ts';
import { cancelledDays, privateDays } from '../occurrences/cancelled.ts';
import { changeOccurrence } from '../occurrences/change.ts';
import { isOccurrence } from '../occurrences/overlay.ts';
import { commitCounted, discardingWhenRefused, type QuotaDependencies } from '../quota.ts';
import { readEvent } from './readEvent.ts';
import type { IsShown } from '../windows/windowEntry.ts';

export type { EventChange } from './change.ts';
export type { EventDependencies, NewEvent } from './draft.ts';

/** The event as it is now, and whether the request created it. */
export interface PutEvent {
  readonly event: EventRecord;
  readonly created: boolean;
}

/** How an event is deleted. */
export interface Removal extends Pick<EventChange, 'may' | 'before' | 'sender'> {
  /** Whether this version may be deleted (If-Match). */
  readonly isCurrent?: ((event: EventRecord) => boolean) | undefined;
  /** The comment that its attendees get with the cancellation. */
  readonly comment?: string | undefined;
}

export interface PutOptions {
  /** Called with the event that is there, or undefined when there is none; throws where the caller may not put the event. */
  readonly may: (found: EventRecord | undefined) => void;
  /** Makes the properties of the event that is there into its new ones; by default these are the properties of the new event. */
  readonly replace?: EventChange['apply'];
  /** As in `EventChange`. */
  readonly before?: EventChange['before'];
}

export interface Events {
  /** The event, as `readEvent` reads it; undefined when there is none. */
  read(key: EventKey): Promise<EventRecord | undefined>;
  /**
   * Creates the event under an id of the service, with its attachments, once for each `transactionId`. One batch; throws as `createEvent`.
   */
  create(mailbox: Mailbox, event: NewEvent, by: Author, options?: CreateOptions): Promise<CreatedEvent>;
  /**
   * Creates the event under the caller's id, or replaces the properties of the one that is there, which keeps its attachments and calendar.
   * One read and one write.
   */
  put(key: EventKey, event: NewEvent, by: Author, options: PutOptions): Promise<PutEvent>;
  /**
   * Changes the event that was read, or its newer version; with `isCurrent` only a version that this accepts (If-Match). One write, more
   * when others change the event at the same time. Throws 404 when it is gone, 412 when `isCurrent` refuses the version.
   */
  change(key: EventKey, event: EventRecord, change: EventChange, by: Author, isCurrent?: Removal['isCurrent']): Promise<EventRecord>;
  /**
   * Deletes the event that was read: one write, after which nothing of it is visible. Then begins to remove what it leaves behind and to
   * tell its attendees; timers finish both. Resolves to the event as it was; throws as `change`.
   */
  remove(key: EventKey, event: EventRecord, by: Author, removal?: Removal): Promise<EventRecord>;
  /** The events of all calendars of the mailbox whose property has this value and that meet the condition; at most ten. One query. */
  find(mailbox: Mailbox, property: FoundBy, value: string, more?: Condition): Promise<readonly EventRecord[]>;
  /** A page of a calendar's events: one query. */
  list(mailbox: Mailbox, calendar: string, request: EventPageRequest): Promise<EventPage>;
  /** How many events of a calendar meet the condition: one query, which costs more the more there are. */
  count(mailbox: Mailbox, calendar: string, filter: Condition | undefined): Promise<number>;
  /** The dates, in the series' zone, of the cancelled occurrences that the caller would have seen; see `cancelledDays`. */
  cancelledDays(mailbox: Mailbox, series: EventRecord, isShown: IsShown): Promise<readonly string[]>;
  /** The dates of the occurrences that are private themselves, whether or not their series is. */
  privateDays(mailbox: Mailbox, series: EventRecord): Promise<readonly string[]>;
  /** The content of a body that lies in a blob; undefined when it is being replaced or deleted. */
  content(event: EventRecord): Promise<string | undefined>;
}

/** The error text for a request that lost every attempt to other requests. */
const busy = 'Too many requests change this event at once.';

export function createEvents(deps: EventDependencies & RemovalPorts & { readonly calendars: Pick<Calendars, 'locate'> }): Events {
  const { documents, contents, calendars, clock } = deps;
  const read = (key: EventKey): Promise<EventRecord | undefined> => readEvent(documents, key);

  const change: Events['change'] = async (key, event, wanted, by, isCurrent) => {
    let current = event;
    return winRace(attemptsOf.sharedChange, busy, async () => {
      if (isCurrent !== undefined && !isCurrent(current)) throw preconditionFailed();
      await wanted.before?.(current);
      const changed = isOccurrence(current)
        ? await changeOccurrence(deps, key, current, { ...wanted, onlyIfUntouched: isCurrent !== undefined }, by)
        : await tryChange(deps, key.mailbox, current, wanted, by);
      if (changed !== undefined) return changed;
      const found = await read(key);
      if (found?.incarnation !== event.incarnation) throw itemNotFound();
      wanted.may?.(found);
      current = found;
      return lost;
    });
  };

  /** Replaces the event with its tombstone. Resolves to the event as it was. */
  const toTombstone: Events['remove'] = async (key, event, by, { isCurrent, comment, sender, may, before } = {}) => {
    let current = event;
    return winRace(attemptsOf.sharedChange, busy, async () => {
      if (isCurrent !== undefined && !isCurrent(current)) throw preconditionFailed();
      await before?.(current);
      const { removed, isUnclear, was } = await tryRemove(deps, key.mailbox, current, by, {
        comment,
        sender,
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
    change,
    create: (...given) => createEvent(deps, ...given),

    async put(key, event, by, { may, replace = () => event.properties, before }) {
      const partition = mailboxPartition(key.mailbox);
      return winRace(attemptsOf.sharedChange, busy, async () => {
        const found = await documents.read(partition, eventDocument(key.event));
        const alive = decodeEvent(found);
        if (
          alive !== undefined &&
          alive.calendar !== event.calendar &&
          (await calendars.locate(key.mailbox, alive.calendar)) === undefined
        ) {
          // The event's calendar was deleted, so the event is about to be deleted too. The event that is put in its place must not be.
          await documents.commit(partition, eventRemoval(key.mailbox, alive, clock(), by));
          return lost;
        }
        may(alive);
        if (alive !== undefined) await before?.(alive);
        if (alive === undefined) {
          const draft = await draftEvent(deps, key, event, by, inherited(found?.body, event));
          const discard = (): Promise<void> => removeContent(contents, draft.bodyContent);
          const telling = invitations(key.mailbox, draft, clock(), by, event.sender);
          if (await createOrRevive(deps, partition, draft, found, telling).catch(discardingWhenRefused(discard)))
            return { event: { ...draft, etag: etagOf(draft) }, created: true };
          await discard();
        } else {
          const { iCalUId, sender } = event;
          const replacing = { apply: replace, newContent: true, sender, ...(iCalUId !== undefined && { iCalUId }) };
          const replaced = await tryChange(deps, key.mailbox, alive, replacing, by);
          if (replaced !== undefined) return { event: replaced, created: false };
        }
        return lost;
      });
    },

    async remove(key, event, by, removal) {
      const was = await toTombstone(key, event, by, removal);
      await beginRemoval(deps, key.mailbox, was, by);
      return was;
    },

    find: (mailbox, property, value, more) => findEvents(documents, mailbox, property, value, more),
    list: (mailbox, calendar, request) => listEvents(documents, mailbox, calendar, request),
    count: (mailbox, calendar, filter) => countEvents(documents, mailbox, calendar, filter),
    cancelledDays: (mailbox, series, isShown) => cancelledDays(documents, mailbox, series, isShown),
    privateDays: (mailbox, series) => privateDays(documents, mailbox, series),

    async content({ bodyContent, properties }) {
      if (bodyContent === undefined) return properties.body.content;
      const bytes = await contents.read(bodyContent.blob);
      return bytes === undefined ? undefined : Buffer.from(bytes).toString();
    },
  };
}

/** Writes a new event where there was none, or in place of the tombstone that was read; never over an event that another request put. */
async function createOrRevive(
  deps: QuotaDependencies,
  partition: string,
  document: EventDraft,
  found: StoredDocument | undefined,
  telling: readonly Write[],
): Promise<boolean> {
  const { charged = 0 } = document;
  if (found !== undefined && telling.length === 0 && charged === 0)
    return (await deps.documents.replaceIf(partition, document, found.etag)) !== undefined;
  const guard = found === undefined ? [] : [stillDead(found)];
  const put: Write = { write: found === undefined ? 'create' : 'replace', document };
  const [first = put, ...rest] = [...guard, put, ...telling];
  const made = await commitCounted(deps, partition, [first, ...rest], charged);
  return made.outcome === 'done';
}

/** A write that fails when somebody has put another event in the tombstone's place: only a patch can make a batch conditional. */
const stillDead = ({ id, body }: StoredDocument): Write => ({
  write: 'patch',
  id,
  operations: [becomes('eventTombstone')],
  when: {
    is: 'and',
    conditions: [
      { is: 'eq', property: 'kind', value: 'eventTombstone' },
      { is: 'eq', property: 'incarnation', value: typeof body.incarnation === 'string' ? body.incarnation : null },
    ],
  },
});
