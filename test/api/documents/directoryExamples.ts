// The documents' examples of the directory as far as a calendar needs it: users, groups, members, people, photos, places, mail folders.
import { randomUUID } from 'node:crypto';
import { part } from './pageAnswer.ts';
import type { Example, Scene } from './scene.ts';
import { attendeesOf } from '../../support/api/meetings.ts';

const eventual = { ConsistencyLevel: 'eventual' };
const directory = 'User.Read.All Group.Read.All GroupMember.Read.All';
const error = { date: String, 'request-id': String, 'client-request-id': String };
/** Letters alone: a search takes digits and letters for words of their own, and others' names have such. */
const unique = randomUUID().replaceAll(/[\d-]/g, '').padEnd(8, 'room').slice(0, 8);
const room = { displayName: `Conf Room ${unique}`, mail: `adams-${unique}@contoso.example`, upn: `adams-${unique}@contoso.example` };
const shownUser = {
  businessPhones: [],
  displayName: room.displayName,
  givenName: null,
  jobTitle: null,
  mail: room.mail,
  mobilePhone: null,
  officeLocation: null,
  preferredLanguage: null,
  surname: null,
  userPrincipalName: room.upn,
  id: /^[\da-f-]{36}$/,
};

/** The room is in the directory when any of these is asked. */
async function withRoom({ api, admin }: Scene): Promise<void> {
  const found = await api.send(`/v1.0/users/${room.upn}`, { token: admin });
  if (found.status === 404)
    await api.send('/v1.0/users', {
      token: admin,
      json: { displayName: room.displayName, mail: room.mail, userPrincipalName: room.upn },
    });
}

const listed = (about: string, path: string, more: object = {}): Example => ({
  page: 'user-list',
  about,
  request: async (scene) => {
    await withRoom(scene);
    return { path, scope: directory, headers: eventual };
  },
  status: 200,
  answer: ({ context }) => ({ '@odata.context': context('users'), ...more, value: [shownUser] }),
  differs: Object.fromEntries(
    [
      'createdDateTime',
      'externalUserState',
      'externalUserStateChangeDateTime',
      'mailNickname',
      'otherMails',
      'proxyAddresses',
      'userType',
    ].map((name) => [`value/0/${name}`, 'everything that is known is shown without $select']),
  ),
});

export const directoryExamples: readonly Example[] = [
  listed(
    'users by the beginning of their names',
    `/v1.0/users?$filter=startswith(displayName,'conf room ${unique}')&$orderby=displayName&$count=true&$top=1`,
    {
      '@odata.count': 1,
    },
  ),
  listed('users by their mail', `/v1.0/users?$filter=mail eq '${room.mail}'`),
  listed('users by words of their names', `/v1.0/users?$search="displayName:${unique}"&$orderby=displayName&$count=true`, {
    '@odata.count': 1,
  }),
  {
    page: 'user-list',
    about: 'how many users there are',
    request: () => ({ path: '/v1.0/users/$count', scope: directory, headers: eventual }),
    status: 200,
    answer: () => /^\d+$/,
  },
  {
    page: 'group-list',
    about: 'groups of a kind by the beginning of their names',
    request: () => ({
      path: "/v1.0/groups?$filter=groupTypes/any(c:c eq 'Unified') and startswith(displayName,'Eng')&$top=1&$select=id,displayName,groupTypes",
      scope: directory,
      headers: eventual,
    }),
    status: 200,
    answer: ({ context }) =>
      part({
        '@odata.context': context('groups(id,displayName,groupTypes)'),
        value: [{ id: String, displayName: /^Eng/i, groupTypes: ['Unified'] }],
      }),
  },
  {
    page: 'group-list-transitivemembers',
    about: 'everybody in a group',
    request: ({ group }) => ({ path: `/v1.0/groups/${group}/transitiveMembers?$select=id,mail`, scope: directory }),
    status: 200,
    answer: ({ context }) => ({
      '@odata.context': context('directoryObjects(id,mail)'),
      value: [1, 2].map(() => ({ '@odata.type': '#microsoft.graph.user', id: String, mail: null })),
    }),
  },
  {
    page: 'group-list-transitivemembers',
    about: 'how many are in a group',
    request: ({ group }) => ({ path: `/v1.0/groups/${group}/transitiveMembers/$count`, scope: directory, headers: eventual }),
    status: 200,
    answer: () => '2',
  },
  {
    page: 'group-list-transitivemembers',
    about: 'the groups in a group: there are none',
    request: ({ group }) => ({
      path: `/v1.0/groups/${group}/transitivemembers/microsoft.graph.group?$count=true`,
      scope: directory,
      headers: eventual,
    }),
    status: 200,
    answer: ({ context }) => ({ '@odata.context': context('groups'), '@odata.count': 0, value: [] }),
  },
  {
    page: 'group-list-transitivemembers',
    about: 'the users in a group whose names begin so',
    request: ({ group, alex }) => ({
      path: `/v1.0/groups/${group}/transitiveMembers/microsoft.graph.user?$count=true&$orderBy=displayName&$filter=startswith(displayName, '${alex.upn}')`,
      scope: directory,
      headers: eventual,
    }),
    status: 200,
    answer: ({ context, alex }) =>
      part({ '@odata.context': context('users'), '@odata.count': 1, value: [part({ id: alex.id, displayName: alex.upn })] }),
  },
  {
    page: 'user-list-memberof',
    about: 'the groups that somebody is in whose names have a word, in the order of names',
    request: ({ alex }) => ({
      path: '/v1.0/me/memberOf/microsoft.graph.group?$count=true&$orderby=displayName&$search="displayName:Engine"&$select=displayName,id',
      as: alex,
      scope: directory,
      headers: eventual,
    }),
    status: 200,
    answer: ({ context, group }) => ({
      '@odata.context': context('groups(displayName,id)'),
      '@odata.count': 1,
      value: [{ displayName: 'Engineering', id: group }],
    }),
  },
  {
    page: 'user-list-transitivememberof',
    about: 'the groups that somebody is in',
    request: ({ alex }) => ({
      path: '/v1.0/me/transitiveMemberOf/microsoft.graph.group?$count=true',
      as: alex,
      scope: directory,
      headers: eventual,
    }),
    status: 200,
    answer: ({ context, group }) =>
      part({ '@odata.context': context('groups'), '@odata.count': 1, value: [part({ id: group, displayName: 'Engineering' })] }),
  },
  {
    page: 'directoryobject-checkmembergroups',
    about: 'of some groups, those that one is in',
    request: ({ group }) => ({ path: '/v1.0/me/checkMemberGroups', scope: directory, json: { groupIds: [randomUUID(), group] } }),
    status: 200,
    answer: ({ context, group }) => ({ '@odata.context': context('Collection(Edm.String)'), value: [group] }),
  },
  {
    page: 'user-list-people',
    about: 'whom somebody meets',
    request: async ({ alex, adele, must }) => {
      await must(alex, '/v1.0/me/events', {
        json: {
          subject: 'x',
          start: { dateTime: new Date().toISOString(), timeZone: 'UTC' },
          end: { dateTime: new Date(Date.now() + 3_600_000).toISOString(), timeZone: 'UTC' },
          ...attendeesOf(adele),
        },
      });
      return { path: `/v1.0/me/people?$filter=userPrincipalName eq '${adele.upn}'`, as: alex, scope: 'People.Read' };
    },
    status: 200,
    answer: ({ adele }) =>
      part({
        value: [
          {
            id: adele.id,
            displayName: String,
            givenName: null,
            surname: null,
            birthday: '',
            personNotes: '',
            isFavorite: false,
            jobTitle: null,
            companyName: null,
            yomiCompany: '',
            department: null,
            officeLocation: null,
            profession: '',
            userPrincipalName: adele.upn,
            imAddress: null,
            scoredEmailAddresses: [part({ address: adele.upn, relevanceScore: Number })],
            phones: [],
            postalAddresses: [],
            websites: [],
            personType: { class: 'Person', subclass: 'OrganizationUser' },
          },
        ],
      }),
  },
  ...['photo', 'photo/$value', 'photos/48x48/$value'].map((name): Example => ({
    page: 'profilephoto-get',
    about: `nobody has a ${name}`,
    request: () => ({ path: `/v1.0/me/${name}`, scope: 'User.Read' }),
    status: 404,
    answer: () => ({ error: { code: 'ImageNotFound', message: String, innerError: error } }),
  })),
  ...['room', 'roomList'].map((type): Example => ({
    page: 'place-list',
    about: `there is no ${type}`,
    request: () => ({ path: `/v1.0/places/microsoft.graph.${type}`, scope: 'Place.Read.All' }),
    status: 200,
    answer: ({ context }) => ({ '@odata.context': context(`places/microsoft.graph.${type}`), value: [] }),
  })),
  {
    page: 'user-list-mailfolders',
    about: 'the folders of a mailbox: the inbox',
    request: () => ({ path: '/v1.0/me/mailFolders', scope: 'Mail.Read' }),
    status: 200,
    answer: ({ context, adele }) => ({
      '@odata.context': context(`users('${adele.id}')/mailFolders`),
      value: [
        {
          id: String,
          displayName: 'Inbox',
          parentFolderId: String,
          childFolderCount: 0,
          unreadItemCount: Number,
          totalItemCount: Number,
          isHidden: false,
        },
      ],
    }),
    differs: { 'value/0/parentFolderId': 'the inbox is the only folder: none is above it' },
  },
];
