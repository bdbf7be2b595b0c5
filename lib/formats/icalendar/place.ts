// Where an event is held, in iCalendar's properties: one text for all locations, and where the first lies on the globe.
import { optional, textProperty, type Property } from '../contentLines.ts';
import type { Given } from '../given.ts';
import { plainLine } from '../plain.ts';

export function placeOf(event: Given): Property[] {
  const location = event.object('location');
  const locations = event.objects('locations');
  const all = locations.length === 0 && location !== undefined ? [location] : locations;
  const names = all.map(nameOf).filter((name) => name !== '');
  return [
    ...textProperty('location', names.join('; ')),
    ...optional(positionOf(location ?? all[0]), (position) => ['geo', {}, 'float', position]),
  ];
}

/** What a location is called; without a name its address. */
function nameOf(location: Given): string {
  const address = location.object('address');
  const parts = ['street', 'postalCode', 'city', 'state', 'countryOrRegion'].flatMap((part) => address?.text(part) ?? []);
  return plainLine(location.text('displayName') ?? parts.join(', '));
}

/** Latitude and longitude in degrees; undefined unless both are within their range. */
function positionOf(location: Given | undefined): readonly [number, number] | undefined {
  const coordinates = location?.object('coordinates');
  const [latitude, longitude] = [coordinates?.number('latitude'), coordinates?.number('longitude')];
  if (latitude === undefined || longitude === undefined) return undefined;
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? [latitude, longitude] : undefined;
}
