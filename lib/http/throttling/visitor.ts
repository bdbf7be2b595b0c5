// Whom a request counts for: the application, and the mailbox that it acts for.
import type { Caller } from '../../auth/caller.ts';
import type { Mailbox } from '../../calendar/mailbox.ts';
import { canonicalId } from '../../directory/objectId.ts';
import { subjectOf, type Owner, type Reference, type UserKey } from '../../paths/reference.ts';
import type { Request } from '../exchange.ts';

/**
 * A user's requests count for the own mailbox, whichever they name: who names somebody else's uses up nothing of theirs. An application's
 * count for the mailbox that the path names, as far as the path alone tells (by userPrincipalName it is another one than by object id), and
 * for the application itself where it names none. An application's own are apart from those of its users, who could keep it out otherwise.
 * Nothing is asked of a store.
 */
export function visitorOf(caller: Caller, target: Reference | undefined): string {
  const { tenant, appId } = caller;
  if (caller.kind === 'delegated') return keyOf(tenant, appId, 'user', caller.id);
  return keyOf(tenant, appId, ...mailboxOf(target));
}

/** An upload URL has no caller: its requests count for the mailbox that it leads to, once its secret has opened the session. */
export const uploaderOf = ({ tenant, kind, id }: Mailbox): string => keyOf(tenant, 'uploads', kind, id);

/** Bytes that the body has by its own word, which the platform has checked. */
export function declaredBytes({ headers }: Request): number {
  const declared = Number(headers.get('content-length') ?? 0);
  return Number.isFinite(declared) ? Math.max(0, declared) : 0;
}

const keyOf = (...parts: readonly string[]): string => JSON.stringify(parts);

function mailboxOf(target: Reference | undefined): readonly string[] {
  if (target === undefined) return [];
  const subject = subjectOf(target);
  if ('owner' in subject) return ownerOf(subject.owner);
  switch (subject.kind) {
    case 'user':
      return ownerOf(subject.user);
    case 'memberships':
      return ownerOf(subject.of);
    case 'group':
      return groupOf(subject.id);
    case 'members':
    case 'memberReferences':
    case 'memberReference':
      return groupOf(subject.group);
    default:
      return [];
  }
}

function ownerOf(owner: Owner): readonly string[] {
  switch (owner.kind) {
    case 'me':
      return [];
    case 'user':
      return userOf(owner.user);
    case 'invitedUser':
      return ['invitations', owner.invitation];
    case 'group':
    case 'joinedGroup':
      return groupOf(owner.id);
  }
}

const userOf = (user: UserKey): readonly string[] => ['users', user.kind === 'upn' ? user.upn.toLowerCase() : canonicalId(user.id)];

const groupOf = (id: string): readonly string[] => ['groups', canonicalId(id)];
