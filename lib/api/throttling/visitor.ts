// Whom a request counts for: the application, and the mailbox that it acts for.
import type { Caller } from '../../access/tokens/caller.ts';
import { canonicalId } from '../../directory/users/objectId.ts';
import { maxRangeBytes } from '../../runtime/limits.ts';
import { subjectOf, type Owner, type Reference, type UserKey } from '../../paths/reference.ts';
import type { UploadSession } from '../../uploads/session.ts';
import type { Request } from '../../http/messages.ts';
import type { Destination } from './throttle.ts';

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

/**
 * An upload URL has no caller: its requests count for who made the session, once its secret has opened it, and for an application for the
 * mailbox as well. Others' sessions in the same mailbox are apart: to whom one URL was given can't keep them out.
 */
export function uploaderOf({ eventKey: { mailbox }, createdBy }: Pick<UploadSession, 'eventKey' | 'createdBy'>): string {
  const { tenant, kind, id } = mailbox;
  return keyOf(tenant, 'uploads', createdBy, ...(createdBy.startsWith('app:') ? [kind, id] : []));
}

/**
 * How much a session takes: its file twice, so that every range may come again, and one range more. A range that was received is thrown
 * away: without a limit one URL could use up all that its maker may upload.
 */
export const sessionOf = ({ id, eventKey, total }: Pick<UploadSession, 'id' | 'eventKey' | 'total'>): Destination => ({
  key: keyOf(eventKey.mailbox.tenant, 'upload', id),
  bytes: 2 * total + maxRangeBytes,
});

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
