// Prints a reference in its one canonical spelling: slash keys, canonical casing, casts with their namespace.
import type {
  CalendarGroupRef,
  CalendarRef,
  DeltaReference,
  EventPart,
  EventSource,
  OccurrenceRef,
  Owner,
  PersonOrGroup,
  Reference,
  UserKey,
} from './reference.ts';
import { namespacePrefix, type Word } from './words.ts';

/** The path, percent-encoded and without a trailing slash, that parses to exactly this reference and that no other one prints. */
export const printPath = (reference: Reference): string => ['', word(reference.version), ...segments(reference)].join('/');

function segments(reference: Reference): readonly string[] {
  switch (reference.kind) {
    case 'batch':
      return [word('$batch')];
    case 'metadata':
      return [word('$metadata')];
    case 'subscriptions':
      return [word('subscriptions')];
    case 'subscription':
      return [word('subscriptions'), key(reference.id)];
    case 'reauthorize':
      return [word('subscriptions'), key(reference.id), word('reauthorize')];
    case 'users':
      return [word('users')];
    case 'user':
      return ownerSegments(reference.user);
    case 'groups':
      return [word('groups')];
    case 'group':
      return groupSegments(reference.id);
    case 'members':
      return [...groupSegments(reference.group), word(reference.collection), ...castSegments(reference.cast)];
    case 'memberReferences':
      return [...groupSegments(reference.group), word(reference.collection), word('$ref')];
    case 'memberReference':
      return [...groupSegments(reference.group), word(reference.collection), userSegment(reference.user), word('$ref')];
    case 'membershipAction':
      return [...ownerSegments(reference.of), word(reference.action)];
    case 'people':
      return [...ownerSegments(reference.of), word('people')];
    case 'person':
      return [...ownerSegments(reference.of), word('people'), key(reference.id)];
    case 'photos':
    case 'photo':
    case 'photoValue':
      return [...ownerSegments(reference.of), ...photoSegments(reference)];
    case 'places':
      return [word('places'), word(`microsoft.graph.${reference.type}`)];
    case 'memberships':
      return [...ownerSegments(reference.of), word(reference.collection), ...castSegments(reference.cast)];
    case 'count':
      return [...segments(reference.of), word('$count')];
    case 'delta':
      return [...segments(reference.of), word('delta') + deltaArgs(reference)];
    case 'invitations':
      return [word('invitations')];
    case 'invitation':
      return [word('invitations'), key(reference.id)];
    default:
      return [...ownerSegments(reference.owner), ...ownedSegments(reference)];
  }
}

function deltaArgs({ startDateTime, endDateTime }: DeltaReference): string {
  return startDateTime === undefined && endDateTime === undefined ? '' : printArgs({ startDateTime, endDateTime });
}

function photoSegments(reference: Extract<Reference, { readonly of: PersonOrGroup; readonly kind: `photo${string}` }>): readonly string[] {
  if (reference.kind === 'photos') return [word('photos')];
  const photo = reference.size === undefined ? [word('photo')] : [word('photos'), key(reference.size)];
  return reference.kind === 'photo' ? photo : [...photo, word('$value')];
}

/** The segments after the owner. */
function ownedSegments(reference: Extract<Reference, { readonly owner: Owner }>): readonly string[] {
  switch (reference.kind) {
    case 'calendarGroups':
      return [word('calendarGroups')];
    case 'calendarGroup':
      return calendarGroupSegments(reference.group);
    case 'calendars':
      return [...(reference.group === undefined ? [] : calendarGroupSegments(reference.group)), word('calendars')];
    case 'calendar':
      return calendarSegments(reference.calendar);
    case 'calendarAction':
      return [...calendarSegments(reference.calendar), word(reference.action)];
    case 'reminderView':
      return [word('reminderView') + printArgs({ StartDateTime: reference.startDateTime, EndDateTime: reference.endDateTime })];
    case 'calendarPermissions':
      return [...calendarSegments(reference.calendar), word('calendarPermissions')];
    case 'calendarPermission':
      return [...calendarSegments(reference.calendar), word('calendarPermissions'), key(reference.id)];
    case 'events':
    case 'calendarView':
      return [...calendarSegments(reference.calendar), word(reference.kind)];
    case 'mailFolders':
      return [...folderSegments(reference.folders), word(reference.folders.length === 0 ? 'mailFolders' : 'childFolders')];
    case 'mailFolder':
      return folderSegments(reference.folders);
    case 'messages':
      return messagesSegments(reference.folders);
    case 'message':
      return [...messagesSegments(reference.folders), key(reference.id)];
    case 'getSchedule':
      return [...calendarSegments(reference.calendar), word(reference.kind)];
    case 'findMeetingTimes':
    case 'mailboxSettings':
    case 'outlook':
      return [word(reference.kind)];
    case 'mailboxSetting':
      return [word('mailboxSettings'), word(reference.setting)];
    case 'allowedCalendarSharingRoles':
      return [...calendarSegments(reference.calendar), `${word(reference.kind)}${printArgs({ User: reference.user })}`];
    case 'supportedTimeZones': {
      const called = reference.standard === undefined ? '' : printArgs({ TimeZoneStandard: reference.standard });
      return [word('outlook'), `${word(reference.kind)}${called}`];
    }
    case 'masterCategories':
    case 'supportedLanguages':
      return [word('outlook'), word(reference.kind)];
    case 'masterCategory':
      return [word('outlook'), word('masterCategories'), key(reference.id)];
    case 'event':
      return [...sourceSegments(reference.source), ...tailSegments(reference.tail)];
  }
}

const word = (text: Word): string => text;
const cast = (type: 'eventMessage' | 'itemAttachment'): string => namespacePrefix + type;
const castSegments = (type: 'user' | 'group' | undefined): readonly string[] =>
  type === undefined ? [] : [word(`microsoft.graph.${type}`)];
const key = (text: string): string => encodeURIComponent(text);

function ownerSegments(owner: Owner): readonly string[] {
  switch (owner.kind) {
    case 'me':
      return [word('me')];
    case 'user':
      return [word('users'), userSegment(owner.user)];
    case 'group':
      return groupSegments(owner.id);
    case 'joinedGroup':
      return [...ownerSegments(owner.of), word('joinedGroups'), key(owner.id)];
    case 'invitedUser':
      return [word('invitations'), key(owner.invitation), word('invitedUser')];
  }
}

const groupSegments = (id: string): readonly string[] => [word('groups'), key(id)];

function userSegment(user: UserKey): string {
  switch (user.kind) {
    case 'id':
      return key(user.id);
    case 'upn':
      return key(user.upn);
    case 'idAtTenant':
      return key(`${user.id}@${user.tenant}`);
  }
}

const calendarGroupSegments = (group: CalendarGroupRef): readonly string[] =>
  group.kind === 'default' ? [word('calendarGroup')] : [word('calendarGroups'), key(group.id)];

function calendarSegments(calendar: CalendarRef): readonly string[] {
  switch (calendar.kind) {
    case 'any':
      return [];
    case 'default':
      return [word('calendar')];
    case 'calendar':
      return [word('calendars'), key(calendar.id)];
    case 'inGroup':
      return [word('calendarGroups'), key(calendar.group), word('calendars'), key(calendar.id)];
    case 'inDefaultGroup':
      return [word('calendarGroup'), word('calendars'), key(calendar.id)];
  }
}

function sourceSegments(source: EventSource): readonly string[] {
  const occurrences = source.occurrences.flatMap(occurrenceSegments);
  if (source.via === 'calendar') {
    return [...calendarSegments(source.calendar), word(source.collection), key(source.id), ...occurrences];
  }
  if (source.via === 'alternateKey') {
    const found = `${word('events')}(${source.property}='${key(source.value.replaceAll("'", "''"))}')`;
    return [...calendarSegments(source.calendar), found, ...occurrences];
  }
  return [...messagesSegments(source.folders), key(source.message), cast('eventMessage'), word('event'), ...occurrences];
}

const messagesSegments = (folders: readonly string[]): readonly string[] => [...folderSegments(folders), word('messages')];

const folderSegments = (folders: readonly string[]): readonly string[] =>
  folders.flatMap((id, depth) => [word(depth === 0 ? 'mailFolders' : 'childFolders'), key(id)]);

const occurrenceSegments = (occurrence: OccurrenceRef): readonly string[] => [word(occurrence.collection), key(occurrence.id)];

function tailSegments(tail: EventPart): readonly string[] {
  switch (tail.kind) {
    case 'event':
      return [];
    case 'instances':
    case 'exceptionOccurrences':
      return [word(tail.kind)];
    case 'eventCalendar':
      return [word('calendar')];
    case 'action':
      return [word(tail.action)];
    case 'attachments':
      return [word('attachments')];
    case 'extensions':
      return [word('extensions')];
    case 'extension':
      return [word('extensions'), key(tail.name)];
    case 'createUploadSession':
      return [word('attachments'), word('createUploadSession')];
    case 'attachment':
      return [word('attachments'), key(tail.id)];
    case 'attachmentValue':
      return [word('attachments'), key(tail.id), word('$value')];
    case 'attachmentItem':
      return [word('attachments'), key(tail.id), cast('itemAttachment'), word('item')];
  }
}

/** The arguments as `grammar/args` reads them, percent-encoded, in the order given; those that are undefined are left out. */
function printArgs(given: Readonly<Record<string, string | undefined>>): string {
  const printed = Object.entries(given).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}='${encodeURIComponent(value.replaceAll("'", "''"))}'`],
  );
  return `(${printed.join(',')})`;
}
