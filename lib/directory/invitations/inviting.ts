// Invites a guest by mail address (contract, section 17): finds the user who has the address, or makes a new one.
import type { Clock } from '../../runtime/clock.ts';
import { badRequest } from '../../runtime/errors.ts';
import type { Documents } from '../../stores/documents.ts';
import { attemptsOf, lost, winRace } from '../../stores/races.ts';
import type { Author } from '../../stores/records.ts';
import { guestNameOf, guestPrincipalName, withAddress } from '../addresses/addresses.ts';
import type { Entries } from '../entry.ts';
import { inviting, type Invitation } from './invitations.ts';
import { directoryRefusal } from '../refusals.ts';
import type { TenantDomains } from '../addresses/tenantDomains.ts';
import { addressesAmong, type ChangedUser, type User, type UserProperties, type Users } from '../users/users.ts';

/** What an inviter says about the guest. */
export interface Invited {
  readonly invitation: Omit<Invitation, 'invitationId' | 'userId'> & { readonly invitedUserEmailAddress: string };
  /** The object id and the name that the guest's tokens will have; only from a caller who may decide on identities. */
  readonly userId?: string | undefined;
  readonly upn?: string | undefined;
  /** The domain of the inviting member, which the guest's userPrincipalName may show. */
  readonly domain?: string | undefined;
}

export interface Invites {
  /**
   * Invites the guest with this address: the user who has it, or has the guest name made of it, or has the given id; else a new guest,
   * written in one batch with the invitation. Throws 400 `BadRequest` for an address in the tenant's own domains or of a member, 400
   * `Request_BadRequest` for a name that another user has.
   */
  invite(tenant: string, invited: Invited, by: Author): Promise<{ readonly user: ChangedUser; readonly invitation: Invitation }>;
}

export interface InvitingDependencies {
  readonly documents: Documents;
  readonly entries: Entries<User>;
  readonly users: Users;
  readonly domains: TenantDomains;
  readonly clock: Clock;
  readonly newId: () => string;
}

export function createInvites(deps: InvitingDependencies): Invites {
  const { documents, entries, users, domains, clock, newId } = deps;

  /** The user who has the address or the guest name made of it: only one address makes a guest name, since no domain has a `_` in it. */
  async function holderOf(tenant: string, address: string): Promise<User | undefined> {
    const claims = await Promise.all([entries.byName(tenant, address), entries.byName(tenant, guestNameOf(address))]);
    const id = claims.find((claim) => claim !== undefined)?.id;
    return id === undefined ? undefined : entries.read(tenant, id);
  }

  /** Adds the address to the user; changes nothing if the user has it. Undefined when there is no such user any more. */
  async function bind(tenant: string, userId: string, address: string): Promise<ChangedUser | 'taken' | undefined> {
    const bound = await entries.update(tenant, userId, (found) => (has(found, address) ? undefined : withAddress(found, address)));
    if (bound.outcome === 'nameTaken') return 'taken';
    return bound.outcome === 'done' ? { ...bound.entry, gained: addressesAmong(bound.gained) } : undefined;
  }

  return {
    async invite(tenant, { invitation, userId, upn, domain }, by) {
      const address = invitation.invitedUserEmailAddress;
      if (await domains.includes(tenant, address))
        throw badRequest(`The invited user's address '${address}' is in a domain of this tenant. Guests have addresses elsewhere.`);
      const invitationId = newId();
      return winRace(attemptsOf.change, 'Too many requests invite this user at once.', async () => {
        const holder = await holderOf(tenant, address);
        if (holder !== undefined && !isGuest(holder))
          throw badRequest(`The invited user already exists in the directory as object ID: ${holder.userId}. They can use that account.`);
        const known = holder ?? (userId === undefined ? undefined : await users.user(tenant, userId));
        if (known !== undefined) {
          const bound = await bind(tenant, known.userId, address);
          if (bound === undefined || bound === 'taken') return lost;
          const made = { ...invitation, invitationId, userId: known.userId };
          await documents.commit(tenant, [inviting(made, clock(), by)]);
          return { user: bound, invitation: made };
        }
        const guest = newGuest(invitation, userId ?? newId(), {
          given: upn,
          domain: domains.first ?? domain,
          hasOwnId: userId !== undefined,
        });
        const made = { ...invitation, invitationId, userId: guest.userId };
        const entered = await enter(tenant, guest, made, by, upn !== undefined);
        return entered === undefined ? lost : { user: entered, invitation: made };
      });
    },
  };

  /** Adds the guest and the invitation in one batch. Undefined when another request was faster with the id or the address. */
  async function enter(
    tenant: string,
    guest: UserProperties,
    made: Invitation,
    by: Author,
    isNamed: boolean,
  ): Promise<ChangedUser | undefined> {
    const also = [inviting(made, clock(), by)];
    let entered = await entries.create(tenant, guest, by, { also });
    // A userPrincipalName that this service made up is only for show: if another user has it, the guest gets none.
    if (entered.outcome === 'nameTaken' && entered.uses.includes('userPrincipalName') && !isNamed)
      entered = await entries.create(tenant, { ...guest, upn: undefined, upnAsOf: undefined }, by, { also });
    if (entered.outcome === 'done') return { ...entered.entry, gained: addressesAmong(entered.gained) };
    const isFaster = entered.outcome === 'idTaken' || (entered.outcome === 'nameTaken' && !entered.uses.includes('userPrincipalName'));
    if (isFaster) return undefined;
    throw directoryRefusal(entered);
  }

  function newGuest(
    { invitedUserEmailAddress: address, invitedUserDisplayName, invitedUserType }: Invited['invitation'],
    userId: string,
    name: { readonly given: string | undefined; readonly domain: string | undefined; readonly hasOwnId: boolean },
  ): UserProperties {
    const guestName = guestNameOf(address);
    const shown = name.domain === undefined ? undefined : guestPrincipalName(guestName, name.domain);
    return {
      userId,
      upn: name.given ?? shown,
      ...(name.given !== undefined && { upnAsOf: clock() }),
      displayName: invitedUserDisplayName ?? address.slice(0, address.indexOf('@')),
      mail: address,
      mailNickname: `${guestName}#EXT#`,
      otherMails: [address],
      userType: invitedUserType ?? 'Guest',
      externalUserState: 'PendingAcceptance',
      externalUserStateChanged: new Date(clock()).toISOString(),
      // A guest whose id was given is recognized by that id, not by a guest name.
      ...(!name.hasOwnId && { guestName }),
    };
  }
}

const has = ({ upn, mail, proxyAddresses = [] }: User, address: string): boolean =>
  [upn, mail, ...proxyAddresses].some((each) => each?.toLowerCase() === address.toLowerCase());

/** Whether the user is a guest or was invited, even as a member. */
const isGuest = ({ userType, externalUserState }: User): boolean => userType === 'Guest' || externalUserState !== undefined;
