// What a change tells of: the event, occurrence, attachment or message as it is now, with all that decides who is told of it.
import type { LeftCalendars } from '../../../calendar/events/record/memory.ts';
import { countersOf, totalWrites } from '../../../calendar/events/record/counters.ts';
import { etagAlone, isEntry, type EventRecord } from '../../../calendar/events/record/eventRecord.ts';
import { occurrenceAt, occurrenceEvent } from '../../../calendar/occurrences/occurrenceEvent.ts';
import { occurrenceId } from '../../../calendar/occurrences/occurrenceId.ts';
import type { OccurrenceRecord } from '../../../calendar/occurrences/occurrenceRecord.ts';
import type { Mailbox } from '../../../calendar/mailbox.ts';
import type { JsonObject } from '../../../runtime/json.ts';
import { thingIn, type Change } from './change.ts';
import type { Related } from './related.ts';

/** How a notification names what it is about. */
export interface Named {
  /** The path behind the mailbox: `Events/{id}`. */
  readonly path: string;
  /** The type in Graph's metadata, without its namespace. */
  readonly type: 'Event' | 'Attachment' | 'Message';
  readonly id: string;
}

/** What a change tells of. Times are RFC 3339, UTC. */
export interface Seen {
  readonly of: 'event' | 'occurrence' | 'attachment' | 'message';
  /** The same for all changes of the same thing: what is told of it is remembered by this. */
  readonly key: string;
  readonly incarnation: string;
  readonly named: Named;
  readonly isAlive: boolean;
  /** Whether it is as it was made: nobody has written to it since. */
  readonly isPristine: boolean;
  readonly created: string;
  /** When it was deleted; undefined while it lives. */
  readonly gone?: string;
  /** By the store's clock, in milliseconds since 1970. */
  readonly writtenAt: number;
  readonly etag?: string;
  /** Tells versions apart: the ETag, of a series without the writes to its occurrences. */
  readonly version: string;
  /** The document of the event; of an occurrence its series'; of an attachment its event's. */
  readonly eventDocument?: string;
  readonly calendar?: string;
  readonly left: LeftCalendars;
  /** The event, to judge whether somebody may read it; undefined once it is gone, and of a message. */
  readonly event?: EventRecord;
  /** As filters of lists see it; undefined for what is gone. */
  readonly shown?: () => JsonObject;
}

export interface SeeingDependencies {
  /** An occurrence in the form of a stored event, as filters of windows see it. */
  readonly documentOf: (event: EventRecord) => JsonObject;
}

const part = (name: string, id: string): string => `${name}/${encodeURIComponent(id)}`;
const eventNamed = (id: string): Named => ({ path: part('Events', id), type: 'Event', id });

/**
 * What the change tells of; undefined where that is nothing: an occurrence that its series doesn't have, an attachment of what is gone. An
 * occurrence costs a query where its series isn't in the same batch, an attachment a point read where its event isn't.
 */
export async function see(change: Change, related: Related, deps: SeeingDependencies): Promise<Seen | undefined> {
  const thing = thingIn(change);
  const { document } = change;
  const writtenAt = change.writtenAt * 1000;
  switch (thing.is) {
    case 'event':
      return eventSeen(thing.event, document.body, writtenAt);
    case 'eventGone': {
      const { id: key, eventId, incarnation, calendar, created, modified: gone, leftCalendars: left = [] } = thing.gone;
      const lay = { eventDocument: key, calendar, left };
      return { of: 'event', key, incarnation, named: eventNamed(eventId), ...lay, ...dead, created, gone, writtenAt };
    }
    case 'occurrence': {
      const series = await related.seriesOf(thing.stored.seriesOf);
      return series && occurrenceSeen(series, thing.stored, writtenAt, deps);
    }
    case 'occurrenceGone': {
      const { seriesOf, day, id: key, incarnation, modified: gone } = thing.gone;
      const series = await related.seriesOf(seriesOf);
      if (series === undefined) return undefined;
      const named = eventNamed(occurrenceId(series.id, day));
      return { of: 'occurrence', key, incarnation, named, ...placeOf(series), ...dead, created: series.created, gone, writtenAt };
    }
    case 'attachment':
    case 'attachmentGone':
      return attachmentSeen(thing, related, writtenAt);
    case 'message': {
      const { messageId: id, etag, created } = thing.message;
      const named: Named = { path: part('Messages', id), type: 'Message', id };
      const version = { etag, version: etag, isPristine: true };
      return {
        of: 'message',
        key: id,
        incarnation: id,
        named,
        isAlive: true,
        ...version,
        created,
        writtenAt,
        left: [],
        shown: () => document.body,
      };
    }
    case 'calendarGone':
      return undefined;
  }
}

/** A new event counts its own creation (`events/draft`). */
const writesOfCreation = 1;

const dead = { isAlive: false, isPristine: false, version: '' } as const;

const placeOf = ({ id, calendar, leftCalendars = [] }: EventRecord): Pick<Seen, 'eventDocument' | 'calendar' | 'left'> => ({
  eventDocument: id,
  calendar,
  left: leftCalendars,
});

function eventSeen(event: EventRecord, body: JsonObject, writtenAt: number): Seen {
  const isPristine = isEntry(event) ? event.revision === 0 : totalWrites(event) === writesOfCreation;
  return {
    of: 'event',
    key: event.id,
    incarnation: event.incarnation,
    named: eventNamed(event.eventId),
    ...placeOf(event),
    isAlive: true,
    isPristine,
    created: event.created,
    writtenAt,
    etag: event.etag,
    version: etagAlone(event),
    event,
    shown: () => body,
  };
}

function occurrenceSeen(
  series: EventRecord,
  stored: OccurrenceRecord,
  writtenAt: number,
  { documentOf }: SeeingDependencies,
): Seen | undefined {
  const at = occurrenceAt(series, stored.day);
  if (at === undefined) return undefined;
  const event = occurrenceEvent(series, at, stored, 0);
  return {
    of: 'occurrence',
    key: stored.id,
    incarnation: stored.incarnation,
    named: eventNamed(event.eventId),
    ...placeOf(series),
    isAlive: true,
    isPristine: false,
    created: series.created,
    writtenAt,
    etag: event.etag,
    // What its series is changed to is told of the series.
    version: JSON.stringify(countersOf(stored)),
    event,
    shown: () => documentOf(event),
  };
}

type AttachmentThing = Extract<ReturnType<typeof thingIn>, { readonly is: 'attachment' | 'attachmentGone' }>;

async function attachmentSeen(thing: AttachmentThing, related: Related, writtenAt: number): Promise<Seen | undefined> {
  const { id: key, attachmentId: id, created, modified, incarnation } = thing.is === 'attachment' ? thing.attachment : thing.gone;
  const event = await related.eventOf(thing.is === 'attachment' ? thing.attachment.event : thing.gone.of);
  if (event?.incarnation !== incarnation) return undefined;
  const path = `${part('Events', event.eventId)}/${part('Attachments', id)}`;
  const about = {
    of: 'attachment',
    key,
    incarnation,
    named: { path, type: 'Attachment', id },
    ...placeOf(event),
    created,
    writtenAt,
    event,
  } as const;
  if (thing.is === 'attachmentGone') return { ...about, ...dead, gone: modified };
  const { etag, revision } = thing.attachment;
  return { ...about, isAlive: true, isPristine: revision === 0, etag, version: String(revision) };
}

/** Where a mailbox's things are, as notifications name it. */
export const ownerPath = ({ kind, id }: Pick<Mailbox, 'kind' | 'id'>): string => part(kind === 'groups' ? 'Groups' : 'Users', id);
