// Finds out whose a verified token is: the user with its object id, the guest whom its userPrincipalName names, or a new user.
import type { Clock } from '../../runtime/clock.ts';
import { attemptsOf, lost, winRace } from '../../stores/races.ts';
import type { Author } from '../../stores/records.ts';
import { aliasDocument } from './alias.ts';
import { guestNameIn } from '../addresses/addresses.ts';
import type { Created, Entries, Updated } from '../entry.ts';
import type { TenantDomains } from '../addresses/tenantDomains.ts';
import { addressesAmong, withoutTokensName, type User, type UserProperties } from './users.ts';

/** What a verified token says about its user; `issuedAt` in milliseconds since the epoch. */
export interface SignedIn {
  /** The token's `oid`. */
  readonly userId: string;
  readonly upn?: string;
  readonly displayName?: string;
  /** Whether the token says that the user is a guest, or a member; it may say neither. */
  readonly isGuest?: boolean;
  readonly isMember?: boolean;
  readonly issuedAt?: number;
}

/** The user whom a token names, and the addresses, in lower case, that the token gave this user. */
export interface Recognized {
  readonly userId: string;
  /** The user's other object id, if it has one. */
  readonly alias?: string | undefined;
  readonly gained: readonly string[];
}

export interface Recognition {
  /**
   * Writes what a user's own token says into the directory: adds the user, gives it a newer userPrincipalName, takes that from another user
   * whose own token hasn't named it, and marks an invited user's invitation as accepted. A pending guest whose id this service made and
   * whose guest name the token has gets the token's `oid` as an alias, in one batch. Reads past every cache; `gone` for a user who was
   * deleted.
   */
  recognizeUser(tenant: string, signedIn: SignedIn): Promise<Recognized | 'gone'>;
}

/** Whether a token would change what the directory says about its user; if not, `recognizeUser` need not be called. */
export const isNewTo = (found: User, signedIn: SignedIn): boolean =>
  found.externalUserState === 'PendingAcceptance' ||
  renames(found, signedIn) ||
  verifies(found, signedIn) ||
  userTypeBy(found, signedIn) !== found.userType;

const renames = (found: User, { upn, issuedAt = 0 }: SignedIn): boolean =>
  upn !== undefined && upn !== found.upn && (found.upn === undefined || issuedAt >= (found.upnAsOf ?? 0));

const verifies = (found: User, { upn }: SignedIn): boolean => upn !== undefined && upn === found.upn && found.upnVerified !== true;

/** A token can make any user a guest, but a member only a user of no known type: only an application makes a guest a member. */
const userTypeBy = ({ userType }: Pick<User, 'userType'>, { isGuest, isMember }: SignedIn): User['userType'] =>
  isGuest === true ? 'Guest' : (userType ?? (isMember === true ? 'Member' : undefined));

/** Repeats the write as long as a name refuses it that another user keeps, each time without one more of these names. */
async function withoutTakenNames<T extends Created<User> | Updated<User>>(write: (kept: ReadonlySet<string>) => Promise<T>): Promise<T> {
  const kept = new Set<string>();
  for (;;) {
    const written = await write(kept);
    if (written.outcome !== 'nameTaken' || kept.has(written.name)) return written;
    kept.add(written.name);
  }
}

export function createRecognition(entries: Entries<User>, domains: TenantDomains, clock: Clock): Recognition {
  /** The pending guest with this guest name, whose id this service made. Two point reads, none for a member. */
  async function pendingGuest(tenant: string, guestName: string | undefined): Promise<string | undefined> {
    const claim = guestName === undefined ? undefined : await entries.byName(tenant, guestName);
    const guest = claim && (await entries.read(tenant, claim.id));
    return guest !== undefined && comesBy(guest, guestName) ? guest.userId : undefined;
  }

  const comesBy = (guest: User, guestName: string | undefined): boolean =>
    guest.externalUserState === 'PendingAcceptance' && guest.guestName !== undefined && guest.guestName === guestName;

  /** The user as the token changes it, without the names that others keep; undefined if the token changes nothing. */
  function recognized(found: User, signedIn: SignedIn, kept: ReadonlySet<string>): UserProperties | undefined {
    const { upn, displayName, issuedAt = 0 } = signedIn;
    const isFree = upn !== undefined && !kept.has(upn.toLowerCase());
    const renamed = isFree && renames(found, signedIn);
    const isVerified = renamed || verifies(found, signedIn);
    const comes = found.externalUserState === 'PendingAcceptance';
    const userType = userTypeBy(found, signedIn);
    if (!isVerified && !comes && userType === found.userType) return undefined;
    const guestName = found.guestName ?? (isVerified ? freeGuestName(upn, kept) : undefined);
    return {
      ...found,
      ...(renamed && { upn, upnAsOf: issuedAt }),
      ...(isVerified && { upnVerified: true }),
      ...(guestName !== undefined && { guestName }),
      ...(comes && accepted()),
      displayName: found.displayName ?? displayName,
      userType,
    };
  }

  const accepted = (): Pick<User, 'externalUserState' | 'externalUserStateChanged'> => ({
    externalUserState: 'Accepted',
    externalUserStateChanged: new Date(clock()).toISOString(),
  });

  const freeGuestName = (upn: string | undefined, kept: ReadonlySet<string>): string | undefined => {
    const name = guestNameIn(upn);
    return name === undefined || kept.has(name) ? undefined : name;
  };

  /** Updates the user whom the token's object id names, without the names that others keep. */
  async function update(tenant: string, userId: string, signedIn: SignedIn): Promise<Recognized | undefined> {
    const updated = await withoutTakenNames((kept) =>
      entries.update(tenant, userId, (found) => recognized(found, signedIn, kept), { yields: withoutTokensName(signedIn.upn) }),
    );
    return updated.outcome === 'done' ? { userId, alias: updated.entry.alias, gained: addressesAmong(updated.gained) } : undefined;
  }

  /** Lets the guest in and makes the token's `oid` its alias. Undefined when another request was faster with the guest or the `oid`. */
  async function letIn(tenant: string, guest: string, signedIn: SignedIn, by: Author): Promise<Recognized | undefined> {
    const { userId: oid, upn } = signedIn;
    const alias = aliasDocument(entries.placeOf(oid), guest, clock(), by);
    const updated = await withoutTakenNames((kept) =>
      entries.update(
        tenant,
        guest,
        (found) => {
          const come = comesBy(found, guestNameIn(upn)) ? recognized(found, signedIn, kept) : undefined;
          return come && { ...come, alias: oid };
        },
        { also: [{ write: 'create', document: alias }], yields: withoutTokensName(upn) },
      ),
    );
    if (updated.outcome !== 'done' || updated.entry.alias !== oid) return undefined;
    return { userId: guest, alias: oid, gained: addressesAmong(updated.gained) };
  }

  /** Adds a new user. Undefined when another request was faster with the id. */
  async function enter(tenant: string, signedIn: SignedIn, by: Author): Promise<Recognized | 'gone' | undefined> {
    const { userId, upn, displayName, issuedAt = 0 } = signedIn;
    const entered = await withoutTakenNames((kept) => {
      const name = upn !== undefined && kept.has(upn.toLowerCase()) ? undefined : upn;
      const entering: UserProperties = {
        userId,
        ...(name !== undefined && { upn: name, upnVerified: true }),
        upnAsOf: issuedAt,
        displayName,
        userType: userTypeBy({}, signedIn),
        guestName: freeGuestName(upn, kept),
      };
      return entries.create(tenant, entering, by, { yields: withoutTokensName(name) });
    });
    if (entered.outcome === 'done') return { userId, gained: addressesAmong(entered.gained) };
    return entered.outcome === 'beingRemoved' ? 'gone' : undefined;
  }

  return {
    async recognizeUser(tenant, signedIn) {
      const { userId: oid, upn, isGuest } = signedIn;
      const by: Author = `user:${oid}`;
      if (upn !== undefined && isGuest !== true && guestNameIn(upn) === undefined) await domains.learn(tenant, upn, by);
      return winRace(attemptsOf.change, 'Too many requests change this user at once.', async () => {
        const found = await entries.look(tenant, oid);
        if (found.is === 'deleted') return 'gone';
        if (found.is !== 'unknown') {
          const userId = found.is === 'alias' ? found.of : oid;
          const updated = await update(tenant, userId, signedIn);
          if (updated !== undefined) return updated;
          return found.is === 'alias' ? 'gone' : lost;
        }
        const guest = await pendingGuest(tenant, guestNameIn(upn));
        const come = guest === undefined ? await enter(tenant, signedIn, by) : await letIn(tenant, guest, signedIn, by);
        return come ?? lost;
      });
    },
  };
}
