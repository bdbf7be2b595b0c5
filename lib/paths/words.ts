// The words of the path grammar: every literal segment, in the casing that the service prints.
import { calendarActions, eventActions, membershipActions, settingNames } from './reference.ts';

/** Canonical spellings (CONTRACT, section 1). The grammar can use no word that isn't listed here, and every listed word is reserved. */
const words = [
  'v1.0',
  'beta',
  '$batch',
  '$metadata',
  'subscriptions',
  'me',
  'users',
  'groups',
  'members',
  'owners',
  'transitiveMembers',
  '$ref',
  'memberOf',
  'transitiveMemberOf',
  'joinedGroups',
  'people',
  'photo',
  'photos',
  'places',
  'invitations',
  'invitedUser',
  'calendar',
  'calendars',
  'calendarGroup',
  'calendarGroups',
  'calendarPermissions',
  'events',
  'calendarView',
  'mailFolders',
  'childFolders',
  'messages',
  'event',
  'instances',
  'exceptionOccurrences',
  'attachments',
  'extensions',
  '$count',
  '$value',
  'item',
  'mailboxSettings',
  ...settingNames,
  'outlook',
  'masterCategories',
  'microsoft.graph.user',
  'microsoft.graph.group',
  'microsoft.graph.room',
  'microsoft.graph.roomList',
] as const;

/** Words that belong to Graph's namespace and may be written with it in front: type casts, actions and functions. */
const qualifiedWords = [
  'eventMessage',
  'itemAttachment',
  'createUploadSession',
  'delta',
  ...membershipActions,
  ...eventActions,
  ...calendarActions,
  'supportedTimeZones',
  'supportedLanguages',
  'getSchedule',
  'allowedCalendarSharingRoles',
  'findMeetingTimes',
  'reminderView',
  'reauthorize',
] as const;

export type Word = (typeof words)[number] | (typeof qualifiedWords)[number];

export const namespacePrefix = 'microsoft.graph.';
/** The namespace and its alias, which Graph's own clients write. */
const namespaces = [namespacePrefix, 'graph.'] as const;

const lower = (text: string): string => text.toLowerCase();

const wordsInLowerCase: ReadonlyMap<string, Word> = new Map<string, Word>([
  ...words.flatMap((word) => [word, word.replace(namespacePrefix, 'graph.')].map((spelled) => [lower(spelled), word] as const)),
  ...qualifiedWords.flatMap((word) => ['', ...namespaces].map((namespace) => [lower(namespace + word), word] as const)),
]);

/** The word that a segment's text spells, in any casing; undefined if it spells none. */
export const wordOf = (text: string): Word | undefined => wordsInLowerCase.get(lower(text));

/** Whether text is a word of the contract's grammar, in any casing. */
export const isReserved = (text: string): boolean => wordOf(text) !== undefined;

/** Text that begins with `$`, a cast or a call with its namespace in front, or a call with parentheses. */
const written = /^(?:\$|(?:microsoft\.)?graph\.\w|[a-z_][\w.]*\(.*\)$)/is;

/** Whether text in a key's place is the name of something rather than a key that is badly written. */
export const isName = (text: string): boolean => isReserved(text) || written.test(text);
