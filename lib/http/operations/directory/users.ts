// GET and POST /users: the users of the caller's tenant.
import { authorOf } from '../../../auth/access.ts';
import { requireInDirectory, seesBasicsOnly } from '../../../auth/directoryAccess.ts';
import type { User } from '../../../directory/users.ts';
import { basicUserProperties, filteredName, userList, type UserProperty } from '../../../odata/directoryQuery.ts';
import { countQuery, noOptions, parseQueryOptions } from '../../../odata/queryOptions.ts';
import { readNewUser } from '../../../odata/userBody.ts';
import { userEntity } from '../../../odata/userEntity.ts';
import type { Caller } from '../../../auth/caller.ts';
import type { Reference } from '../../../paths/reference.ts';
import type { Call } from '../../call.ts';
import { jsonReply, type Reply } from '../../exchange.ts';
import { readJsonBody } from '../../jsonBody.ts';
import { quotedKey } from '../../../odata/context.ts';
import { listReply } from './listReply.ts';

type UsersCall = Call<Extract<Reference, { kind: 'users' }>>;

/** 200 with a page of users, or with the one that `$filter` names. */
export async function getUsers(call: UsersCall): Promise<Reply> {
  const { services, caller, request } = call;
  requireInDirectory(caller, 'readUsers');
  const options = parseQueryOptions(request.url.searchParams, userList);
  const name = filteredName(options.filter);
  const select = visible(caller, options.select);
  return listReply(call, options, {
    name: ['users'],
    context: 'users',
    page: async (page) => (name === undefined ? services.directory.users(caller.tenant, page) : { entries: await usersNamed(call, name) }),
    number: () => numberNamed(call, name),
    show: (user) => userEntity(user, select),
  });
}

/** How many users there are, or have the name that `$filter` asks for. */
export async function numberOfUsers(call: UsersCall): Promise<number> {
  requireInDirectory(call.caller, 'readUsers');
  const { filter } = parseQueryOptions(call.request.url.searchParams, countQuery(userList));
  return numberNamed(call, filteredName(filter));
}

const numberNamed = async (call: UsersCall, name: string | undefined): Promise<number> =>
  name === undefined ? call.services.directory.countUsers(call.caller.tenant) : (await usersNamed(call, name)).length;

/** 201 with the new user, whose mailbox is there from now on. */
export async function createUser(call: UsersCall): Promise<Reply> {
  const { services, caller, request, links, share } = call;
  requireInDirectory(caller, 'changeUsers');
  parseQueryOptions(request.url.searchParams, noOptions);
  const creating = readNewUser(await readJsonBody(request, share, 'newUser'), () => services.directory.newId());
  const user = await services.directory.createUser(caller.tenant, creating, authorOf(caller));
  services.presence.forget({ tenant: caller.tenant, kind: 'users', id: user.userId });
  if (user.upn !== undefined) await services.meetings.welcome(caller.tenant, user.userId, user.upn);
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

async function usersNamed({ services: { directory }, caller: { tenant } }: UsersCall, upn: string): Promise<readonly User[]> {
  const id = await directory.userIdByUpn(tenant, upn);
  const user = id === undefined ? undefined : await directory.user(tenant, id);
  return user === undefined ? [] : [user];
}
