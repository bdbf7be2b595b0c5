// What a token must have for something: the shape of all tables of permissions.
import type { Caller } from '../tokens/caller.ts';

/** Any one of them is enough. */
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
