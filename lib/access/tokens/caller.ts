// Who calls: a user through an application, or an application by itself, as the claims of a verified token say.
import { z } from 'zod';

/** What a `groups` claim says; `omitted` when the token names more groups than it holds (Entra's overage). */
export type Groups = ReadonlySet<string> | 'omitted';

/** A user, through the application that the user signed in to. */
export interface DelegatedCaller {
  readonly kind: 'delegated';
  /** The tenant's id (`tid`), in lower case. */
  readonly tenant: string;
  /** The user's object id: the token's `oid`, or whom that is an alias of once the caller has been let in. */
  readonly id: string;
  /** The user's other object id: an alias, by which the token may have come. */
  readonly alias?: string;
  /** Only from the `upn` claim: `preferred_username` and mail addresses can be chosen, and identify nobody. */
  readonly upn?: string;
  /** Whether the token says that the user is a guest of the tenant. */
  readonly isGuest?: true;
  /** Whether it says that the user is a member of the tenant; a token may be silent about both. */
  readonly isMember?: true;
  /** For people to read; no decision may rest on it. */
  readonly name?: string;
  readonly scopes: ReadonlySet<string>;
  readonly groups: Groups;
  /** When the token was issued (`iat`), in milliseconds since the epoch: of two tokens, the later one knows the newer `upn`. */
  readonly issuedAt?: number;
  /** The application's client id (`azp`, or `appid` in version 1.0). */
  readonly appId: string;
}

/** An application that acts by itself. */
export interface ApplicationCaller {
  readonly kind: 'application';
  readonly tenant: string;
  /** The object id of its service principal (`oid`). */
  readonly id: string;
  readonly appId: string;
  readonly roles: ReadonlySet<string>;
  /** Ids of the users and groups whose mailboxes it is confined to; all of its tenant's without it. */
  readonly mailboxes?: ReadonlySet<string>;
  /** It writes and is shown nothing: a webhook. */
  readonly writesOnly?: true;
}

export type Caller = DelegatedCaller | ApplicationCaller;

const text = z.string().min(1);

/** The claims that a caller is made of (Microsoft identity platform, "Access token claims reference"); others are ignored. */
const claimsSchema = z.object({
  tid: text,
  oid: text,
  sub: z.string().optional(),
  azp: text.optional(),
  appid: text.optional(),
  idtyp: z.string().optional(),
  scp: z.string().optional(),
  roles: z.array(z.string()).optional(),
  upn: text.optional(),
  name: z.string().optional(),
  acct: z.union([z.number(), z.string()]).optional(),
  groups: z.array(z.string()).optional(),
  iat: z.number().optional(),
  hasgroups: z.union([z.boolean(), z.string()]).optional(),
  _claim_names: z.record(z.string(), z.unknown()).optional(),
});

type Claims = z.infer<typeof claimsSchema>;

/**
 * The caller that verified claims describe (contract, section 7). With `scp` it is a delegated one, whose `roles` count for
 * nothing; without, an application, which has to show itself by `idtyp` or by `oid` being `sub`. Throws an `Error` that says why
 * the claims describe neither, without their values.
 */
export function callerFrom(verified: unknown): Caller {
  const parsed = claimsSchema.safeParse(verified);
  if (!parsed.success) {
    const claims = parsed.error.issues.map((issue) => issue.path.join('.'));
    throw new Error(`missing or of a wrong type: ${claims.join(', ') || 'all claims'}`);
  }
  const claims = parsed.data;
  const appId = claims.azp ?? claims.appid;
  if (appId === undefined) throw new Error('neither azp nor appid');
  const who = { tenant: claims.tid, id: claims.oid, appId };
  if (claims.scp !== undefined) {
    return {
      kind: 'delegated',
      ...who,
      ...(claims.upn === undefined ? {} : { upn: claims.upn }),
      ...membershipOf(claims),
      ...(claims.name === undefined ? {} : { name: claims.name }),
      ...(claims.iat === undefined ? {} : { issuedAt: claims.iat * 1000 }),
      scopes: new Set(claims.scp.split(' ').filter((scope) => scope !== '')),
      groups: groupsOf(claims),
    };
  }
  if (!isApplication(claims)) throw new Error('neither a scope nor an application');
  return { kind: 'application', ...who, roles: new Set(claims.roles) };
}

/** Whether an object id, in its canonical spelling, is one of the caller's own. */
export const isOwnId = (caller: Caller, id: string): boolean => caller.id === id || (caller.kind === 'delegated' && caller.alias === id);

// `acct` is an optional claim, 1 for a guest; without it there is the mark that Entra ID gives the userPrincipalNames of guests. `upn` is an
// optional one, too, and left out where the scope `profile` isn't asked for: who is silent about both is neither.
function membershipOf({ acct, upn }: Claims): Pick<DelegatedCaller, 'isGuest' | 'isMember'> {
  if (acct === undefined && upn === undefined) return {};
  const isGuest = acct === undefined ? /#EXT#@/i.test(upn ?? '') : String(acct) !== '0';
  return isGuest ? { isGuest: true } : { isMember: true };
}

// `idtyp` is an optional claim: where it is given it decides, else an application is its own subject.
const isApplication = ({ idtyp, oid, sub }: Claims): boolean => (idtyp === undefined ? oid === sub : idtyp === 'app');

function groupsOf(claims: Claims): Groups {
  const leftOut = claims.hasgroups === true || claims.hasgroups === 'true' || Object.hasOwn(claims._claim_names ?? {}, 'groups');
  return leftOut ? 'omitted' : new Set(claims.groups);
}

/** What a token must have for something: any one of them is enough. */
export interface Permissions {
  /** Scopes of a delegated caller. */
  readonly delegated: readonly string[];
  /** Roles of an application. */
  readonly application: readonly string[];
}

/** Whether the caller's token is meant for what takes these. */
export const isPermitted = (caller: Caller, permissions: Permissions): boolean => {
  const granted = caller.kind === 'application' ? caller.roles : caller.scopes;
  return permissions[caller.kind].some((permission) => granted.has(permission));
};
