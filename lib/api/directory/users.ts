// GET and POST /users: the users of the caller's tenant.
import { authorOf } from '../../access/permissions/calendarAccess.ts';
import { requireInDirectory, seesBasicsOnly } from '../../access/permissions/directoryAccess.ts';
import { pageOf } from '../../directory/page.ts';
import type { User } from '../../directory/users/users.ts';
import { basicUserProperties, userList, wantedBy, type Wanted } from '../../odata/directory/directoryQuery.ts';
import type { UserProperty } from '../../odata/directory/userSchema.ts';
import { countQuery, noOptions, parseQueryOptions } from '../../odata/query/queryOptions.ts';
import { readNewUser } from '../../odata/directory/userBody.ts';
import { userEntity } from '../../odata/directory/directoryEntity.ts';
import type { Caller } from '../../access/tokens/caller.ts';
import { defaultPageSize } from '../../runtime/limits.ts';
import type { Reference } from '../../paths/reference.ts';
import type { Call } from '../call.ts';
import { jsonReply, type Reply } from '../../http/messages.ts';
import { readJsonBody } from '../jsonBody.ts';
import { quotedKey } from '../../odata/query/context.ts';
import { idListReply } from '../listReply.ts';

type UsersCall = Call<Extract<Reference, { kind: 'users' }>>;

/** 200 with a page of users, or of those whom `$filter` names. */
export async function getUsers(call: UsersCall): Promise<Reply> {
  const { services, caller, request } = call;
  requireInDirectory(caller, 'readUsers');
  const options = parseQueryOptions(request.url.searchParams, userList);
  const wanted = wantedBy(options.filter);
  const select = visible(caller, options.select);
  return idListReply(call, options, {
    name: ['users'],
    path: 'users',
    most: defaultPageSize,
    page: async (page) =>
      wanted === undefined
        ? services.directory.users(caller.tenant, page)
        : pageOf(await usersNamed(call, wanted), page, ({ userId }) => userId),
    number: () => numberNamed(call, wanted),
    show: (user) => userEntity(user, select),
  });
}

/** How many users there are, or have the name that `$filter` asks for. */
export async function numberOfUsers(call: UsersCall): Promise<number> {
  requireInDirectory(call.caller, 'readUsers');
  const { filter } = parseQueryOptions(call.request.url.searchParams, countQuery(userList));
  return numberNamed(call, wantedBy(filter));
}

const numberNamed = async (call: UsersCall, wanted: readonly Wanted[] | undefined): Promise<number> =>
  wanted === undefined ? call.services.directory.countUsers(call.caller.tenant) : (await usersNamed(call, wanted)).length;

/** 201 with the new user, whose mailbox is there from now on. */
export async function createUser(call: UsersCall): Promise<Reply> {
  const { services, caller, request, links, share } = call;
  requireInDirectory(caller, 'changeUsers');
  parseQueryOptions(request.url.searchParams, noOptions);
  const creating = readNewUser(await readJsonBody(request, share, 'newUser'), () => services.directory.newId());
  const user = await services.directory.createUser(caller.tenant, creating, authorOf(caller));
  return jsonReply(
    201,
    { '@odata.context': links.context('users', undefined, true), ...userEntity(user) },
    { Location: links.resource(`users(${quotedKey(user.userId)})`) },
  );
}

/** Of the selected properties of others, those that the caller's permissions show. */
export function visible(caller: Caller, select: ReadonlySet<UserProperty> | undefined): ReadonlySet<UserProperty> | undefined {
  if (!seesBasicsOnly(caller)) return select;
  return select === undefined ? basicUserProperties : new Set([...select].filter((name) => basicUserProperties.has(name)));
}

/** One point read for each value, and one for each user. */
async function usersNamed({ services: { directory }, caller: { tenant } }: UsersCall, wanted: readonly Wanted[]): Promise<User[]> {
  const found = await Promise.all(wanted.map((each) => directory.usersBy(tenant, each)));
  return [...new Map(found.flat().map((user) => [user.userId, user])).values()];
}
