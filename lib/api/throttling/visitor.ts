// Tells for whom a request is counted: for the application and the mailbox for which it acts.
import type { Caller } from '../../access/tokens/caller.ts';
import { canonicalId } from '../../directory/users/objectId.ts';
import { maxRangeBytes } from '../../runtime/limits.ts';
import { type Owner, type Reference, type UserKey, subjectOf } from '../../paths/reference.ts';
import type { UploadSession } from '../../uploads/session.ts';
import type { Request } from '../../http/messages.ts';
import type { Destination } from './throttle.ts';

/**
 * A user's requests count for the user's own mailbox, whichever mailbox they name, so that nobody can use up somebody else's limits. An
 * application's requests count for the mailbox that the path names, or for the application itself if the path names none. Only the path is
 * read, without asking a store, so a mailbox named by userPrincipalName and by object id counts as two. Requests that an application makes
 * for itself are counted apart from those of its users, who could otherwise lock it out.
 */
export function throttleKey(caller: Caller, target: Reference | undefined): string {
  const { tenant, appId } = caller;
  if (caller.kind === 'delegated') return keyOf(tenant, appId, 'user', caller.id);
  return keyOf(tenant, appId, ...mailboxOf(target));
}

/**
 * A request to an upload URL has no caller. Once its secret has opened the session, it counts for whoever made the session; if that is an
 * application, for the application and the mailbox together. Sessions that others made in the same mailbox are counted apart, so that the
 * holder of one URL can't lock them out.
 */
export function uploaderOf({ eventKey: { mailbox }, createdBy }: Pick<UploadSession, 'eventKey' | 'createdBy'>): string {
  const { tenant, kind, id } = mailbox;
  return keyOf(tenant, 'uploads', createdBy, ...(createdBy.startsWith('app:') ? [kind, id] : []));
}

/**
 * How many bytes may be sent to a session: twice its file, so that every range may be sent again, and one range more. A repeated range is
 * discarded but still costs; without this limit one URL could use up everything that the session's maker may upload.
 */
export const sessionOf = ({ id, eventKey, total }: Pick<UploadSession, 'id' | 'eventKey' | 'total'>): Destination => ({
  key: keyOf(eventKey.mailbox.tenant, 'upload', id),
  bytes: 2 * total + maxRangeBytes,
});

/** The length that the request declares for its body; the platform has checked it. */
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
    case 'membershipAction':
    case 'people':
    case 'person':
    case 'photos':
    case 'photo':
    case 'photoValue':
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
