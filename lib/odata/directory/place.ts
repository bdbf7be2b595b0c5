// Declares Graph's places, rooms and lists of rooms, of which a tenant has none here.
import { absentText } from './unvalued.ts';
import { namesOf, type PropertyTable } from '../types/edm.ts';
import type { EntityType } from '../types/structured.ts';
import type { QuerySchema } from '../query/queryOptions.ts';
import { filterOf, namedAmong } from '../query/vocabulary.ts';

const place = {
  id: 'Edm.String not null',
  address: 'graph.physicalAddress',
  displayName: 'Edm.String not null',
  geoCoordinates: 'graph.outlookGeoCoordinates',
  phone: 'Edm.String',
} as const satisfies PropertyTable;

const room = {
  ...place,
  audioDeviceName: 'Edm.String',
  building: 'Edm.String',
  capacity: 'Edm.Int32',
  displayDeviceName: 'Edm.String',
  emailAddress: 'Edm.String',
  floorLabel: 'Edm.String',
  floorNumber: 'Edm.Int32',
  nickname: 'Edm.String not null',
  videoDeviceName: 'Edm.String',
} as const satisfies PropertyTable;

const roomList = { ...place, emailAddress: 'Edm.String' } as const satisfies PropertyTable;

/** The entity types for `$metadata`. */
export const placeTypes: Readonly<Record<'place' | 'room' | 'roomList', EntityType>> = {
  place: { properties: place, base: 'entity', abstract: true },
  room: { properties: room, base: 'place' },
  roomList: { properties: roomList, base: 'place' },
};

function listOf<P extends string>(type: string, names: readonly P[]): QuerySchema<P> {
  const property = namedAmong(type, names);
  return {
    options: ['select', 'top', 'skip', 'count', 'filter', 'skiptoken'],
    property,
    sortable: [],
    expandable: undefined,
    filter: filterOf(Object.fromEntries(names.map((name) => [name, { type: 'Edm.String' as const, filter: absentText }])), property),
  };
}

/** The options of the lists. A filter may name any property. */
export const placeList = { room: listOf('room', namesOf(room)), roomList: listOf('roomList', namesOf(roomList)) } as const;
