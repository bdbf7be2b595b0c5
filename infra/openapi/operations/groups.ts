// What is said of groups and who is in them.
import type { DirectoryAction } from '../../../lib/access/permissions/directoryAccess.ts';
import { groupEntityQuery, groupList, memberList } from '../../../lib/odata/directory/directoryQuery.ts';
import { created, entity, listOf, none, prefers, version, type DescribedPath } from '../described.ts';

const userKey = { kind: 'id', id: '{user-id}' } as const;
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const groups = 'Groups';

const ofGroups = (['members', 'owners'] as const).flatMap((collection): DescribedPath[] => {
  const change: readonly DirectoryAction[] = [collection === 'members' ? 'changeMembers' : 'changeGroups', 'changeOwnGroups'];
  const one = capital(collection).slice(0, -1);
  return [
    {
      at: { kind: 'members', version, group: '{group-id}', collection },
      tag: groups,
      operations: {
        GET: {
          id: `listGroup${capital(collection)}`,
          summary: `List a group's ${collection}`,
          query: memberList,
          answers: listOf('directoryObject'),
          prefers: prefers.list,
          permitted: ['readMembers'],
        },
      },
    },
    {
      at: { kind: 'memberReferences', version, group: '{group-id}', collection },
      tag: groups,
      operations: {
        POST: { id: `addGroup${one}`, summary: `Add one of the ${collection}`, body: 'reference', answers: none, permitted: change },
      },
    },
    {
      at: { kind: 'memberReference', version, group: '{group-id}', collection, user: userKey },
      tag: groups,
      operations: { DELETE: { id: `removeGroup${one}`, summary: `Take away one of the ${collection}`, answers: none, permitted: change } },
    },
  ];
});

export const groupPaths: readonly DescribedPath[] = [
  {
    at: { kind: 'groups', version },
    tag: groups,
    operations: {
      GET: {
        id: 'listGroups',
        summary: 'List groups',
        query: groupList,
        answers: listOf('group'),
        prefers: prefers.list,
        permitted: ['readGroups'],
      },
      POST: {
        id: 'createGroup',
        summary: 'Create a group',
        body: 'group',
        answers: created('group'),
        permitted: ['changeGroups', 'changeOwnGroups'],
      },
    },
  },
  {
    at: { kind: 'group', version, id: '{group-id}' },
    tag: groups,
    operations: {
      GET: {
        id: 'getGroup',
        summary: 'Get a group',
        query: groupEntityQuery,
        answers: entity('group'),
        prefers: prefers.entity,
        permitted: ['readGroups'],
      },
      PATCH: { id: 'updateGroup', summary: 'Change a group', body: 'group', answers: none, permitted: ['changeGroups', 'changeOwnGroups'] },
      DELETE: {
        id: 'deleteGroup',
        summary: 'Delete a group, with its calendar',
        answers: none,
        permitted: ['changeGroups', 'changeOwnGroups'],
      },
    },
  },
  ...ofGroups,
];
