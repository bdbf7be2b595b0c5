// People who keep mirrors of lists by delta alone, and what the lists themselves show them.
import { expect } from 'vitest';
import type { Household, Housemate } from '../../people/household.ts';
import type { Instance } from '../../stores/instances.ts';
import type { Random, Scene, Writers } from './writers.ts';
import { dyingInstance } from './dyingInstance.ts';
import { Mirror, pathOf, readRound, type Told } from '../mirror.ts';

/** Somebody who keeps a mirror of one list. */
export interface Keeper {
  readonly name: string;
  readonly person: Housemate;
  /** The path that `delta` stands behind. */
  readonly list: string;
  /** What shows the same: the list itself, or those of several calendars. */
  readonly shownBy: readonly string[];
  readonly options: string;
  /** Whether the list is of events rather than of occurrences. */
  readonly masters: boolean;
  readonly mirror: Mirror;
  link?: string;
}

const march = 'startDateTime=2027-03-01T00:00:00Z&endDateTime=2027-04-01T00:00:00Z';
const year = 'startDateTime=2027-01-01T00:00:00Z&endDateTime=2028-01-01T00:00:00Z';

export function keepersOf({ owner, reader, member, group, own, other, series }: Scene): readonly Keeper[] {
  const keep = (name: string, person: Housemate, path: string, options: string, shownBy = [path]): Keeper => ({
    ...{ name, person, options, masters: path.endsWith('/events'), mirror: new Mirror() },
    list: `/v1.0/${path}`,
    shownBy: shownBy.map((each) => `/v1.0/${each}`),
  });
  return [
    keep('the owner, a month', owner, 'me/calendarView', march),
    keep('the owner, a year, by threes', owner, 'me/calendar/calendarView', `${year}&$top=3`),
    keep('the owner, another calendar', owner, `me/calendars/${other}/calendarView`, `${year}&$top=1`),
    keep('the owner, events of one calendar', owner, `me/calendars/${other}/events`, '$top=7'),
    keep(
      'the owner, events of all calendars',
      owner,
      'me/events',
      '$top=5',
      [own, other].map((id) => `me/calendars/${id}/events`),
    ),
    keep('the owner, one series', owner, `me/events/${series}/instances`, `${year}&$top=2`),
    keep('the reader, a month', reader, `users/${owner.id}/calendarView`, `${march}&$top=5`),
    keep('the reader, events', reader, `users/${owner.id}/calendar/events`, ''),
    keep('the reader, all that is shared', reader, `users/${owner.id}/events`, '$top=4', [`users/${owner.id}/calendar/events`]),
    keep('an attendee', reader, 'me/calendarView', `${year}&$top=4`),
    keep('a member, a month of the group', member, `groups/${group}/calendarView`, `${march}&$top=2`),
    keep('a member, events of the group', member, `groups/${group}/events`, ''),
  ];
}

/** What a client knows of an event that it was shown. */
const known = ({ id, type, start, end, seriesMasterId, subject, ...rest }: Told): object => ({
  ...{ id, type, start, end, seriesMasterId },
  etag: rest['@odata.etag'],
  ...(type !== 'occurrence' && { subject }),
});
const brief = ({ id, type, start, end, ...rest }: Told): object => ({ id, type, start, end, etag: rest['@odata.etag'] });

const byId = (a: Told, b: Told): number => (a.id < b.id ? -1 : 1);

/** All that the mirror has, in the order of ids. */
export const mirrored = ({ masters, mirror }: Keeper): readonly object[] =>
  masters ? [...mirror.known.values()].toSorted(byId).map(brief) : mirror.shown().map(known);

/** All that the list shows now, in the order of ids. */
export async function listed(by: Instance, { person, shownBy, options, masters }: Keeper): Promise<readonly object[]> {
  const found: Told[] = [];
  const window = options
    .split('&')
    .filter((each) => !each.startsWith('$'))
    .join('&');
  for (const path of shownBy)
    for (let next = `${path}?${window}&$top=100`; next !== '';) {
      const { status, json } = await by.send(person.caller, 'GET', next);
      expect(status, next).toBe(200);
      found.push(...(json.value as readonly Told[]));
      next = json['@odata.nextLink'] === undefined ? '' : pathOf(json['@odata.nextLink']);
    }
  return found.toSorted(byId).map(masters ? brief : known);
}

/** Reads a round, in which some requests die and are sent again. Who doesn't see what is private is told no id of it, nor of another calendar. */
export async function keepUp(
  { house, instances, random, writers }: { house: Household; instances: readonly Instance[]; random: Random; writers: Writers },
  keeper: Keeper,
  meanwhile?: () => Promise<unknown>,
): Promise<void> {
  const { name, person, list, options, mirror } = keeper;
  async function get(path: string): ReturnType<Instance['send']> {
    if (random(6) === 0) {
      const answer = await dyingInstance(house, random).send(person.caller, 'GET', path);
      if (answer.status < 500) return answer;
    }
    const by = instances[random(instances.length)] ?? house.instance;
    return by.send(person.caller, 'GET', path);
  }
  const { entries, link } = await readRound(get, keeper.link ?? `${list}/delta?${options}`, meanwhile);
  mirror.take(entries);
  keeper.link = link;
  if (list.startsWith('/v1.0/users/')) for (const { id } of entries) expect(writers.isSecret(id), `${name} was told ${id}`).toBe(false);
}
