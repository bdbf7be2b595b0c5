// The person that a path of the directory names, and whether the caller may ask about it.
import { mayInDirectory, requireInDirectory } from '../../access/permissions/directoryAccess.ts';
import type { DirectoryActions } from '../../access/permissions/directoryActions.ts';
import { isOwnId, type Caller } from '../../access/tokens/caller.ts';
import { canonicalId } from '../../directory/users/objectId.ts';
import { resourceNotFound } from '../../directory/refusals.ts';
import type { Directory } from '../../directory/directory.ts';
import { badRequest } from '../../runtime/errors.ts';
import type { MailboxOwner, UserKey } from '../../paths/reference.ts';

export interface NamedPerson {
  readonly userId: string;
  /** Whether it is the caller, who comes as itself: by `me`, the own id or the own name. */
  readonly isSelf: boolean;
}

/**
 * The person's object id; whether there is such a user isn't known yet. Costs nothing for the caller itself and for ids, one point read
 * for names and invitations. Throws 403 before it asks for anybody whom the caller may not know, 404 for a name or an invitation that
 * nobody has, 400 for an application's `me`.
 */
export async function findPerson(
  directory: Directory,
  caller: Caller,
  owner: MailboxOwner,
  actions: DirectoryActions,
): Promise<NamedPerson> {
  const itself = selfIn(caller, owner);
  if (itself !== undefined) {
    if (!mayDoOwn(caller, actions)) requireInDirectory(caller, actions.any);
    return { userId: itself, isSelf: true };
  }
  if (owner.kind === 'invitedUser') return findInvited(directory, caller, owner.invitation, actions);
  requireInDirectory(caller, actions.any);
  if (owner.kind === 'me') throw badRequest('/me request is only valid with delegated authentication flow.');
  return { userId: await findUser(directory, caller.tenant, owner.user), isSelf: false };
}

/** The object id that the key means. Throws 404 for a name that nobody has, and for another tenant. */
export async function findUser(directory: Directory, tenant: string, key: UserKey): Promise<string> {
  if (key.kind === 'id') return canonicalId(key.id);
  if (key.kind === 'idAtTenant') {
    if (key.tenant.toLowerCase() !== tenant) throw resourceNotFound(`${key.id}@${key.tenant}`);
    return canonicalId(key.id);
  }
  const userId = await directory.userIdByUpn(tenant, key.upn);
  if (userId === undefined) throw resourceNotFound(key.upn);
  return userId;
}

/** The caller's id where the path names the caller outright. */
function selfIn(caller: Caller, owner: MailboxOwner): string | undefined {
  if (caller.kind !== 'delegated') return undefined;
  if (owner.kind === 'me') return caller.id;
  if (owner.kind !== 'user') return undefined;
  const { user } = owner;
  if (user.kind === 'upn') return user.upn.toLowerCase() === caller.upn?.toLowerCase() ? caller.id : undefined;
  const isHere = user.kind === 'id' || user.tenant.toLowerCase() === caller.tenant;
  return isHere && isOwnId(caller, canonicalId(user.id)) ? caller.id : undefined;
}

const mayDoOwn = (caller: Caller, { own }: DirectoryActions): boolean => own !== undefined && mayInDirectory(caller, own);

/** An invitation gives no privilege: to the guest it is the own user, to everybody else another one. */
async function findInvited(directory: Directory, caller: Caller, id: string, actions: DirectoryActions): Promise<NamedPerson> {
  const isSelf = (userId: string | undefined): boolean => caller.kind === 'delegated' && userId === caller.id && mayDoOwn(caller, actions);
  if (caller.kind === 'application') requireInDirectory(caller, actions.any);
  const userId = (await directory.invitation(caller.tenant, canonicalId(id)))?.userId;
  if (!isSelf(userId)) requireInDirectory(caller, actions.any);
  if (userId === undefined) throw resourceNotFound(id);
  return { userId, isSelf: isSelf(userId) };
}
