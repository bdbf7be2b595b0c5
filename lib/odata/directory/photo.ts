// Declares Graph's profilePhoto, of which this service has none.
import { namesOf, type PropertyTable } from '../types/edm.ts';
import type { EntityType } from '../types/structured.ts';
import type { QuerySchema } from '../query/queryOptions.ts';
import { namedAmong } from '../query/vocabulary.ts';

const properties = { height: 'Edm.Int32', width: 'Edm.Int32' } as const satisfies PropertyTable;

/** The entity type for `$metadata`. */
export const profilePhotoType: EntityType = { properties, base: 'entity' };

/** How a user or a group leads to its photos. */
export const photoNavigation = { photo: 'graph.profilePhoto contained', photos: 'Collection(graph.profilePhoto) contained' } as const;

const property = namedAmong('profilePhoto', ['id', ...namesOf(properties)]);

/** The options of one photo, and of a list of them. */
export const photoQuery: QuerySchema<'id' | keyof typeof properties> = {
  options: ['select'],
  property,
  sortable: [],
  expandable: undefined,
  filter: undefined,
};
export const photoList: typeof photoQuery = { ...photoQuery, options: ['select', 'top', 'skip', 'count', 'skiptoken'] };
