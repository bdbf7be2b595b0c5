// What is said of people: users, whom they meet, what groups they are in, and invitations.
import { membershipList, userEntityQuery, userList } from '../../../lib/odata/directory/directoryQuery.ts';
import { personList, personQuery } from '../../../lib/odata/directory/personSchema.ts';
import { photoList, photoQuery } from '../../../lib/odata/directory/photo.ts';
import { placeList } from '../../../lib/odata/directory/place.ts';
import { membershipActions, type PersonOrGroup } from '../../../lib/paths/reference.ts';
import { created, entity, listOf, none, prefers, version, type DescribedPath } from '../described.ts';

const userKey = { kind: 'id', id: '{user-id}' } as const;
const anybody = { kind: 'user', user: userKey } as const;
const itself = { kind: 'me' } as const;
const aGroup = { kind: 'group', id: '{group-id}' } as const;
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const people = 'Users';
const groups = 'Groups';

interface Who {
  readonly of: PersonOrGroup;
  readonly word: string;
  readonly whose: string;
  readonly tag: string;
}

const everyone: readonly Who[] = [
  {
    of: itself,
    word: '',
    whose: 'the signed-in user',
    tag: people,
  },
  { of: anybody, word: 'User', whose: 'a user', tag: people },
  { of: aGroup, word: 'Group', whose: 'a group', tag: groups },
];

const ofEverybody = everyone.flatMap(({ of, word, whose, tag }): DescribedPath[] => [
  ...(['memberOf', 'transitiveMemberOf'] as const).map((collection): DescribedPath => ({
    at: { kind: 'memberships', version, of, collection },
    tag,
    operations: {
      GET: {
        id: `list${word}${capital(collection)}`,
        summary: `List the groups that ${whose} is in`,
        query: membershipList,
        answers: listOf('directoryObject'),
        prefers: prefers.list,
      },
    },
  })),
  ...membershipActions.map((action): DescribedPath => ({
    at: { kind: 'membershipAction', version, of, action },
    tag,
    operations: {
      POST: {
        id: `${action}${word === '' ? 'Mine' : `Of${word}`}`,
        summary: `Ask which ${action.startsWith('check') ? 'of these groups' : 'groups'} ${whose} is in`,
        body: action,
        answers: { is: 'value', type: 'Collection(Edm.String)' },
      },
    },
  })),
  {
    at: { kind: 'photos', version, of },
    tag,
    operations: {
      GET: {
        id: `list${word}Photos`,
        summary: `List photos of ${whose}: there are none`,
        query: photoList,
        answers: listOf('profilePhoto'),
        prefers: prefers.list,
      },
    },
  },
  {
    at: { kind: 'photo', version, of },
    tag,
    operations: {
      GET: {
        id: `get${word}Photo`,
        summary: `Get the photo of ${whose}: always 404`,
        query: photoQuery,
        answers: entity('profilePhoto'),
      },
    },
  },
  {
    at: { kind: 'photoValue', version, of },
    tag,
    operations: {
      GET: {
        id: `get${word}PhotoContent`,
        summary: `Get the photo's bytes of ${whose}: always 404`,
        query: photoQuery,
        answers: { is: 'bytes' },
      },
    },
  },
]);

const themselves = everyone.slice(0, 2).flatMap(({ of, whose }): DescribedPath[] => {
  if (of.kind === 'group') return [];
  const self = of.kind === 'me';
  return [
    {
      at: { kind: 'user', version, user: of },
      tag: people,
      operations: {
        GET: {
          id: self ? 'getMe' : 'getUser',
          summary: `Get ${whose}`,
          query: userEntityQuery,
          answers: entity('user'),
          prefers: prefers.entity,
        },
        PATCH: {
          id: self ? 'updateMe' : 'updateUser',
          summary: `Change ${whose}`,
          body: 'user',
          answers: none,
        },
        ...(!self && {
          DELETE: { id: 'deleteUser', summary: 'Delete a user, with the mailbox', answers: none },
        }),
      },
    },
  ];
});

const aroundPeople = everyone.slice(0, 2).flatMap(({ of, word, whose }): DescribedPath[] => {
  if (of.kind === 'group') return [];
  return [
    {
      at: { kind: 'memberships', version, of, collection: 'joinedGroups' },
      tag: people,
      operations: {
        GET: {
          id: `list${word}JoinedGroups`,
          summary: `List the groups that ${whose} has joined`,
          query: membershipList,
          answers: listOf('group'),
          prefers: prefers.list,
        },
      },
    },
    {
      at: { kind: 'people', version, of },
      tag: people,
      operations: {
        GET: {
          id: `list${word}People`,
          summary: `List whom ${whose} meets`,
          query: personList,
          answers: listOf('person'),
          prefers: prefers.list,
        },
      },
    },
    {
      at: { kind: 'person', version, of, id: '{person-id}' },
      tag: people,
      operations: {
        GET: {
          id: `get${word}Person`,
          summary: `Get somebody whom ${whose} meets`,
          query: personQuery,
          answers: entity('person'),
          prefers: prefers.entity,
        },
      },
    },
  ];
});

export const directoryPaths: readonly DescribedPath[] = [
  {
    at: { kind: 'users', version },
    tag: people,
    operations: {
      GET: {
        id: 'listUsers',
        summary: 'List users',
        query: userList,
        answers: listOf('user'),
        prefers: prefers.list,
      },
      POST: { id: 'createUser', summary: 'Create a user', body: 'newUser', answers: created('user') },
    },
  },
  ...themselves,
  ...aroundPeople,
  ...ofEverybody,
  ...(['room', 'roomList'] as const).map((type): DescribedPath => ({
    at: { kind: 'places', version, type },
    tag: people,
    operations: {
      GET: {
        id: `list${capital(type)}s`,
        summary: `List ${type === 'room' ? 'rooms' : 'lists of rooms'}: there are none`,
        query: placeList[type],
        answers: listOf(type),
        prefers: prefers.list,
      },
    },
  })),
  {
    at: { kind: 'invitations', version },
    tag: people,
    operations: {
      POST: {
        id: 'createInvitation',
        summary: 'Invite a guest',
        body: 'invitation',
        answers: { ...created('invitation'), location: false },
      },
    },
  },
  {
    at: { kind: 'invitation', version, id: '{invitation-id}' },
    tag: people,
    operations: {
      GET: { id: 'getInvitation', summary: 'Get an invitation', answers: entity('invitation') },
    },
  },
];
