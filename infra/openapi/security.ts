// What a token must be permitted, as OpenAPI says it: any one scope of a delegated caller, or any one role of an application.
import { directoryPermissions } from '../../lib/access/permissions/directoryAccess.ts';
import type { Permissions } from '../../lib/access/tokens/caller.ts';
import { requestPermissions } from '../../lib/access/permissions/requestPermissions.ts';
import type { DescribedMethod, DescribedOperation, DescribedPath } from './described.ts';
import type { Described } from './json.ts';

/** What an operation asks of a token, by the tables that check it; undefined where nothing in particular is asked. */
export function permissionsOf({ at }: DescribedPath, method: DescribedMethod, { permitted }: DescribedOperation): Permissions | undefined {
  if (permitted === undefined) return requestPermissions(at, method);
  const all = permitted.map((action): Permissions => directoryPermissions[action]);
  return {
    delegated: [...new Set(all.flatMap(({ delegated }) => delegated))],
    application: [...new Set(all.flatMap(({ application }) => application))],
  };
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
