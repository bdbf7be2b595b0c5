// A group, made by who owns it then, and who is in it.
import type { Step } from '../step.ts';

const megan = { '@odata.id': '{url}/v1.0/users/{megan-id}' };
const itsKey = { 'user-id': 'megan-id' };

export const groupSteps: readonly Step[] = [
  [
    'createGroup',
    {
      json: { displayName: 'Launch team', mailNickname: 'launch-{suffix}', mailEnabled: false, securityEnabled: true },
      keeps: 'group-id',
    },
  ],
  ['updateGroup', { json: { description: 'Who plans the launch' } }],
  ['getGroup'],
  ['listGroups', { query: "$filter=startswith(displayName,'Launch')&$select=id,displayName&$top=2" }],
  ['countGroups'],
  ['addGroupMember', { json: megan }],
  ['listGroupMembers', { query: "$select=id,displayName&$filter=startswith(displayName,'Megan')" }],
  ['countGroupMembers'],
  ['addGroupOwner', { json: megan }],
  ['listGroupOwners', { query: "$select=id,displayName&$filter=startswith(displayName,'Megan')" }],
  ['countGroupOwners'],
  ['removeGroupOwner', { at: itsKey }],
];

export const disbanding: readonly Step[] = [['removeGroupMember', { at: itsKey }], ['deleteGroup']];
