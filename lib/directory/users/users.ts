// The users of a tenant: applications and invitations create them, or their own first request does.
import { z } from 'zod';
import type { Clock } from '../../runtime/clock.ts';
import type { Condition, Documents, StoredDocument } from '../../stores/documents.ts';
import { decode, type Author } from '../../stores/records.ts';
import { claimedBy, isAddressUse, shownProxies, withDistinctAddresses, withoutAddress } from '../addresses/addresses.ts';
import { arrivalDocument } from '../addresses/upnAssigned.ts';
import { createEntries } from '../entries.ts';
import { entryShape, type Entries, type Entry, type Found } from '../entry.ts';
import { directoryRefusal } from '../refusals.ts';
import type { ListingPage, ListingRequest } from '../page.ts';
import { foldedKey, wordsOf, type Sought } from '../sought.ts';

const text = z.string().optional();

const user = z.object({
  ...entryShape,
  userId: z.string(),
  upn: text,
  /** Milliseconds since the epoch; only a token that was issued no earlier may replace the userPrincipalName. */
  upnAsOf: z.number().optional(),
  /** Whether one of the user's own tokens has named the userPrincipalName: then no other user's token can take it. */
  upnVerified: z.boolean().optional(),
  displayName: text,
  givenName: text,
  surname: text,
  jobTitle: text,
  mail: text,
  mailNickname: text,
  mobilePhone: text,
  officeLocation: text,
  /** Addresses that the service shows but never finds an attendee by. */
  otherMails: z.array(z.string()).optional(),
  preferredLanguage: text,
  /** The addresses other than `mail`, without `smtp:`. */
  proxyAddresses: z.array(z.string()).optional(),
  businessPhones: z.array(z.string()).optional(),
  userType: z.enum(['Member', 'Guest']).optional(),
  externalUserState: z.enum(['PendingAcceptance', 'Accepted']).optional(),
  /** RFC 3339. */
  externalUserStateChanged: text,
  /**
   * What a guest's verified userPrincipalName begins with, in lower case. A token with it lets in the pending guest who has it, so that an
   * invitation gives one only to a guest whose id the invitation made as well.
   */
  guestName: text,
  /** The object id in the tokens of a guest whose own id was made by this service. */
  alias: text,
});

export const decodeUser = (document: StoredDocument | undefined): User | undefined => decode('user', user, document);

/** A user; it has a `upn` only if a verified claim or an application gave it. */
export type User = z.infer<typeof user>;
/** The properties that make a user. */
export type UserProperties = Omit<User, keyof Entry>;
/** The properties that a change of a user sets; undefined clears one. */
export type UserChange = Partial<Omit<UserProperties, 'userId' | 'upnAsOf' | 'upnVerified' | 'guestName' | 'alias'>>;

/** A user after a change, and the addresses, in lower case, that the change gave it: events may wait for one of them. */
export type ChangedUser = User & { readonly gained: readonly string[] };

export interface Users {
  /** The user with this id, or with this id as an alias. One point read; one more for an alias. */
  user(tenant: string, userId: string): Promise<User | undefined>;
  /** What the directory has under this id: a user, an alias, a deleted user or nothing. One point read. */
  lookUp(tenant: string, userId: string): Promise<Found<User>>;
  /** The object id of the user with this userPrincipalName, in any case; one point read. */
  userIdByUpn(tenant: string, upn: string): Promise<string | undefined>;
  /** The object id of the user who has the address as userPrincipalName, `mail` or a proxy address, in any case; one point read. */
  userIdByAddress(tenant: string, address: string): Promise<string | undefined>;
  /** The same for many addresses, keyed by address in lower case: point reads for up to five, else one query for each hundred. */
  userIdsByAddress(tenant: string, addresses: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** A page of users, or of those who meet a condition on `sought`; one query. */
  users(tenant: string, page: ListingRequest): Promise<ListingPage<User>>;
  /** The users who have one of these object ids; one query for each hundred. */
  usersAmong(tenant: string, userIds: readonly string[], where?: Condition): Promise<readonly User[]>;
  /** A page of the users that have one of these ids, in an order; one query for each hundred. */
  usersListed(tenant: string, userIds: readonly string[], page: ListingRequest): Promise<ListingPage<User>>;
  /** How many users there are, or how many of these object ids are users; one query, or one for each hundred. */
  countUsers(tenant: string, userIds?: readonly string[], where?: Condition): Promise<number>;
  /** How many users meet the condition; one query. */
  countUsersWhere(tenant: string, where: Condition): Promise<number>;
  /** Adds the user unless it exists already, without a userPrincipalName that another user has. */
  enterUser(tenant: string, entering: UserProperties, by: Author): Promise<void>;
  /**
   * Makes a user. Throws 400 `Request_BadRequest` when another user has the id or an address, or the id's last owner is still being
   * removed.
   */
  createUser(tenant: string, creating: UserProperties, by: Author): Promise<ChangedUser>;
  /** A renamed user keeps its id, and so its mailbox. Throws like `createUser`; undefined when there is none. */
  changeUser(tenant: string, userId: string, change: UserChange): Promise<ChangedUser | undefined>;
  /** Deletes the user in one batch, after which no path reaches anything of it; resolves to its id. Undefined when there is none. */
  removeUser(tenant: string, userId: string, by: Author): Promise<string | undefined>;
}

/** What lists find and order users by; names in Graph's spelling. */
export const userSought = (user: UserProperties) =>
  ({
    displayName: foldedKey(user.displayName),
    givenName: foldedKey(user.givenName),
    jobTitle: foldedKey(user.jobTitle),
    mail: foldedKey(user.mail),
    mailNickname: foldedKey(user.mailNickname),
    mobilePhone: foldedKey(user.mobilePhone),
    officeLocation: foldedKey(user.officeLocation),
    preferredLanguage: foldedKey(user.preferredLanguage),
    surname: foldedKey(user.surname),
    userPrincipalName: foldedKey(user.upn),
    externalUserState: foldedKey(user.externalUserState),
    userType: foldedKey(user.userType),
    otherMails: (user.otherMails ?? []).map(foldedKey),
    proxyAddresses: shownProxies(user).map(foldedKey),
    words: wordsOf(user.displayName),
  }) satisfies Sought;

/** The documents of users, which claim addresses and guest names in one namespace. */
export const createUserEntries = (documents: Documents, clock: Clock): Entries<User> =>
  createEntries(documents, clock, {
    kind: 'user',
    ownerKind: 'users',
    idProperty: 'userId',
    claim: 'claim',
    schema: user,
    idOf: ({ userId }) => userId,
    namesOf: claimedBy,
    soughtOf: userSought,
    named: (userId, names, of) => {
      const addresses = addressesAmong(names);
      return addresses.length === 0 ? undefined : arrivalDocument(userId, addresses, of);
    },
  });

/** Up to so many addresses are read one by one, which costs less than a query. */
const fewAddresses = 5;

/** Those of the names that are addresses: a guest name isn't one, since it has no `@`. */
export const addressesAmong = (names: readonly string[]): string[] => names.filter((name) => name.includes('@'));

export function createUsers(entries: Entries<User>, clock: Clock): Users {
  /** Does the work for the user with this id or, if there is none, for the user whose alias it is. */
  async function following<R>(tenant: string, userId: string, work: (id: string) => Promise<R | undefined>): Promise<R | undefined> {
    const done = await work(userId);
    if (done !== undefined) return done;
    const found = await entries.look(tenant, userId);
    return found.is === 'alias' ? work(found.of) : undefined;
  }

  const lookUp: Users['lookUp'] = (tenant, userId) => entries.look(tenant, userId);

  const byUse = async (tenant: string, name: string, isUse: (use: string) => boolean): Promise<string | undefined> => {
    const claim = name.includes('@') ? await entries.byName(tenant, name) : undefined;
    return claim?.uses.some(isUse) === true ? claim.id : undefined;
  };

  return {
    lookUp,
    usersAmong: (tenant, userIds, where) => entries.among(tenant, userIds, where),
    usersListed: (tenant, userIds, page) => entries.listAmong(tenant, userIds, page),
    countUsers: (tenant, userIds, where) => entries.count(tenant, userIds, where),
    countUsersWhere: (tenant, where) => entries.countWhere(tenant, where),

    async user(tenant, userId) {
      const found = await lookUp(tenant, userId);
      if (found.is === 'there') return found.entry;
      return found.is === 'alias' ? entries.read(tenant, found.of) : undefined;
    },

    userIdByUpn: (tenant, upn) => byUse(tenant, upn, (use) => use === 'userPrincipalName'),
    userIdByAddress: (tenant, address) => byUse(tenant, address, isAddressUse),

    async userIdsByAddress(tenant, addresses) {
      if (addresses.length <= fewAddresses) {
        const ids = await Promise.all(addresses.map((address) => byUse(tenant, address, isAddressUse)));
        return new Map(addresses.flatMap((address, i) => (ids[i] === undefined ? [] : [[address.toLowerCase(), ids[i]] as const])));
      }
      const claims = await entries.byNames(tenant, addressesAmong(addresses));
      return new Map([...claims].flatMap(([address, { id, uses }]) => (uses.some(isAddressUse) ? [[address, id] as const] : [])));
    },

    users: (tenant, page) => entries.list(tenant, page),

    async enterUser(tenant, entering, by) {
      const entered = await entries.create(tenant, entering, by);
      if (entered.outcome === 'nameTaken') await entries.create(tenant, { ...entering, upn: undefined }, by);
    },

    async createUser(tenant, creating, by) {
      const created = await entries.create(tenant, withDistinctAddresses({ ...creating, upnAsOf: clock() }), by);
      if (created.outcome === 'done') return { ...created.entry, gained: addressesAmong(created.gained) };
      throw directoryRefusal(created);
    },

    changeUser: (tenant, id, change) =>
      following(tenant, id, async (userId) => {
        const changed = await entries.update(tenant, userId, (found) =>
          withDistinctAddresses({ ...found, ...change, ...('upn' in change && { upnAsOf: clock(), upnVerified: undefined }) }),
        );
        if (changed.outcome === 'missing') return undefined;
        if (changed.outcome !== 'done') throw directoryRefusal(changed);
        return { ...changed.entry, gained: addressesAmong(changed.gained) };
      }),

    removeUser: (tenant, id, by) =>
      following(tenant, id, async (userId) => {
        const removed = await entries.remove(tenant, userId, by);
        return removed === undefined ? undefined : userId;
      }),
  };
}

/** Says what a user is without an address that another user's own token names; undefined for a verified userPrincipalName, which stays. */
export const withoutTokensName =
  (upn: string | undefined) =>
  (holder: User, name: string): UserProperties | undefined => {
    if (name !== upn?.toLowerCase()) return undefined;
    return holder.upnVerified === true && holder.upn?.toLowerCase() === name ? undefined : withoutAddress(holder, name);
  };
