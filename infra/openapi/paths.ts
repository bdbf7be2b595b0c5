// All paths that are described, each once, by the canonical spelling.
import { countQuery, type QuerySchema } from '../../lib/odata/query/queryOptions.ts';
import { noOptions } from '../../lib/odata/query/queryOptions.ts';
import { printPath } from '../../lib/paths/print.ts';
import type { CollectionReference, Reference } from '../../lib/paths/reference.ts';
import { group, me, user, version, type DescribedPath, type DescribedQuery } from './described.ts';
import { attachmentPaths } from './operations/attachments.ts';
import { calendarPaths, groupCalendarPaths } from './operations/calendars.ts';
import { directoryPaths } from './operations/directory.ts';
import { eventPaths } from './operations/events.ts';
import { groupPaths } from './operations/groups.ts';
import { mailboxPaths } from './operations/mailbox.ts';
import { sharingPaths } from './operations/sharing.ts';
import { servicePaths } from './operations/service.ts';

const uncounted: readonly DescribedPath[] = [
  ...[me, user].flatMap((who) => [
    ...eventPaths(who),
    ...attachmentPaths(who),
    ...calendarPaths(who),
    ...sharingPaths(who),
    ...mailboxPaths(who),
  ]),
  ...eventPaths(group),
  ...attachmentPaths(group),
  ...groupCalendarPaths,
  ...directoryPaths,
  ...groupPaths,
  ...servicePaths,
];

const countable: ReadonlySet<string> = new Set<CollectionReference['kind'] | 'instances'>([
  'users',
  'groups',
  'members',
  'memberships',
  'people',
  'photos',
  'places',
  'calendarGroups',
  'calendars',
  'calendarPermissions',
  'events',
  'calendarView',
  'messages',
  'mailFolders',
  'masterCategories',
]);
const countableParts: ReadonlySet<string> = new Set(['instances', 'exceptionOccurrences', 'attachments', 'extensions']);

const isCountable = (at: Reference): at is CollectionReference =>
  at.kind === 'event' ? countableParts.has(at.tail.kind) : countable.has(at.kind);

/** The number of a list's entries, which takes the filter of the list, and its window. */
function countOf({ at, tag, operations: { GET: list } }: DescribedPath): readonly DescribedPath[] {
  if (list?.answers.is !== 'list' || !isCountable(at)) return [];
  const { id, query = noOptions, window } = list;
  const of: DescribedQuery = { ...query, options: countQuery({ ...noOptions, options: optionsOf(query) }).options };
  const GET = {
    id: id.replace(/^list/, 'count'),
    summary: list.summary.replace(/^List/, 'Count'),
    query: of,
    answers: { is: 'text' },
    ...(window && { window }),
  } as const;
  return [{ at: { kind: 'count', version, of: at }, tag, operations: { GET } }];
}

const optionsOf = ({ options }: DescribedQuery): QuerySchema['options'] =>
  options.filter((option) => option === 'filter' || option === 'search');

export const describedPaths: readonly DescribedPath[] = uncounted.flatMap((path) => [path, ...countOf(path)]);

/** The path as OpenAPI has it, behind the version: `/me/events/{event-id}`. */
export const templateOf = ({ at }: DescribedPath): string => decodeURIComponent(printPath(at)).slice(`/${version}`.length);
