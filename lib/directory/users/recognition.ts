// Who brings a verified token: the user of its object id, the guest whom its userPrincipalName names, or somebody new.
import type { Clock } from '../../runtime/clock.ts';
import { attemptsOf, lost, winRace } from '../../stores/races.ts';
import type { Author } from '../../stores/records.ts';
import { aliasDocument } from './alias.ts';
import { guestNameIn } from '../addresses/addresses.ts';
import type { Created, Entries, Updated } from '../entry.ts';
import type { TenantDomains } from '../addresses/tenantDomains.ts';
import { addressesAmong, yieldsTo, type User, type UserProperties } from './users.ts';

/** What a verified token says of the user who brings it; `issuedAt` in milliseconds since the epoch. */
export interface SignedIn {
  /** The token's `oid`. */
  readonly userId: string;
  readonly upn?: string;
  readonly displayName?: string;
  /** Whether it says that the user is a guest, or a member; it may say neither. */
  readonly isGuest?: boolean;
  readonly isMember?: boolean;
  readonly issuedAt?: number;
}

/** Whom a token means, and the addresses, in lower case, that this user has since it came. */
export interface Recognized {
  readonly userId: string;
  /** The user's other object id, if it has one. */
  readonly alias?: string | undefined;
  readonly gained: readonly string[];
}

export interface Recognition {
  /**
   * What a user's own token changes in the directory: adds the user, moves it to a newer userPrincipalName, takes that from whoever has
   * it otherwise than by an own token, marks an invited one as having come. A guest who is pending under an id of this service's and
   * comes by the guest name gets the token's `oid` for an alias, in one batch. Reads past every cache; `gone` for a user who was deleted.
   */
  recognizeUser(tenant: string, signedIn: SignedIn): Promise<Recognized | 'gone'>;
}

/** Whether a token changes what the directory says of its user; else it need not be recognized again. */
export const isNewTo = (found: User, signedIn: SignedIn): boolean =>
  found.externalUserState === 'PendingAcceptance' ||
  renames(found, signedIn) ||
  verifies(found, signedIn) ||
  userTypeBy(found, signedIn) !== found.userType;

const renames = (found: User, { upn, issuedAt = 0 }: SignedIn): boolean =>
  upn !== undefined && upn !== found.upn && (found.upn === undefined || issuedAt >= (found.upnAsOf ?? 0));

const verifies = (found: User, { upn }: SignedIn): boolean => upn !== undefined && upn === found.upn && found.upnVerified !== true;

/** A token makes a guest of anybody, and a member only of whom nothing is known: of a guest an application alone does. */
const userTypeBy = ({ userType }: Pick<User, 'userType'>, { isGuest, isMember }: SignedIn): User['userType'] =>
  isGuest === true ? 'Guest' : (userType ?? (isMember === true ? 'Member' : undefined));

/** Writes without the names that others keep: each that refuses the write is let go of, one after the other. */
async function withoutTakenNames<T extends Created<User> | Updated<User>>(write: (kept: ReadonlySet<string>) => Promise<T>): Promise<T> {
  const kept = new Set<string>();
  for (;;) {
    const written = await write(kept);
    if (written.outcome !== 'nameTaken' || kept.has(written.name)) return written;
    kept.add(written.name);
  }
}

export function createRecognition(entries: Entries<User>, domains: TenantDomains, clock: Clock): Recognition {
  /** The guest who comes by this name: pending, and its id made here. Two point reads, none for a member. */
  async function pendingGuest(tenant: string, guestName: string | undefined): Promise<string | undefined> {
    const claim = guestName === undefined ? undefined : await entries.byName(tenant, guestName);
    const guest = claim && (await entries.read(tenant, claim.id));
    return guest !== undefined && comesBy(guest, guestName) ? guest.userId : undefined;
  }

  const comesBy = (guest: User, guestName: string | undefined): boolean =>
    guest.externalUserState === 'PendingAcceptance' && guest.guestName !== undefined && guest.guestName === guestName;

  /** What the token makes of its user, without the names that others keep; undefined where it is nothing new. */
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

  /** Updates a user whom the token means by itself. Names that others keep are let go. */
  async function update(tenant: string, userId: string, signedIn: SignedIn): Promise<Recognized | undefined> {
    const updated = await withoutTakenNames((kept) =>
      entries.update(tenant, userId, (found) => recognized(found, signedIn, kept), { yields: yieldsTo(signedIn.upn) }),
    );
    return updated.outcome === 'done' ? { userId, alias: updated.entry.alias, gained: addressesAmong(updated.gained) } : undefined;
  }

  /** Lets the guest in, under the token's `oid` as well. Undefined when somebody was faster with either. */
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
        { also: [{ write: 'create', document: alias }], yields: yieldsTo(upn) },
      ),
    );
    if (updated.outcome !== 'done' || updated.entry.alias !== oid) return undefined;
    return { userId: guest, alias: oid, gained: addressesAmong(updated.gained) };
  }

  /** Adds somebody new. Undefined when somebody was faster with the id. */
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
      return entries.create(tenant, entering, by, { yields: yieldsTo(name) });
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
