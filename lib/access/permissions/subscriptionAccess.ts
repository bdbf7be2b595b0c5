// Who may subscribe to what, and sees which subscriptions; what a caller may at the time is stored with the subscription.
import type { Creator, Watched } from '../../changes/subscriptions/subscription.ts';
import type { Viewer } from '../../changes/subscriptions/pointer.ts';
import type { Mailbox } from '../../calendar/mailbox.ts';
import type { Caller } from '../tokens/caller.ts';
import { requireMessagePermission, requirePermission } from './calendarAccess.ts';

/** Throws 403 unless the token may read what a subscription watches (contract, section 12), before any store is asked. */
export function requireSubscriptionPermission(caller: Caller, of: Watched['of'], kind: Mailbox['kind']): void {
  if (of === 'messages') requireMessagePermission(caller, 'read');
  else requirePermission(caller, 'read', kind);
}

/** The caller with the rights of its token, as a subscription remembers them. */
export function creatorOf(caller: Caller): Creator {
  const { id, appId } = caller;
  if (caller.kind === 'application') return { kind: 'application', id, appId, roles: [...caller.roles] };
  const { scopes, groups } = caller;
  return { kind: 'delegated', id, appId, scopes: [...scopes], ...(groups !== 'omitted' && { groups: [...groups] }) };
}

/** Which subscriptions the caller sees: with `Subscription.Read.All` a user also those that the user has by other applications. */
export const viewerOf = (caller: Caller): Viewer => ({
  tenant: caller.tenant,
  appId: caller.appId,
  ...(caller.kind === 'delegated' && { user: caller.id, ofEveryApp: caller.scopes.has('Subscription.Read.All') }),
});
