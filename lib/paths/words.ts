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

interface Spelling {
  readonly lower: string;
  readonly word: Word;
}

/** How the words may be written, by length and first letter: so an id is compared with hardly any of them. */
const spellings: (readonly Spelling[] | undefined)[] = [];

/** Letters that differ in case alone have the same last five bits. */
const place = (text: string): number => text.length * 32 + (text.charCodeAt(0) & 31);

for (const word of words) addSpellings(word, [word, word.replace(namespacePrefix, 'graph.')]);
for (const word of qualifiedWords) addSpellings(word, [word, ...namespaces.map((namespace) => namespace + word)]);

function addSpellings(word: Word, written: readonly string[]): void {
  for (const lower of new Set(written.map((each) => each.toLowerCase())))
    spellings[place(lower)] = [...(spellings[place(lower)] ?? []), { lower, word }];
}

/** The word that a segment's text spells, in any casing; undefined if it spells none. */
export function wordOf(text: string): Word | undefined {
  const candidates = spellings[place(text)];
  if (candidates === undefined) return undefined;
  for (const { word } of candidates) if (word === text) return word;
  const lower = text.toLowerCase();
  for (const spelling of candidates) if (spelling.lower === lower) return spelling.word;
  return undefined;
}

/** Whether text is a word of the contract's grammar, in any casing. */
export const isReserved = (text: string): boolean => wordOf(text) !== undefined;

/**
 * Whether the last two segments of a path are no words, so that it leads nowhere: a key follows a word, and no key follows a key. What is
 * encoded or has parentheses isn't looked into.
 */
export function endsWithoutWord(path: string): boolean {
  const end = path.endsWith('/') ? path.length - 1 : path.length;
  const last = path.lastIndexOf('/', end - 1);
  if (last < 1 || mayBeWord(path.slice(last + 1, end))) return false;
  return !mayBeWord(path.slice(path.lastIndexOf('/', last - 1) + 1, last));
}

const mayBeWord = (segment: string): boolean => isReserved(segment) || /[%(]/.test(segment);

/** Text that begins with `$`, a cast or a call with its namespace in front, or a call with parentheses. */
const written = /^(?:\$|(?:microsoft\.)?graph\.\w|[a-z_][\w.]*\(.*\)$)/is;

/** Whether text in a key's place is the name of something rather than a key that is badly written. */
export const isName = (text: string): boolean => isReserved(text) || written.test(text);
