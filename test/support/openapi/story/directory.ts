// People: who asks, whom they meet, what groups they are in, and guests.
import type { Step, Word } from '../step.ts';

/** Everybody comes by a first request. */
export const introductions: readonly Step[] = [
  ['getMe', { keeps: 'adele-id' }],
  ['updateMe', { json: { mobilePhone: '+1 425 555 0100' } }],
  ['getMe', { as: 'megan', keeps: 'megan-id' }],
];

/** What an application does in the directory. */
export const directorySteps: readonly Step[] = [
  [
    'createUser',
    {
      json: {
        displayName: 'Sam Rivera',
        userPrincipalName: 'sam-{suffix}@contoso.example',
        mailNickname: 'sam-{suffix}',
        accountEnabled: true,
      },
      keeps: 'sam',
    },
  ],
  ['updateUser', { json: { jobTitle: 'Engineer' }, at: { 'user-id': 'sam' } }],
  ['getUser', { query: '$select=id,displayName,jobTitle,userPrincipalName', at: { 'user-id': 'sam' } }],
  ['listUsers', { query: "$filter=startswith(displayName,'Sam')&$orderby=displayName&$top=2&$count=true&$select=id,displayName" }],
  ['countUsers'],
  ['listRooms'],
  ['countRooms'],
  ['listRoomLists'],
  ['countRoomLists'],
  [
    'createInvitation',
    {
      json: { invitedUserEmailAddress: 'guest-{suffix}@fabrikam.example', inviteRedirectUrl: 'https://app.contoso.example' },
      keeps: 'invitation-id',
    },
  ],
  ['getInvitation'],
];

export const leaving: readonly Step[] = [['deleteUser', { at: { 'user-id': 'sam' } }]];

const questionOf = (w: Word): string => (w === '' ? 'Mine' : `Of${w}`);

/** What groups somebody is in, or a group; and photos, of which there are none. */
export const membershipSteps = (w: Word): readonly Step[] => [
  [`list${w}MemberOf`, { query: '$top=2' }],
  [`count${w}MemberOf`],
  [`list${w}TransitiveMemberOf`, { query: '$top=2' }],
  [`count${w}TransitiveMemberOf`],
  ...(w === 'Group' ? [] : ([[`list${w}JoinedGroups`, { query: '$top=2' }], [`count${w}JoinedGroups`]] as const)),
  [`checkMemberGroups${questionOf(w)}`, { json: { groupIds: ['{group-id}'] } }],
  [`checkMemberObjects${questionOf(w)}`, { json: { ids: ['{group-id}'] } }],
  [`getMemberGroups${questionOf(w)}`, { json: { securityEnabledOnly: false } }],
  [`getMemberObjects${questionOf(w)}`, { json: { securityEnabledOnly: false } }],
  [`list${w}Photos`],
  [`count${w}Photos`],
  [`get${w}Photo`, { refused: 404 }],
  [`get${w}PhotoContent`, { refused: 404 }],
];

/** Whom somebody meets. */
export const peopleSteps = (w: Exclude<Word, 'Group'>): readonly Step[] => [
  [`list${w}People`, { query: '$top=2', keeps: 'person-id' }],
  [`count${w}People`],
  [`get${w}Person`],
];
