// Who a webhook acts as: an application of this service's own, which may do what the settings say and nothing without them.
import { canonicalId } from '../../directory/users/objectId.ts';
import { ServiceError } from '../../runtime/errors.ts';
import type { ApplicationCaller } from './caller.ts';

/** What the settings let webhooks do; nothing is let in as long as one of them is missing. */
export interface HookPermissions {
  readonly tenant: string | undefined;
  /** Ids of users and groups; `*` for every mailbox of the tenant. */
  readonly mailboxes: readonly string[] | undefined;
  /** Roles of an application, as in a token. */
  readonly roles: readonly string[] | undefined;
}

const appId = 'hooks';
/** What documents say of their author that a webhook has made. */
export const hookAuthor = `app:${appId}`;
const everyMailbox = '*';
const writing = 'Calendars.ReadWrite';

/** The caller. Throws 403 that names the settings which would let webhooks in. */
export function hookCaller({ tenant, mailboxes, roles }: HookPermissions): ApplicationCaller {
  if (tenant === undefined || mailboxes === undefined || roles === undefined) {
    const settings = { HOOK_TENANT_ID: tenant, HOOK_MAILBOXES: mailboxes, HOOK_ROLES: roles };
    const missing = Object.entries(settings).flatMap(([name, value]) => (value === undefined ? [name] : []));
    throw closed(`Webhooks are let in by the settings HOOK_TENANT_ID, HOOK_MAILBOXES and HOOK_ROLES; not set: ${missing.join(', ')}.`);
  }
  if (!roles.includes(writing)) throw closed(`Webhooks write, which takes ${writing} in the setting HOOK_ROLES.`);
  return {
    kind: 'application',
    tenant,
    id: appId,
    appId,
    roles: new Set(roles),
    writesOnly: true,
    ...(!mailboxes.includes(everyMailbox) && { mailboxes: new Set(mailboxes.map(canonicalId)) }),
  };
}

/** 403 for another mailbox than the settings name: the same words whether it exists or not. */
export const hookMayNotEnter = (): ServiceError => closed('Webhooks reach only the mailboxes that the setting HOOK_MAILBOXES names.');

const closed = (why: string): ServiceError => new ServiceError(403, 'ErrorAccessDenied', `Access is denied. ${why}`);
