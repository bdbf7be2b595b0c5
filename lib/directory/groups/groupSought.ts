// What lists of groups find and order them by; defaults are those that answers show.
import { foldedKey, wordsOf, type Sought } from '../sought.ts';
import type { GroupProperties } from './groups.ts';

/** What a group is that doesn't say (Graph, "group resource type": a Microsoft 365 group). */
export const groupDefaults = { groupTypes: ['Unified'], mailEnabled: true, securityEnabled: false, visibility: 'Private' } as const;

/** Names in Graph's spelling, as the rows of the schema have them. */
export const groupSought = (group: GroupProperties) =>
  ({
    displayName: foldedKey(group.displayName),
    mail: foldedKey(group.mail),
    mailNickname: foldedKey(group.mailNickname),
    preferredLanguage: foldedKey(group.preferredLanguage),
    visibility: foldedKey(group.visibility ?? groupDefaults.visibility),
    groupTypes: (group.groupTypes ?? groupDefaults.groupTypes).map(foldedKey),
    mailEnabled: group.mailEnabled ?? groupDefaults.mailEnabled,
    securityEnabled: group.securityEnabled ?? groupDefaults.securityEnabled,
    words: wordsOf(group.displayName),
    descriptionWords: wordsOf(group.description),
  }) satisfies Sought;

export type SoughtOfGroup = ReturnType<typeof groupSought>;
