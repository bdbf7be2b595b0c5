// Which operation answers a path to people, groups, memberships and invitations.
import type { DirectoryReference } from '../../paths/reference.ts';
import type { Call } from '../call.ts';
import type { Reply } from '../../http/messages.ts';
import { createGroup, deleteGroup, getGroup, getGroups, patchGroup } from '../directory/groups.ts';
import { createInvitation, getInvitation } from '../directory/invitations.ts';
import { addMember, getMembers, removeMember } from '../directory/members.ts';
import { getMemberships } from '../directory/memberships.ts';
import { deleteUser, getUser, patchUser } from '../directory/user.ts';
import { createUser, getUsers } from '../directory/users.ts';
import { byMethod } from './byMethod.ts';

/** Answers a call whose method its target takes; which permission that needs is for each operation to ask. */
export function answerDirectory(call: Call<DirectoryReference>): Promise<Reply> {
  const { reference } = call;
  switch (reference.kind) {
    case 'users':
      return byMethod({ ...call, reference }, { GET: getUsers, POST: createUser });
    case 'user':
      return byMethod({ ...call, reference }, { GET: getUser, PATCH: patchUser, DELETE: deleteUser });
    case 'groups':
      return byMethod({ ...call, reference }, { GET: getGroups, POST: createGroup });
    case 'group':
      return byMethod({ ...call, reference }, { GET: getGroup, PATCH: patchGroup, DELETE: deleteGroup });
    case 'members':
      return byMethod({ ...call, reference }, { GET: getMembers });
    case 'memberReferences':
      return byMethod({ ...call, reference }, { POST: addMember });
    case 'memberReference':
      return byMethod({ ...call, reference }, { DELETE: removeMember });
    case 'memberships':
      return byMethod({ ...call, reference }, { GET: getMemberships });
    case 'invitations':
      return byMethod({ ...call, reference }, { POST: createInvitation });
    case 'invitation':
      return byMethod({ ...call, reference }, { GET: getInvitation });
  }
}
