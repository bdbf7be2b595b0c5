// Why the directory refuses an object, in Microsoft Graph's words.
import { ServiceError } from '../runtime/errors.ts';

/** 400 `Request_BadRequest`, as Graph answers for directory objects (it has no 409 there). */
export function directoryRefusal(
  refused:
    { readonly outcome: 'idTaken' | 'beingRemoved' | 'alsoThere' } | { readonly outcome: 'nameTaken'; readonly uses: readonly string[] },
): ServiceError {
  switch (refused.outcome) {
    case 'alsoThere':
      return memberAlready();
    case 'beingRemoved':
      return badDirectoryRequest('An object with this id was deleted, and what it had is still being removed.');
    case 'idTaken':
      return valueTaken('id');
    case 'nameTaken': {
      const [use = ''] = refused.uses;
      // A user's mail is one of its proxyAddresses.
      return valueTaken(use === 'mail' ? 'proxyAddresses' : use);
    }
  }
}

/** 400 `Request_BadRequest`: another object has the value. */
export const valueTaken = (property: string): ServiceError =>
  badDirectoryRequest(`Another object with the same value for property ${property} already exists.`);

/** 400 `Request_BadRequest`. */
export const badDirectoryRequest = (message: string): ServiceError => new ServiceError(400, 'Request_BadRequest', message);

/** 400 `Request_BadRequest`: the user who is to be added to a group is in it already. */
export const memberAlready = (property: 'members' | 'owners' = 'members'): ServiceError =>
  badDirectoryRequest(`One or more added object references already exist for the following modified properties: '${property}'.`);

/** 400 `Request_BadRequest`: the last owner of a group can't be removed (Graph, "Remove group owner"). */
export const lastOwner = (): ServiceError =>
  badDirectoryRequest('The group must have at least one owner, hence this owner cannot be removed.');

/** 404 `Request_ResourceNotFound`: a user, group, member or invitation that the directory doesn't hold. */
export const resourceNotFound = (id: string): ServiceError =>
  new ServiceError(
    404,
    'Request_ResourceNotFound',
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );

/** 403 `Authorization_RequestDenied`: the same words whether the object exists or not. */
export const insufficientPrivileges = (): ServiceError =>
  new ServiceError(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
