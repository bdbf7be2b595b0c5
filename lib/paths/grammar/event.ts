// Productions for collections of events, and for an event's occurrences, actions, attachments and extensions.
import { accept, acceptNamed, acceptOneOf, atEnd, expect, isNext, key, nextOf, type Cursor } from '../cursor.ts';
import { alternateKeys, extensionNames, ids } from '../identifiers.ts';
import { eventActions, type CalendarRef, type EventAction, type OccurrenceRef, type Reference, type EventPart } from '../reference.ts';
import { collectionOrDelta, isWhole, isWholeOrDelta, ofEvent } from './collection.ts';
import type { Start } from './start.ts';

export function events(cursor: Cursor, { version, owner }: Start, calendar: CalendarRef): Reference {
  const kind = eventCollection(cursor);
  if (isWholeOrDelta(cursor)) return collectionOrDelta(cursor, { kind, version, owner, calendar });
  const named = kind === 'events' ? acceptNamed(cursor, alternateKeys) : undefined;
  if (named !== undefined) {
    const { occurrences, tail } = event(cursor);
    return ofEvent(cursor, {
      kind: 'event',
      version,
      owner,
      source: { via: 'alternateKey', calendar, ...named, occurrences },
      tail,
    });
  }
  const id = key(cursor, ids);
  const { occurrences, tail } = event(cursor);
  return ofEvent(cursor, { kind: 'event', version, owner, source: { via: 'calendar', calendar, collection: kind, id, occurrences }, tail });
}

function eventCollection(cursor: Cursor): 'events' | 'calendarView' {
  if (accept(cursor, 'events')) return 'events';
  expect(cursor, 'calendarView');
  return 'calendarView';
}

/** What follows an event's key, or the message that invites to the event. */
export function event(cursor: Cursor): { readonly occurrences: readonly OccurrenceRef[]; readonly tail: EventPart } {
  const occurrences: OccurrenceRef[] = [];
  for (let next = occurrenceCollection(cursor, occurrences); next !== undefined; next = occurrenceCollection(cursor, occurrences)) {
    if (next === 'instances' ? isWholeOrDelta(cursor) : isWhole(cursor)) return { occurrences, tail: { kind: next } };
    occurrences.push({ collection: next, id: key(cursor, ids) });
  }
  return { occurrences, tail: tail(cursor) };
}

const occurrenceCollections = ['instances', 'exceptionOccurrences'] as const;

function occurrenceCollection(cursor: Cursor, before: readonly OccurrenceRef[]): OccurrenceRef['collection'] | undefined {
  const collection = nextOf(cursor, occurrenceCollections);
  if (collection === undefined || before.some((step) => step.collection === collection)) return undefined;
  accept(cursor, collection);
  return collection;
}

function tail(cursor: Cursor): EventPart {
  if (atEnd(cursor)) return { kind: 'event' };
  if (isNext(cursor, 'attachments')) return attachments(cursor);
  if (accept(cursor, 'calendar')) return { kind: 'eventCalendar' };
  if (accept(cursor, 'extensions')) return extensions(cursor);
  const named = action(cursor);
  return named === undefined ? attachments(cursor) : { kind: 'action', action: named };
}

const extensions = (cursor: Cursor): EventPart =>
  isWhole(cursor) ? { kind: 'extensions' } : { kind: 'extension', name: key(cursor, extensionNames) };

const action = (cursor: Cursor): EventAction | undefined => acceptOneOf(cursor, eventActions);

export function attachments(cursor: Cursor): EventPart {
  expect(cursor, 'attachments');
  if (isWhole(cursor)) return { kind: 'attachments' };
  if (accept(cursor, 'createUploadSession')) return { kind: 'createUploadSession' };

  const id = key(cursor, ids);
  if (accept(cursor, '$value')) return { kind: 'attachmentValue', id };
  if (accept(cursor, 'itemAttachment')) {
    expect(cursor, 'item');
    return { kind: 'attachmentItem', id };
  }
  return { kind: 'attachment', id };
}
