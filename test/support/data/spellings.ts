// Writes a reference in a random one of the spellings that the contract allows: case, key forms, casts, percent-encoding, trailing slash.
import fc from 'fast-check';
import type {
  CalendarGroupRef,
  CalendarRef,
  CountReference,
  DeltaReference,
  DirectoryReference,
  EventReference,
  Owner,
  Reference,
  ReminderViewReference,
  ServiceReference,
  SubscriptionReference,
  EventPart,
  UserKey,
} from '../../../lib/paths/reference.ts';

/** A part of a path: a word, a word that Graph's namespace may or must precede, a key, an alternate key with its name, or a function. */
type Part =
  | { readonly word: string }
  | { readonly qualified: string }
  | { readonly cast: string }
  | { readonly key: string }
  | { readonly named: string; readonly value: string }
  | { readonly function: string; readonly args: readonly (readonly [name: string, value: string])[] };

/** A path that must parse to the reference; each call with the same generator returns another one. */
export function spell(reference: Reference, g: fc.GeneratorValue): string {
  const path = partsOf(reference, g).reduce((before, part) => before + spellPart(part, g), '');
  return path + (g(fc.boolean) ? '/' : '');
}

function spellPart(part: Part, g: fc.GeneratorValue): string {
  if ('word' in part) return `/${encodeSome(anyCase(part.word, g), g)}`;
  if ('qualified' in part) return `/${encodeSome(anyCase(g(namespaces) + part.qualified, g), g)}`;
  if ('cast' in part) return `/${encodeSome(anyCase(g(aliases) + part.cast, g), g)}`;
  if ('function' in part) return `/${encodeSome(anyCase(g(namespaces) + part.function, g) + argumentsIn(part.args, g), g)}`;
  if ('named' in part) return encodeSome(`(${anyCase(part.named, g)}='${part.value.replaceAll("'", "''")}')`, g);
  if (g(fc.boolean)) return `/${encodeSome(part.key, g)}`;
  return encodeSome(`('${part.key.replaceAll("'", "''")}')`, g);
}

/** The parts in order; the generator chooses whether an optional one is present. */
const partsOf = (reference: Reference, g: fc.GeneratorValue): readonly Part[] => {
  if (reference.kind === 'count') return [...partsOf(reference.of, g), { word: '$count' }];
  if (reference.kind === 'delta') return [...partsOf(reference.of, g), deltaPart(reference, g)];
  const rest = 'owner' in reference ? [...ownerParts(reference.owner), ...ownedParts(reference, g)] : otherParts(reference);
  return [{ word: reference.version }, ...rest];
};

function deltaPart({ startDateTime, endDateTime }: DeltaReference, g: fc.GeneratorValue): Part {
  const args = Object.entries({ startDateTime, endDateTime }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return args.length === 0 && g(fc.boolean) ? { qualified: 'delta' } : { function: 'delta', args };
}

function otherParts(reference: ServiceReference | SubscriptionReference | DirectoryReference): readonly Part[] {
  switch (reference.kind) {
    case 'user':
      return ownerParts(reference.user);
    case 'group':
      return [{ word: 'groups' }, { key: reference.id }];
    case 'members':
      return [{ word: 'groups' }, { key: reference.group }, { word: reference.collection }, ...castParts(reference.cast)];
    case 'memberReferences':
      return [{ word: 'groups' }, { key: reference.group }, { word: reference.collection }, { word: '$ref' }];
    case 'memberReference':
      return [
        { word: 'groups' },
        { key: reference.group },
        { word: reference.collection },
        { key: userText(reference.user) },
        { word: '$ref' },
      ];
    case 'memberships':
      return [...ownerParts(reference.of), { word: reference.collection }, ...castParts(reference.cast)];
    case 'membershipAction':
      return [...ownerParts(reference.of), { qualified: reference.action }];
    case 'people':
      return [...ownerParts(reference.of), { word: 'people' }];
    case 'person':
      return [...ownerParts(reference.of), { word: 'people' }, { key: reference.id }];
    case 'photos':
      return [...ownerParts(reference.of), { word: 'photos' }];
    case 'photo':
    case 'photoValue':
      return [
        ...ownerParts(reference.of),
        ...(reference.size === undefined ? [{ word: 'photo' }] : [{ word: 'photos' }, { key: reference.size }]),
        ...(reference.kind === 'photo' ? [] : [{ word: '$value' }]),
      ];
    case 'places':
      return [{ word: 'places' }, { cast: reference.type }];
    case 'invitation':
      return [{ word: 'invitations' }, { key: reference.id }];
    case 'subscription':
      return [{ word: 'subscriptions' }, { key: reference.id }];
    case 'reauthorize':
      return [{ word: 'subscriptions' }, { key: reference.id }, { qualified: 'reauthorize' }];
    case 'batch':
    case 'metadata':
      return [{ word: `$${reference.kind}` }];
    default:
      return [{ word: reference.kind }];
  }
}

function ownedParts(
  reference: Exclude<Reference, ServiceReference | SubscriptionReference | DirectoryReference | CountReference | DeltaReference>,
  g: fc.GeneratorValue,
): readonly Part[] {
  switch (reference.kind) {
    case 'calendarGroups':
      return [{ word: 'calendarGroups' }];
    case 'calendarGroup':
      return calendarGroupParts(reference.group);
    case 'calendars':
      return [...calendarGroupParts(reference.group), { word: 'calendars' }];
    case 'calendar':
      return calendarParts(reference.calendar);
    case 'calendarAction':
      return [...calendarParts(reference.calendar), { qualified: reference.action }];
    case 'reminderView':
      return [{ function: 'reminderView', args: reminderArgs(reference) }];
    case 'calendarPermissions':
      return [...calendarParts(reference.calendar), { word: 'calendarPermissions' }];
    case 'calendarPermission':
      return [...calendarParts(reference.calendar), { word: 'calendarPermissions' }, { key: reference.id }];
    case 'events':
      return [...calendarParts(reference.calendar), { word: 'events' }];
    case 'calendarView':
      return [...calendarParts(reference.calendar), { word: 'calendarView' }];
    case 'getSchedule':
      return [...calendarParts(reference.calendar), { qualified: 'getSchedule' }];
    case 'findMeetingTimes':
      return [{ qualified: 'findMeetingTimes' }];
    case 'mailFolders':
      return [...parentParts(reference.folders), { word: reference.folders.length === 0 ? 'mailFolders' : 'childFolders' }];
    case 'mailFolder':
      return parentParts(reference.folders);
    case 'mailboxSettings':
    case 'outlook':
      return [{ word: reference.kind }];
    case 'mailboxSetting':
      return [{ word: 'mailboxSettings' }, { word: reference.setting }];
    case 'masterCategories':
      return [{ word: 'outlook' }, { word: 'masterCategories' }];
    case 'masterCategory':
      return [{ word: 'outlook' }, { word: 'masterCategories' }, { key: reference.id }];
    case 'supportedTimeZones':
    case 'supportedLanguages': {
      const standard = 'standard' in reference ? reference.standard : undefined;
      const args = standard === undefined ? [] : [['TimeZoneStandard', anyCase(standard, g)] as const];
      const bare = args.length === 0 && g(fc.boolean);
      return [{ word: 'outlook' }, bare ? { qualified: reference.kind } : { function: reference.kind, args }];
    }
    case 'allowedCalendarSharingRoles':
      return [...calendarParts(reference.calendar), { function: reference.kind, args: [['User', reference.user]] }];
    case 'messages':
      return folderParts(reference.folders);
    case 'message':
      return messageParts(reference.folders, reference.id, g);
    case 'event':
      return eventParts(reference, g);
  }
}

function eventParts({ source, tail }: EventReference, g: fc.GeneratorValue): readonly Part[] {
  const steps = source.occurrences.flatMap(({ collection, id }): readonly Part[] => [{ word: collection }, { key: id }]);
  const end = tailParts(tail);
  if (source.via === 'calendar') {
    return [...calendarParts(source.calendar), { word: source.collection }, { key: source.id }, ...steps, ...end];
  }
  if (source.via === 'alternateKey') {
    const found: Part = { named: source.property, value: source.value };
    return [...calendarParts(source.calendar), { word: 'events' }, found, ...steps, ...end];
  }
  const message = messageParts(source.folders, source.message, g);
  const mayOmitEvent = steps.length === 0 && end.some((part) => 'word' in part && part.word === 'attachments');
  return [...message, ...(mayOmitEvent && g(fc.boolean) ? [] : [{ word: 'event' }]), ...steps, ...end];
}

function tailParts(tail: EventPart): readonly Part[] {
  if (tail.kind === 'event') return [];
  if (tail.kind === 'instances' || tail.kind === 'exceptionOccurrences') return [{ word: tail.kind }];
  if (tail.kind === 'eventCalendar') return [{ word: 'calendar' }];
  if (tail.kind === 'extensions') return [{ word: 'extensions' }];
  if (tail.kind === 'extension') return [{ word: 'extensions' }, { key: tail.name }];
  if (tail.kind === 'action') return [{ qualified: tail.action }];
  const parts: Part[] = [{ word: 'attachments' }];
  if ('id' in tail) parts.push({ key: tail.id });
  if (tail.kind === 'createUploadSession') parts.push({ qualified: 'createUploadSession' });
  if (tail.kind === 'attachmentValue') parts.push({ word: '$value' });
  if (tail.kind === 'attachmentItem') parts.push({ qualified: 'itemAttachment' }, { word: 'item' });
  return parts;
}

const parentParts = (folders: readonly string[]): readonly Part[] =>
  folders.flatMap((key, depth): readonly Part[] => [{ word: depth === 0 ? 'mailFolders' : 'childFolders' }, { key }]);

const folderParts = (folders: readonly string[]): readonly Part[] => [...parentParts(folders), { word: 'messages' }];

const messageParts = (folders: readonly string[], key: string, g: fc.GeneratorValue): readonly Part[] => [
  ...folderParts(folders),
  { key },
  ...(g(fc.boolean) ? [{ qualified: 'eventMessage' }] : []),
];

function ownerParts(owner: Owner): readonly Part[] {
  if (owner.kind === 'me') return [{ word: 'me' }];
  if (owner.kind === 'user') return [{ word: 'users' }, { key: userText(owner.user) }];
  if (owner.kind === 'group') return [{ word: 'groups' }, { key: owner.id }];
  if (owner.kind === 'joinedGroup') return [...ownerParts(owner.of), { word: 'joinedGroups' }, { key: owner.id }];
  return [{ word: 'invitations' }, { key: owner.invitation }, { word: 'invitedUser' }];
}

function userText(user: UserKey): string {
  if (user.kind === 'upn') return user.upn;
  return user.kind === 'id' ? user.id : `${user.id}@${user.tenant}`;
}

function calendarGroupParts(group: CalendarGroupRef | undefined): readonly Part[] {
  if (group === undefined) return [];
  return group.kind === 'default' ? [{ word: 'calendarGroup' }] : [{ word: 'calendarGroups' }, { key: group.id }];
}

function calendarParts(calendar: CalendarRef): readonly Part[] {
  if (calendar.kind === 'any') return [];
  if (calendar.kind === 'default') return [{ word: 'calendar' }];
  if (calendar.kind === 'calendar') return [{ word: 'calendars' }, { key: calendar.id }];
  if (calendar.kind === 'inDefaultGroup') return [{ word: 'calendarGroup' }, { word: 'calendars' }, { key: calendar.id }];
  return [{ word: 'calendarGroups' }, { key: calendar.group }, { word: 'calendars' }, { key: calendar.id }];
}

/** The text with each character's case chosen by the generator. */
function anyCase(text: string, g: fc.GeneratorValue): string {
  const upper = g(choices);
  return Array.from(text)
    .map((character, i) => (upper[i % upper.length] === true ? character.toUpperCase() : character.toLowerCase()))
    .join('');
}

/** Percent-encodes what must be encoded, and some of the rest, letters included, in either case of the hexadecimal digits. */
function encodeSome(text: string, g: fc.GeneratorValue): string {
  const encoded = g(choices);
  const lower = g(fc.boolean);
  return Array.from(text)
    .map((character, i) => {
      const mayStay = /[\w.~!$&'()*+,;=:@-]/.test(character) && encoded[i % encoded.length] !== true;
      return mayStay ? character : percentEncode(character, lower);
    })
    .join('');
}

function percentEncode(character: string, lower: boolean): string {
  const digits = Buffer.from(character, 'utf8').toString('hex');
  return (lower ? digits : digits.toUpperCase()).replace(/../g, '%$&');
}

const reminderArgs = ({ startDateTime, endDateTime }: ReminderViewReference): readonly (readonly [string, string])[] => [
  ['StartDateTime', startDateTime],
  ...(endDateTime === undefined ? [] : [['EndDateTime', endDateTime] as const]),
];

/** The arguments in any order, quoted, or bare where the value can be. */
function argumentsIn(given: readonly (readonly [name: string, value: string])[], g: fc.GeneratorValue): string {
  const ordered = g(fc.boolean) ? given : given.toReversed();
  const spelled = ordered.map(([name, value]) => {
    const isBare = !/[',]/.test(value) && value === value.trim() && g(fc.boolean);
    return `${anyCase(name, g)}=${isBare ? value : `'${value.replaceAll("'", "''")}'`}`;
  });
  return `(${spelled.join(',')})`;
}

const castParts = (type: string | undefined): readonly Part[] => (type === undefined ? [] : [{ cast: type }]);

const namespaces = () => fc.constantFrom('microsoft.graph.', 'graph.', '');
const aliases = () => fc.constantFrom('microsoft.graph.', 'graph.');
const choices = () => fc.array(fc.boolean(), { minLength: 1, maxLength: 16 });
