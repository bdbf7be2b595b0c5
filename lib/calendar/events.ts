// The events of a mailbox: made, put under a given id, read and deleted.
import type { Clock } from '../clock.ts';
import { unavailable } from '../errors.ts';
import type { Ids } from '../ids.ts';
import { tombstoneDays } from '../limits.ts';
import type { Document, Documents } from '../stores/documents.ts';
import { newRecord, type Author } from '../stores/records.ts';
import { decodeEvent, eventDocument, stillAlive, type EventProperties, type EventRecord } from './eventRecord.ts';
import { mailboxPartition, type EventKey, type Mailbox } from './mailbox.ts';
import { purgeDocument } from './purge.ts';

/** What a caller gives to make an event. */
export interface NewEvent {
  readonly calendar: string;
  readonly properties: EventProperties;
  /** Object ids of the attendees that the directory knows. */
  readonly attendees?: readonly string[];
}

/** The event as it is now, and whether it is a new one. */
export interface PutEvent {
  readonly event: EventRecord;
  readonly created: boolean;
}

export interface Events {
  /** A living event by one point read; undefined when there is none. */
  read(key: EventKey): Promise<EventRecord | undefined>;
  /** Makes an event under an id of the service. One write. */
  create(mailbox: Mailbox, event: NewEvent, by: Author): Promise<EventRecord>;
  /**
   * Makes the event under the caller's id, or replaces the properties of the one that is there, if `mayReplace` doesn't throw at it;
   * its attachments and its calendar stay. One read and one write.
   */
  put(key: EventKey, event: NewEvent, by: Author, mayReplace: (found: EventRecord) => void): Promise<PutEvent>;
  /** Deletes the event that was read: one write, after which nothing of it is visible. False when it was gone already. */
  remove(key: EventKey, event: EventRecord, by: Author): Promise<boolean>;
}

/** Races that one request loses before it gives up; each is lost to another request's success. */
const maxRaces = 8;
const secondsPerDay = 24 * 60 * 60;

export function createEvents(documents: Documents, ids: Ids, clock: Clock): Events {
  const fresh = (eventId: string, event: NewEvent, by: Author) => ({
    id: eventDocument(eventId),
    kind: 'event',
    ...newRecord(clock(), by),
    eventId,
    incarnation: ids.secret(),
    calendar: event.calendar,
    attachmentCount: 0,
    attendees: [...(event.attendees ?? [])],
    properties: event.properties,
  });

  const read = async (key: EventKey): Promise<EventRecord | undefined> =>
    decodeEvent(await documents.read(mailboxPartition(key.mailbox), eventDocument(key.event)));

  return {
    read,

    async create(mailbox, event, by) {
      const document = fresh(ids.next(), event, by);
      const made = await documents.commit(mailboxPartition(mailbox), [{ write: 'create', document }]);
      if (made.outcome === 'done') return { ...document, etag: made.etags[0] ?? '' };
      const own = made.repeated ? await read({ mailbox, event: document.eventId }) : undefined;
      if (own === undefined) throw new Error('A fresh event id was taken.');
      return own;
    },

    async put(key, event, by, mayReplace) {
      const partition = mailboxPartition(key.mailbox);
      for (let race = 0; race < maxRaces; race++) {
        const found = await documents.read(partition, eventDocument(key.event));
        const alive = decodeEvent(found);
        if (alive === undefined) {
          const document = fresh(key.event, event, by);
          const etag = await createOrRevive(partition, document, found?.etag);
          if (etag !== undefined) return { event: { ...document, etag }, created: true };
        } else {
          mayReplace(alive);
          const modified = new Date(clock()).toISOString();
          const replaced = await documents.commit(partition, [
            {
              write: 'patch',
              id: alive.id,
              operations: [
                { op: 'set', path: '/properties', value: event.properties },
                { op: 'set', path: '/modified', value: modified },
              ],
              when: stillAlive(alive.incarnation),
            },
          ]);
          if (replaced.outcome === 'done')
            return { event: { ...alive, properties: event.properties, modified, etag: replaced.etags[0] ?? '' }, created: false };
        }
      }
      throw unavailable('Too many requests change this event at once.', 1);
    },

    async remove(key, event, by) {
      const now = clock();
      const removed = await documents.commit(mailboxPartition(key.mailbox), [
        {
          write: 'patch',
          id: event.id,
          operations: [
            { op: 'set', path: '/kind', value: 'eventTombstone' },
            { op: 'set', path: '/modified', value: new Date(now).toISOString() },
            { op: 'set', path: '/deletedBy', value: by },
            { op: 'set', path: '/ttl', value: tombstoneDays * secondsPerDay },
            { op: 'remove', path: '/properties' },
            { op: 'remove', path: '/attendees' },
          ],
          when: stillAlive(event.incarnation),
        },
        { write: 'create', document: purgeDocument(event, now, by) },
      ]);
      return removed.outcome === 'done' || removed.repeated;
    },
  };

  /** Writes a new event where none was, or in place of the tombstone that was read: never over what another request has put there. */
  async function createOrRevive(partition: string, document: Document, tombstone: string | undefined): Promise<string | undefined> {
    if (tombstone !== undefined) return documents.replaceIf(partition, document, tombstone);
    const made = await documents.commit(partition, [{ write: 'create', document }]);
    return made.outcome === 'done' ? made.etags[0] : undefined;
  }
}
