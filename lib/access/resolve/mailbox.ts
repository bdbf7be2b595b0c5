// From the owner that a path names to the mailbox: asks the directory, and whether the caller may walk that way.
import { isConfined, isMemberByToken, mayEnter, mayWalk } from '../permissions/calendarAccess.ts';
import { isOwnId, type Caller } from '../tokens/caller.ts';
import type { Mailbox } from '../../calendar/mailbox.ts';
import type { Directory } from '../../directory/directory.ts';
import { canonicalId } from '../../directory/users/objectId.ts';
import type { UserStatus } from '../../directory/users/userStatus.ts';
import { accessDenied, badRequest, invalidUser, itemNotFound } from '../../runtime/errors.ts';
import type { Owner, Person, UserKey } from '../../paths/reference.ts';

export interface ResolveDependencies {
  readonly directory: Directory;
  readonly presence: UserStatus;
}

/**
 * The mailbox that a path walks through. Costs nothing for `me` and the caller's own ids, one point read for other users and
 * invitations (behind which stands what `presence` costs), two in parallel for groups; one more for an alias. Throws 403 for a delegated caller, or an
 * application that is confined to some mailboxes, who may not walk there, whether it exists or not; 404 for what doesn't exist; 400 for
 * an application's `me`.
 */
export async function resolveMailbox({ directory, presence }: ResolveDependencies, caller: Caller, owner: Owner): Promise<Mailbox> {
  const { tenant } = caller;
  switch (owner.kind) {
    case 'me':
    case 'user':
      return { tenant, kind: 'users', id: await resolvePerson(directory, caller, owner) };
    case 'invitedUser': {
      const invited = (await directory.invitation(tenant, canonicalId(owner.invitation)))?.userId;
      const id = walkable(caller, invited, itemNotFound);
      // The caller itself has been let in; anybody else may have been deleted.
      if (id !== caller.id && (await presence.isDeleted({ tenant, kind: 'users', id }))) throw itemNotFound();
      return { tenant, kind: 'users', id };
    }
    case 'group':
      return resolveGroup(directory, caller, canonicalId(owner.id), caller.id);
    case 'joinedGroup':
      return resolveGroup(directory, caller, canonicalId(owner.id), await resolvePerson(directory, caller, owner.of), true);
  }
}

async function resolvePerson(directory: Directory, caller: Caller, person: Person): Promise<string> {
  if (person.kind === 'user') return resolveUser(directory, caller, person.user);
  if (caller.kind === 'application') throw badRequest('/me request is only valid with delegated authentication flow.');
  return caller.id;
}

async function resolveUser(directory: Directory, caller: Caller, key: UserKey): Promise<string> {
  const text = key.kind === 'upn' ? key.upn : key.id;
  const unknown = () => invalidUser(text);
  if (key.kind === 'idAtTenant' && key.tenant.toLowerCase() !== caller.tenant) return walkable(caller, undefined, unknown);
  if (key.kind === 'upn') {
    if (caller.kind === 'delegated' && caller.upn?.toLowerCase() === key.upn.toLowerCase()) return caller.id;
    return walkable(caller, await directory.userIdByUpn(caller.tenant, key.upn), unknown);
  }
  const id = canonicalId(key.id);
  // A delegated caller's own mailbox is there whether or not the directory has seen the user; nobody else's is theirs to ask for.
  if (caller.kind === 'delegated') return isOwnId(caller, id) ? caller.id : walkable(caller, id, unknown);
  const user = await directory.user(caller.tenant, id);
  if (!mayEnter(caller, user?.userId ?? id)) throw accessDenied();
  if (user === undefined) throw unknown();
  return user.userId;
}

/** The user's id, if the caller may walk through that mailbox. */
function walkable(caller: Caller, userId: string | undefined, unknown: () => Error): string {
  if (userId !== undefined && mayWalk(caller, userId)) return userId;
  throw isConfined(caller) ? accessDenied() : unknown();
}

/** A group that `userId` is a member of; for an application any group, unless the path says that it is a joined one. */
async function resolveGroup(directory: Directory, caller: Caller, groupId: string, userId: string, joined = false): Promise<Mailbox> {
  const { tenant } = caller;
  if (!mayEnter(caller, groupId)) throw accessDenied();
  const byToken = isMemberByToken(caller, groupId);
  const mustJoin = (caller.kind === 'delegated' && !byToken) || (caller.kind === 'application' && joined);
  const [group, isMember] = await Promise.all([
    directory.group(tenant, groupId),
    mustJoin ? directory.isMember(tenant, groupId, userId) : true,
  ]);
  if (caller.kind === 'delegated' && !isMember) throw accessDenied();
  if (group === undefined || !isMember) throw itemNotFound();
  return { tenant, kind: 'groups', id: group.groupId };
}
