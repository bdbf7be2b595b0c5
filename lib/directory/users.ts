// The users of a tenant: created by applications and invitations, or by their own first request.
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Documents, StoredDocument } from '../stores/documents.ts';
import { decode, type Author } from '../stores/records.ts';
import { arrivalDocument } from './arrival.ts';
import { createEntries, entryShape, type Entry } from './entries.ts';
import { directoryRefusal } from './refusals.ts';
import type { Page, PageRequest } from './page.ts';

const text = z.string().optional();

const user = z.object({
  ...entryShape,
  userId: z.string(),
  upn: text,
  /** Milliseconds since the epoch; a token decides about a userPrincipalName that is there only if it was not issued earlier. */
  upnAsOf: z.number().optional(),
  displayName: text,
  givenName: text,
  surname: text,
  jobTitle: text,
  mail: text,
  mailNickname: text,
  mobilePhone: text,
  officeLocation: text,
  preferredLanguage: text,
  businessPhones: z.array(z.string()).optional(),
  userType: z.enum(['Member', 'Guest']).optional(),
  externalUserState: z.enum(['PendingAcceptance', 'Accepted']).optional(),
});

export const decodeUser = (document: StoredDocument | undefined): User | undefined => decode('user', user, document);

/** A user: `upn` only where a verified claim or an application gave it. */
export type User = z.infer<typeof user>;
/** The properties that make a user. */
export type UserProperties = Omit<User, keyof Entry>;
/** What a change of a user sets; undefined clears. */
export type UserChange = Partial<Omit<UserProperties, 'userId' | 'upnAsOf'>>;

/** What a verified token says of the user who brings it; `issuedAt` in milliseconds since the epoch. */
export interface SignedIn {
  readonly userId: string;
  readonly upn?: string;
  readonly displayName?: string;
  /** Whether it comes as a guest, which counts for one who enters the directory by it. */
  readonly isGuest?: boolean;
  readonly issuedAt?: number;
}

export interface Users {
  /** One point read. */
  user(tenant: string, userId: string): Promise<User | undefined>;
  /** The same, told apart from one who was deleted. */
  userOrTombstone(tenant: string, userId: string): Promise<User | 'deleted' | undefined>;
  /** The object id of the user with this userPrincipalName, in any case; one point read. */
  userIdByUpn(tenant: string, upn: string): Promise<string | undefined>;
  users(tenant: string, page: PageRequest): Promise<Page<User>>;
  /** How many users there are, or how many of these object ids are users; one query, or one for each hundred. */
  countUsers(tenant: string, userIds?: readonly string[]): Promise<number>;
  /** Adds the user unless it is there already; a userPrincipalName that another user has stays with that one. */
  enterUser(tenant: string, entering: UserProperties, by: Author): Promise<void>;
  /**
   * What a user's own token changes in the directory: adds the user, moves it to a newer userPrincipalName unless another user has
   * that, marks an invited one as having come. A deleted user stays deleted.
   */
  recognizeUser(tenant: string, signedIn: SignedIn, by: Author): Promise<void>;
  /** Throws 400 `Request_BadRequest` when the id or the userPrincipalName is another's, or its last owner is still being removed. */
  createUser(tenant: string, creating: UserProperties, by: Author): Promise<User>;
  /** A renamed user keeps its id, and so its mailbox. Throws like `createUser`; undefined when there is none. */
  changeUser(tenant: string, userId: string, change: UserChange): Promise<User | undefined>;
  /** One batch, after which nothing of the user can be reached. False when there is none. */
  removeUser(tenant: string, userId: string, by: Author): Promise<boolean>;
}

/** Whether a token changes what the directory says of its user; else it need not be recognized again. */
export const isNewTo = (found: User | undefined, signedIn: SignedIn): boolean =>
  found === undefined || found.externalUserState === 'PendingAcceptance' || renames(found, signedIn);

const renames = (found: User, { upn, issuedAt = 0 }: SignedIn): boolean =>
  upn !== undefined && upn !== found.upn && (found.upn === undefined || issuedAt >= (found.upnAsOf ?? 0));

export function createUsers(documents: Documents, clock: Clock): Users {
  const entries = createEntries(documents, clock, {
    kind: 'user',
    ownerKind: 'users',
    idProperty: 'userId',
    claim: 'upn',
    schema: user,
    idOf: ({ userId }) => userId,
    nameOf: ({ upn }) => upn,
    named: arrivalDocument,
  });

  const enterUser: Users['enterUser'] = async (tenant, entering, by) => {
    const entered = await entries.create(tenant, entering, by);
    if (entered.outcome === 'nameTaken') await entries.create(tenant, { ...entering, upn: undefined }, by);
  };

  return {
    user: (tenant, userId) => entries.read(tenant, userId),
    userOrTombstone: (tenant, userId) => entries.look(tenant, userId),
    userIdByUpn: (tenant, upn) => entries.idByName(tenant, upn),
    users: (tenant, page) => entries.list(tenant, page),
    countUsers: (tenant, userIds) => entries.count(tenant, userIds),
    enterUser,

    async recognizeUser(tenant, signedIn, by) {
      const { userId, upn, displayName, isGuest = false, issuedAt = 0 } = signedIn;
      const recognized = (found: User, renaming: boolean): User | undefined => {
        const renamed = renaming && renames(found, signedIn);
        const comes = found.externalUserState === 'PendingAcceptance';
        if (!renamed && !comes) return undefined;
        return {
          ...found,
          ...(renamed && { upn, upnAsOf: issuedAt }),
          ...(comes && { externalUserState: 'Accepted' as const }),
          displayName: found.displayName ?? displayName,
        };
      };
      const changed = await entries.update(tenant, userId, (found) => recognized(found, true));
      if (changed.outcome === 'missing')
        await enterUser(tenant, { userId, upn, upnAsOf: issuedAt, displayName, userType: isGuest ? 'Guest' : 'Member' }, by);
      if (changed.outcome === 'nameTaken') await entries.update(tenant, userId, (found) => recognized(found, false));
    },

    async createUser(tenant, creating, by) {
      const created = await entries.create(tenant, { ...creating, upnAsOf: clock() }, by);
      if (created.outcome === 'done') return created.entry;
      throw directoryRefusal(created.outcome, 'userPrincipalName');
    },

    async changeUser(tenant, userId, change) {
      const changed = await entries.update(tenant, userId, (found) => ({
        ...found,
        ...change,
        ...('upn' in change && { upnAsOf: clock() }),
      }));
      if (changed.outcome === 'nameTaken') throw directoryRefusal('nameTaken', 'userPrincipalName');
      return changed.outcome === 'done' ? changed.entry : undefined;
    },

    removeUser: (tenant, userId, by) => entries.remove(tenant, userId, by),
  };
}
