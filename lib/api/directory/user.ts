// GET, PATCH and DELETE of one user: /me, /users/{id}, /invitations/{id}/invitedUser.
import { authorOf } from '../../access/permissions/calendarAccess.ts';
import { directoryActions, requireDirectoryPermission } from '../../access/permissions/directoryActions.ts';
import { insufficientPrivileges, resourceNotFound } from '../../directory/refusals.ts';
import { changedIn } from '../../odata/directory/directoryBody.ts';
import { userEntityQuery } from '../../odata/directory/directoryQuery.ts';
import { noOptions, parseQueryOptions } from '../../odata/query/queryOptions.ts';
import { isOwnToChange, readUserChange } from '../../odata/directory/userBody.ts';
import { userEntity } from '../../odata/directory/directoryEntity.ts';
import type { Reference } from '../../paths/reference.ts';
import type { Call } from '../call.ts';
import { emptyReply, jsonReply, type Reply } from '../../http/messages.ts';
import { readJsonBody } from '../jsonBody.ts';
import { findPerson } from './person.ts';
import { visible } from './users.ts';

type UserCall = Call<Extract<Reference, { kind: 'user' }>>;

/** 200 with the user; one point read, one more for a name or an invitation. */
export async function getUser(call: UserCall): Promise<Reply> {
  const { services, caller, request, reference, links } = call;
  const options = parseQueryOptions(request.url.searchParams, userEntityQuery);
  const { userId, isSelf } = await findPerson(services.directory, caller, reference.user, directoryActions(reference, request.method));
  const user = await services.directory.user(caller.tenant, userId);
  if (user === undefined) throw resourceNotFound(userId);
  const select = isSelf ? options.select : visible(caller, options.select);
  return jsonReply(200, { '@odata.context': links.context('users', options.selectText, true), ...userEntity(user, select) });
}

/**
 * 204; a new userPrincipalName changes nothing but the name: the mailbox stays. Users may change only those of their own properties that don't
 * identify them.
 */
export async function patchUser(call: UserCall): Promise<Reply> {
  const { services, caller, request, reference, share } = call;
  parseQueryOptions(request.url.searchParams, noOptions);
  const { userId, isSelf } = await findPerson(services.directory, caller, reference.user, directoryActions(reference, request.method));
  const body = await readJsonBody(request, share, 'user');
  const current = await services.directory.user(caller.tenant, userId);
  if (current === undefined) throw resourceNotFound(userId);
  const change = readUserChange(changedIn(body, userEntity(current)));
  if (isSelf && !isOwnToChange(change)) throw insufficientPrivileges();
  const changed = await services.directory.changeUser(caller.tenant, userId, change);
  if (changed === undefined) throw resourceNotFound(userId);
  return emptyReply(204);
}

/** 204; nothing of the user can be reached any more, and the sweep removes it. */
export async function deleteUser(call: UserCall): Promise<Reply> {
  const { services, caller, request, reference } = call;
  requireDirectoryPermission(call);
  parseQueryOptions(request.url.searchParams, noOptions);
  const { userId } = await findPerson(services.directory, caller, reference.user, directoryActions(reference, request.method));
  const removed = await services.directory.removeUser(caller.tenant, userId, authorOf(caller));
  if (removed === undefined) throw resourceNotFound(userId);
  return emptyReply(204);
}
