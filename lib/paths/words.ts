// The words of the path grammar: every literal segment, in the casing that the service prints.

/** Canonical spellings (CONTRACT, section 1). A word that isn't here can't be used by the grammar, nor escape being reserved. */
const words = [
  'v1.0',
  'beta',
  '$batch',
  '$metadata',
  'me',
  'users',
  'groups',
  'members',
  'owners',
  '$ref',
  'memberOf',
  'joinedGroups',
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
  '$count',
  '$value',
  'item',
] as const;

/** Words that belong to Graph's namespace and may be written with it in front: type casts and actions. */
const qualifiedWords = [
  'eventMessage',
  'itemAttachment',
  'createUploadSession',
  'accept',
  'tentativelyAccept',
  'decline',
  'cancel',
] as const;

export type Word = (typeof words)[number] | (typeof qualifiedWords)[number];

export const namespacePrefix = 'microsoft.graph.';

const wordsInLowerCase: ReadonlyMap<string, Word> = new Map<string, Word>([
  ...words.map((word) => [word.toLowerCase(), word] as const),
  ...qualifiedWords.map((word) => [word.toLowerCase(), word] as const),
  ...qualifiedWords.map((word) => [(namespacePrefix + word).toLowerCase(), word] as const),
]);

/** The word that a segment's text spells, in any casing; undefined if it spells none. */
export const wordOf = (text: string): Word | undefined => wordsInLowerCase.get(text.toLowerCase());
