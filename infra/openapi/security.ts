// What a token must be permitted, as OpenAPI says it: any one scope of a delegated caller, or any one role of an application.
import { directoryActions, isOfDirectory, permissionsFor } from '../../lib/access/permissions/directoryActions.ts';
import type { Permissions } from '../../lib/access/tokens/caller.ts';
import { requestPermissions } from '../../lib/access/permissions/requestPermissions.ts';
import { subjectOf } from '../../lib/paths/reference.ts';
import type { DescribedMethod, DescribedPath } from './described.ts';
import type { Described } from './json.ts';
import { templateOf } from './paths.ts';

/**
 * What an operation asks of a token, by the tables that check it; undefined where nothing in particular is asked. An application is nobody whom
 * `me` could mean.
 */
export function permissionsOf(path: DescribedPath, method: DescribedMethod): Permissions | undefined {
  const subject = subjectOf(path.at);
  const found = isOfDirectory(subject) ? permissionsFor(directoryActions(subject, method)) : requestPermissions(path.at, method);
  return found !== undefined && /^\/me\b/.test(templateOf(path)) ? { ...found, application: [] } : found;
}

/** Delegated permissions that are enough for the own user alone, or for groups that the user owns. */
export function ownPermissionsOf({ at }: DescribedPath, method: DescribedMethod): readonly string[] {
  const subject = subjectOf(at);
  if (!isOfDirectory(subject)) return [];
  const { any, own } = directoryActions(subject, method);
  const enough = permissionsFor({ any }).delegated;
  return own === undefined ? [] : permissionsFor({ any: own }).delegated.filter((each) => !enough.includes(each));
}

/** The alternatives: each is enough. `anybody`: without a token. */
export function securityOf(permissions: Permissions | undefined, anybody: boolean): readonly Described[] {
  if (anybody) return [];
  if (permissions === undefined) return [{ delegated: [] }, { application: [] }];
  return [
    ...permissions.delegated.map((scope) => ({ delegated: [scope] })),
    ...permissions.application.map((role) => ({ application: [role] })),
  ];
}

/** The two ways to a token of Entra ID; scopes have the service's id URI before them there (`api://…/Calendars.Read`). */
export function securitySchemes(all: readonly Permissions[]): Described {
  const named = (kind: keyof Permissions): Described =>
    Object.fromEntries(
      [...new Set(all.flatMap((each) => each[kind]))].sort().map((name) => [name, `Microsoft Graph's permission ${name}`]),
    );
  const base = 'https://login.microsoftonline.com/organizations/oauth2/v2.0';
  return {
    delegated: {
      type: 'oauth2',
      description:
        "A user's token; Entra ID's names of scopes have the service's id URI before them. Locally the issuer is another one, which `npm start` names.",
      flows: {
        authorizationCode: {
          authorizationUrl: `${base}/authorize`,
          tokenUrl: `${base}/token`,
          refreshUrl: `${base}/token`,
          scopes: named('delegated'),
        },
      },
    },
    application: {
      type: 'oauth2',
      description: "An application's own token, with roles; asked for by the scope `{id URI}/.default`.",
      flows: { clientCredentials: { tokenUrl: `${base}/token`, scopes: named('application') } },
    },
  };
}
