// The grammar of the service's paths: text in, a typed reference out, without asking any store.
//
//   path         = "/" version "/" owner "/" (events / event tail)
//   version      = "v1.0" / "beta"
//   owner        = person / "groups" key / person "/joinedGroups" key / "invitations" key "/invitedUser"
//   person       = "me" / "users" key
//   events       = [calendar "/"] "events"
//   event        = [calendar "/"] ("events" / "calendarView") key *2occurrence
//                / [mail-folder "/"] "messages" key ["/" [ns] "eventMessage"] ["/event" *2occurrence]
//   calendar     = "calendar" / "calendars" key / "calendarGroups" key "/calendars" key
//                / "calendarGroup/calendars" key              ; old form: the default calendar group
//   mail-folder  = "mailFolders" key *("/childFolders" key)
//   occurrence   = "/instances" key / "/exceptionOccurrences" key     ; never the same one twice
//   tail         = [ "/attachments" [ "/$count"
//                                   / "/" [ns] "createUploadSession"
//                                   / key ["/$value"]
//                                   / key "/" [ns] "itemAttachment/item" ] ]
//   key          = "/" segment / "('" literal "')"            ; '' is a quote inside the literal
//   ns           = "microsoft.graph."
//
// The attachments of a message that invites to an event are the event's, so that `/event` may be left out before `/attachments`.
// A group, joined or not, has only its default calendar: neither `calendars` nor `calendarGroups`, and no messages.
// Each production is a function of the same name. The next token always decides, so nothing is read twice.
import { pathNotFound } from '../errors.ts';
import { accept, atEnd, expect, expectEnd, isNext, key, type Cursor } from './cursor.ts';
import { toId, toUserKey } from './identifiers.ts';
import type { CalendarRef, EventSource, OccurrenceRef, Owner, Person, Reference, Tail, Version } from './reference.ts';
import { tokensOf } from './tokens.ts';

/**
 * What a path means (CONTRACT, section 1), given still percent-encoded as in `URL.pathname`.
 * Linear in its length; the length itself is for the host to limit.
 * @throws ServiceError 404 outside the two versions; 400 for an unknown segment, a missing key, a malformed id or encoding
 */
export function parsePath(pathname: string): Reference {
  const cursor: Cursor = { tokens: tokensOf(pathname), position: 0 };
  const reference = path(cursor);
  expectEnd(cursor);
  return reference;
}

function path(cursor: Cursor): Reference {
  const itsVersion = version(cursor);
  const itsOwner = owner(cursor);
  const hasMailbox = itsOwner.kind !== 'group' && itsOwner.kind !== 'joinedGroup';

  if (hasMailbox && (isNext(cursor, 'mailFolders') || isNext(cursor, 'messages'))) {
    return { kind: 'event', version: itsVersion, owner: itsOwner, source: messageSource(cursor), tail: tail(cursor) };
  }
  const itsCalendar = hasMailbox ? calendar(cursor) : groupCalendar(cursor);
  const collection = eventCollection(cursor);
  if (collection === 'events' && atEnd(cursor)) {
    return { kind: 'events', version: itsVersion, owner: itsOwner, calendar: itsCalendar };
  }
  const source: EventSource = {
    via: 'calendar', calendar: itsCalendar, collection, id: key(cursor, toId), occurrences: occurrences(cursor),
  };
  return { kind: 'event', version: itsVersion, owner: itsOwner, source, tail: tail(cursor) };
}

function version(cursor: Cursor): Version {
  if (accept(cursor, 'v1.0')) return 'v1.0';
  if (accept(cursor, 'beta')) return 'beta';
  throw pathNotFound();
}

function owner(cursor: Cursor): Owner {
  if (accept(cursor, 'groups')) return { kind: 'group', id: key(cursor, toId) };
  if (accept(cursor, 'invitations')) {
    const invitation = key(cursor, toId);
    expect(cursor, 'invitedUser');
    return { kind: 'invitedUser', invitation };
  }
  const of = person(cursor);
  return accept(cursor, 'joinedGroups') ? { kind: 'joinedGroup', of, id: key(cursor, toId) } : of;
}

function person(cursor: Cursor): Person {
  if (accept(cursor, 'me')) return { kind: 'me' };
  expect(cursor, 'users');
  return { kind: 'user', user: key(cursor, toUserKey) };
}

function calendar(cursor: Cursor): CalendarRef {
  if (accept(cursor, 'calendars')) return { kind: 'calendar', id: key(cursor, toId) };
  if (accept(cursor, 'calendarGroups')) {
    const group = key(cursor, toId);
    expect(cursor, 'calendars');
    return { kind: 'inGroup', group, id: key(cursor, toId) };
  }
  if (accept(cursor, 'calendarGroup')) {
    expect(cursor, 'calendars');
    return { kind: 'inDefaultGroup', id: key(cursor, toId) };
  }
  return groupCalendar(cursor);
}

function groupCalendar(cursor: Cursor): CalendarRef {
  return { kind: accept(cursor, 'calendar') ? 'default' : 'any' };
}

function eventCollection(cursor: Cursor): 'events' | 'calendarView' {
  if (accept(cursor, 'events')) return 'events';
  expect(cursor, 'calendarView');
  return 'calendarView';
}

function messageSource(cursor: Cursor): EventSource {
  const folders = mailFolder(cursor);
  expect(cursor, 'messages');
  const message = key(cursor, toId);
  accept(cursor, 'eventMessage');
  if (isNext(cursor, 'attachments')) return { via: 'message', folders, message, occurrences: [] };
  expect(cursor, 'event');
  return { via: 'message', folders, message, occurrences: occurrences(cursor) };
}

function mailFolder(cursor: Cursor): readonly string[] {
  const folders: string[] = [];
  if (accept(cursor, 'mailFolders')) {
    do folders.push(key(cursor, toId));
    while (accept(cursor, 'childFolders'));
  }
  return folders;
}

function occurrences(cursor: Cursor): readonly OccurrenceRef[] {
  const steps: OccurrenceRef[] = [];
  for (let step = occurrence(cursor, steps); step !== undefined; step = occurrence(cursor, steps)) steps.push(step);
  return steps;
}

function occurrence(cursor: Cursor, before: readonly OccurrenceRef[]): OccurrenceRef | undefined {
  for (const collection of ['instances', 'exceptionOccurrences'] as const) {
    const taken = before.some((step) => step.collection === collection);
    if (!taken && accept(cursor, collection)) return { collection, id: key(cursor, toId) };
  }
  return undefined;
}

function tail(cursor: Cursor): Tail {
  if (atEnd(cursor)) return { kind: 'event' };
  expect(cursor, 'attachments');
  if (atEnd(cursor)) return { kind: 'attachments' };
  if (accept(cursor, '$count')) return { kind: 'attachmentCount' };
  if (accept(cursor, 'createUploadSession')) return { kind: 'createUploadSession' };

  const id = key(cursor, toId);
  if (accept(cursor, '$value')) return { kind: 'attachmentValue', id };
  if (accept(cursor, 'itemAttachment')) {
    expect(cursor, 'item');
    return { kind: 'attachmentItem', id };
  }
  return { kind: 'attachment', id };
}
