// GET /places/microsoft.graph.room and roomList: the tenant has no rooms here.
import { requireDirectoryPermission } from '../../access/permissions/directoryActions.ts';
import { placeList } from '../../odata/directory/place.ts';
import { countQuery, parseQueryOptions } from '../../odata/query/queryOptions.ts';
import type { Reference } from '../../paths/reference.ts';
import type { Call } from '../call.ts';
import type { Reply } from '../../http/messages.ts';
import { paged } from '../listReply.ts';
import { emptyListReply } from './emptyList.ts';

type PlacesCall = Call<Extract<Reference, { kind: 'places' }>>;

/** 200 without an entry. */
export async function getPlaces(call: PlacesCall): Promise<Reply> {
  requireDirectoryPermission(call);
  const { type } = call.reference;
  return emptyListReply(
    call,
    paged(call, parseQueryOptions(call.request.url.searchParams, placeList[type])),
    `places/microsoft.graph.${type}`,
  );
}

/** None. */
export function numberOfPlaces(call: PlacesCall): Promise<number> {
  requireDirectoryPermission(call);
  const { reference, request } = call;
  parseQueryOptions(request.url.searchParams, countQuery(placeList[reference.type]));
  return Promise.resolve(0);
}
