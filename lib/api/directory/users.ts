// GET and POST /users: the users of the caller's tenant.
import { authorOf } from '../../access/permissions/calendarAccess.ts';
import { seesBasicsOnly } from '../../access/permissions/directoryAccess.ts';
import { requireDirectoryPermission } from '../../access/permissions/directoryActions.ts';
import type { Listing } from '../../directory/page.ts';
import { basicUserProperties, userList, usersListed } from '../../odata/directory/directoryQuery.ts';
import type { UserProperty } from '../../odata/directory/userSchema.ts';
import { countQuery, noOptions, parseQueryOptions } from '../../odata/query/queryOptions.ts';
import { readNewUser } from '../../odata/directory/userBody.ts';
import { userEntity } from '../../odata/directory/directoryEntity.ts';
import type { Caller } from '../../access/tokens/caller.ts';
import type { Reference } from '../../paths/reference.ts';
import type { Call } from '../call.ts';
import { jsonReply, type Reply } from '../../http/messages.ts';
import { readJsonBody } from '../jsonBody.ts';
import { quotedKey } from '../../odata/query/context.ts';
import { directoryListReply } from './directoryList.ts';

type UsersCall = Call<Extract<Reference, { kind: 'users' }>>;

/** 200 with a page of users: all, or those whom `$filter` and `$search` find. */
export async function getUsers(call: UsersCall): Promise<Reply> {
  const { services, caller, request } = call;
  requireDirectoryPermission(call);
  const options = parseQueryOptions(request.url.searchParams, userList);
  const listing = usersListed(options);
  const select = visible(caller, options.select);
  return directoryListReply(call, options, {
    path: 'users',
    page: (page) => services.directory.users(caller.tenant, { ...listing, ...page }),
    number: () => numberListed(call, listing),
    show: (user) => userEntity(user, select),
  });
}

/** How many users there are, or are found by `$filter` and `$search`. */
export async function numberOfUsers(call: UsersCall): Promise<number> {
  requireDirectoryPermission(call);
  return numberListed(call, usersListed(parseQueryOptions(call.request.url.searchParams, countQuery(userList))));
}

const numberListed = ({ services: { directory }, caller: { tenant } }: UsersCall, { where }: Listing): Promise<number> =>
  where === undefined ? directory.countUsers(tenant) : directory.countUsersWhere(tenant, where);

/** 201 with the new user, whose mailbox is there from now on. */
export async function createUser(call: UsersCall): Promise<Reply> {
  const { services, caller, request, links, share } = call;
  requireDirectoryPermission(call);
  parseQueryOptions(request.url.searchParams, noOptions);
  const creating = readNewUser(await readJsonBody(request, share, 'newUser'), () => services.directory.newId());
  const user = await services.directory.createUser(caller.tenant, creating, authorOf(caller));
  return jsonReply(
    201,
    { '@odata.context': links.context('users', undefined, true), ...userEntity(user) },
    { Location: links.resource(`users(${quotedKey(user.userId)})`) },
  );
}

/** The selected properties of other users that the caller's permissions show. */
export function visible(caller: Caller, select: ReadonlySet<UserProperty> | undefined): ReadonlySet<UserProperty> | undefined {
  if (!seesBasicsOnly(caller)) return select;
  return select === undefined ? basicUserProperties : new Set([...select].filter((name) => basicUserProperties.has(name)));
}
