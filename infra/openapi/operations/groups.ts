// What is said of groups and who is in them.
import { groupEntityQuery, groupList, memberList } from '../../../lib/odata/directory/directoryQuery.ts';
import { created, entity, listOf, none, prefers, version, type DescribedPath } from '../described.ts';

const userKey = { kind: 'id', id: '{user-id}' } as const;
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const groups = 'Groups';

const ofGroups = (['members', 'owners'] as const).flatMap((collection): DescribedPath[] => {
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
        },
      },
    },
    {
      at: { kind: 'memberReferences', version, group: '{group-id}', collection },
      tag: groups,
      operations: {
        POST: { id: `addGroup${one}`, summary: `Add one of the ${collection}`, body: 'reference', answers: none },
      },
    },
    {
      at: { kind: 'memberReference', version, group: '{group-id}', collection, user: userKey },
      tag: groups,
      operations: { DELETE: { id: `removeGroup${one}`, summary: `Take away one of the ${collection}`, answers: none } },
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
      },
      POST: {
        id: 'createGroup',
        summary: 'Create a group',
        body: 'group',
        answers: created('group'),
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
      },
      PATCH: { id: 'updateGroup', summary: 'Change a group', body: 'group', answers: none },
      DELETE: {
        id: 'deleteGroup',
        summary: 'Delete a group, with its calendar',
        answers: none,
      },
    },
  },
  ...ofGroups,
];
