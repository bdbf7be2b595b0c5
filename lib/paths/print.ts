// Prints a reference in its one canonical spelling: slash keys, canonical casing, casts with their namespace.
import type { CalendarRef, EventSource, OccurrenceRef, Owner, Reference, Tail, UserKey } from './reference.ts';
import { namespacePrefix, type Word } from './words.ts';

/** The path, percent-encoded and without a trailing slash, that parses to exactly this reference and that no other one prints. */
export function printPath(reference: Reference): string {
  const target =
    reference.kind === 'events'
      ? [...calendarSegments(reference.calendar), word('events')]
      : [...sourceSegments(reference.source), ...tailSegments(reference.tail)];
  return ['', word(reference.version), ...ownerSegments(reference.owner), ...target].join('/');
}

const word = (text: Word): string => text;
const cast = (type: 'eventMessage' | 'itemAttachment'): string => namespacePrefix + type;
const key = (text: string): string => encodeURIComponent(text);

function ownerSegments(owner: Owner): readonly string[] {
  switch (owner.kind) {
    case 'me': return [word('me')];
    case 'user': return [word('users'), key(userKeyText(owner.user))];
    case 'group': return [word('groups'), key(owner.id)];
    case 'joinedGroup': return [...ownerSegments(owner.of), word('joinedGroups'), key(owner.id)];
    case 'invitedUser': return [word('invitations'), key(owner.invitation), word('invitedUser')];
  }
}

function userKeyText(user: UserKey): string {
  switch (user.kind) {
    case 'id': return user.id;
    case 'upn': return user.upn;
    case 'idAtTenant': return `${user.id}@${user.tenant}`;
  }
}

function calendarSegments(calendar: CalendarRef): readonly string[] {
  switch (calendar.kind) {
    case 'any': return [];
    case 'default': return [word('calendar')];
    case 'calendar': return [word('calendars'), key(calendar.id)];
    case 'inGroup': return [word('calendarGroups'), key(calendar.group), word('calendars'), key(calendar.id)];
    case 'inDefaultGroup': return [word('calendarGroup'), word('calendars'), key(calendar.id)];
  }
}

function sourceSegments(source: EventSource): readonly string[] {
  const occurrences = source.occurrences.flatMap(occurrenceSegments);
  if (source.via === 'calendar') {
    return [...calendarSegments(source.calendar), word(source.collection), key(source.id), ...occurrences];
  }
  const folders = source.folders.flatMap((id, depth) => [word(depth === 0 ? 'mailFolders' : 'childFolders'), key(id)]);
  return [...folders, word('messages'), key(source.message), cast('eventMessage'), word('event'), ...occurrences];
}

const occurrenceSegments = (occurrence: OccurrenceRef): readonly string[] => [word(occurrence.collection), key(occurrence.id)];

function tailSegments(tail: Tail): readonly string[] {
  switch (tail.kind) {
    case 'event': return [];
    case 'attachments': return [word('attachments')];
    case 'attachmentCount': return [word('attachments'), word('$count')];
    case 'createUploadSession': return [word('attachments'), word('createUploadSession')];
    case 'attachment': return [word('attachments'), key(tail.id)];
    case 'attachmentValue': return [word('attachments'), key(tail.id), word('$value')];
    case 'attachmentItem': return [word('attachments'), key(tail.id), cast('itemAttachment'), word('item')];
  }
}
