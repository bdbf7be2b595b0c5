// Walking through a mailbox for its calendars: the own one, or one whose owner shares something with the caller.
import { mayUseShared, mayWalk, type ReachedMailbox } from '../permissions/calendarAccess.ts';
import { isOwnId, type Caller, type DelegatedCaller } from '../tokens/caller.ts';
import type { CalendarPermissions } from '../../calendar/calendars/permissions.ts';
import { sharedWith } from '../../calendar/calendars/permission.ts';
import type { Directory } from '../../directory/directory.ts';
import { canonicalId } from '../../directory/users/objectId.ts';
import type { UserStatus } from '../../directory/users/userStatus.ts';
import { accessDenied } from '../../runtime/errors.ts';
import type { Owner } from '../../paths/reference.ts';
import { resolveMailbox } from './mailbox.ts';

export interface WalkDependencies {
  readonly directory: Directory;
  readonly presence: UserStatus;
  readonly permissions: CalendarPermissions;
}

/**
 * The mailbox that a path walks through to a calendar, with what is shared in it where it is somebody else's. Costs what
 * `resolveMailbox` costs; somebody else's, one point read behind the one that a name or an invitation takes, and what `presence` costs.
 * Throws what `resolveMailbox` throws: 403 for a mailbox that shares nothing with the caller, whether it exists or not.
 */
export async function resolveSharedMailbox(deps: WalkDependencies, caller: Caller, owner: Owner): Promise<ReachedMailbox> {
  if (caller.kind !== 'delegated' || !mayUseShared(caller)) return resolveMailbox(deps, caller, owner);
  const other = await namedUser(deps.directory, caller, owner);
  if (other === undefined) return resolveMailbox(deps, caller, owner);
  // A name that nobody has costs the same reads, so that the time of a refusal doesn't tell who is there.
  const walked = await walkToOther(deps, caller, other === 'unknown' ? nobody : other);
  if (other === 'unknown') throw accessDenied();
  return walked;
}

/** An object id that no user has. */
const nobody = '00000000-0000-0000-0000-000000000000';

async function walkToOther(deps: WalkDependencies, caller: DelegatedCaller, other: string): Promise<ReachedMailbox> {
  const { tenant } = caller;
  const mailbox = { tenant, kind: 'users', id: other } as const;
  if (mayWalk(caller, other)) return mailbox;
  const [permissions, userId, isGone, isMember] = await Promise.all([
    deps.permissions.read(mailbox),
    deps.presence.userOf(tenant, other),
    deps.presence.isDeleted(mailbox),
    deps.presence.isMember(tenant, { ...caller, userId: caller.id }),
  ]);
  if (userId !== other) return walkToOther(deps, caller, userId);
  const shared = sharedWith(permissions, caller.id, isMember);
  if (isGone || shared.size === 0) throw accessDenied();
  return { ...mailbox, shared };
}

/** The object id of the user whom a path names outright; undefined for `me` and groups. */
async function namedUser(directory: Directory, caller: DelegatedCaller, owner: Owner): Promise<string | undefined> {
  const { tenant } = caller;
  if (owner.kind === 'invitedUser') return (await directory.invitation(tenant, canonicalId(owner.invitation)))?.userId ?? 'unknown';
  if (owner.kind !== 'user') return undefined;
  const { user } = owner;
  if (user.kind === 'idAtTenant' && user.tenant.toLowerCase() !== tenant) return 'unknown';
  if (user.kind !== 'upn') return isOwnId(caller, canonicalId(user.id)) ? caller.id : canonicalId(user.id);
  if (caller.upn?.toLowerCase() === user.upn.toLowerCase()) return caller.id;
  return (await directory.userIdByUpn(tenant, user.upn)) ?? 'unknown';
}
