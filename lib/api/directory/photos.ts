// GET of photos of people and groups: this service keeps none, and answers as Graph does for somebody without a photo.
import { directoryActions, requireDirectoryPermission } from '../../access/permissions/directoryActions.ts';
import { resourceNotFound } from '../../directory/refusals.ts';
import { canonicalId } from '../../directory/users/objectId.ts';
import { photoList, photoQuery } from '../../odata/directory/photo.ts';
import { quotedKey } from '../../odata/query/context.ts';
import { countQuery, parseQueryOptions } from '../../odata/query/queryOptions.ts';
import { ServiceError } from '../../runtime/errors.ts';
import type { Reference } from '../../paths/reference.ts';
import type { Call } from '../call.ts';
import type { Reply } from '../../http/messages.ts';
import { paged } from '../listReply.ts';
import { emptyListReply } from './emptyList.ts';
import { findPerson } from './person.ts';

type PhotosCall = Call<Extract<Reference, { kind: 'photos' }>>;
type PhotoCall = Call<Extract<Reference, { kind: 'photo' | 'photoValue' }>>;

/** 200 without an entry. Throws 404 for nobody. */
export async function getPhotos(call: PhotosCall): Promise<Reply> {
  const options = paged(call, parseQueryOptions(call.request.url.searchParams, photoList));
  return emptyListReply(call, options, `${await ownerOf(call)}/photos`);
}

/** None. Throws 404 for nobody. */
export async function numberOfPhotos(call: PhotosCall): Promise<number> {
  parseQueryOptions(call.request.url.searchParams, countQuery(photoList));
  await ownerOf(call);
  return 0;
}

/** Throws 404 `ImageNotFound`, which clients expect and catch; 404 `Request_ResourceNotFound` for nobody. */
export async function getPhoto(call: PhotoCall): Promise<Reply> {
  parseQueryOptions(call.request.url.searchParams, photoQuery);
  await ownerOf(call);
  throw new ServiceError(404, 'ImageNotFound', "The photo wasn't found.");
}

/**
 * The path of the user or the group. Throws 403 before it asks for anybody whom the caller may not know, 404 for nobody. One point read, one
 * more for a name.
 */
async function ownerOf(call: PhotosCall | PhotoCall): Promise<string> {
  const { services, caller, reference, request } = call;
  const { directory } = services;
  const { of } = reference;
  if (of.kind === 'group') {
    requireDirectoryPermission(call);
    const group = await directory.group(caller.tenant, canonicalId(of.id));
    if (group === undefined) throw resourceNotFound(of.id);
    return `groups(${quotedKey(group.groupId)})`;
  }
  const { userId } = await findPerson(directory, caller, of, directoryActions(reference, request.method));
  const user = await directory.user(caller.tenant, userId);
  if (user === undefined) throw resourceNotFound(userId);
  return `users(${quotedKey(user.userId)})`;
}
