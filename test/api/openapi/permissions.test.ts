// What the API's document says of permissions is what the service asks for: every permission by itself, on every operation.
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { openapi } from '../../../infra/openapi/openapi.ts';
import { maxBatchRequests } from '../../../lib/runtime/limits.ts';
import { openApi, type Api } from '../../support/api/api.ts';
import { placesIn, type Place } from '../../support/openapi/places.ts';
import { newPerson, type Person } from '../../support/people/people.ts';

/** Operations that ask for something: not those of upload URLs, the model and batches, nor of subscriptions, whose body says what is read. */
const asking = [...placesIn(openapi('')).values()].filter(({ security }) =>
  security.some((each) => Object.values(each).some((names) => names.length > 0)),
);

type Kind = 'delegated' | 'application';

const listed = ({ security }: Place, kind: Kind): readonly string[] => security.flatMap((each) => each[kind] ?? []);

/** All permissions that any operation lists, and one that none does. */
const permissionsOf = (kind: Kind): readonly string[] => [
  ...new Set(asking.flatMap((place) => listed(place, kind))),
  'Files.ReadWrite.All',
];

let api: Api;
let person: Person;
/** A group that the person owns. */
let group: string;
beforeAll(async () => {
  api = await openApi();
  person = await newPerson(api);
  const { json } = await person.with('Group.ReadWrite.All')('/v1.0/groups', {
    json: { displayName: 'Owned', mailNickname: `owned-${randomUUID()}`, mailEnabled: false, securityEnabled: true },
  });
  group = String(json.id);
});

const nobody = randomUUID();

/** The operation's path: of the person, or the group, and of nothing that is there behind them. Nothing is deleted, for the option that isn't taken. */
function pathOf({ path, method }: Place): string {
  const removed = path.startsWith('/groups') ? nobody : person.id;
  const keys: Readonly<Record<string, string>> = { 'group-id': group, 'user-id': removed, User: person.upn };
  const times = { StartDateTime: '2027-03-01T00:00:00', EndDateTime: '2027-03-02T00:00:00' };
  const filled = path.replaceAll(/\{([\w-]+)\}/g, (_, name: string) => ({ ...keys, ...times })[name] ?? nobody);
  const span = 'startDateTime=2027-03-01T00:00:00Z&endDateTime=2027-03-02T00:00:00Z';
  const query = method === 'delete' ? '?$top=1' : /calendarView|instances/.test(path) ? `?${span}` : '';
  return `${filled}${query}`;
}

/** What a token with these permissions alone is answered, by operation. */
async function answersTo(kind: Kind, permissions: string, places: readonly Place[]): Promise<ReadonlyMap<Place, number>> {
  const token = await api.token(kind === 'application' ? { app: true, role: permissions } : { user: person.upn, scope: permissions });
  const statuses = new Map<Place, number>();
  for (let from = 0; from < places.length; from += maxBatchRequests) {
    const some = places.slice(from, from + maxBatchRequests);
    const requests = some.map((place, id) => ({
      id: String(id),
      method: place.method.toUpperCase(),
      url: pathOf(place),
      ...(place.requestBody && { headers: { 'Content-Type': 'application/json' }, body: {} }),
    }));
    const { json } = await api.send('/v1.0/$batch', { token, json: { requests } });
    for (const { id, status } of responses.parse(json).responses) statuses.set(some[Number(id)] ?? expect.fail(id), status);
  }
  return statuses;
}

const responses = z.object({ responses: z.array(z.object({ id: z.string(), status: z.int() })) });

/** An application is nobody whom `me` could mean: 400 is what it is told of it. */
const isRefused = (kind: Kind, { path }: Place, status: number): boolean =>
  status === 403 || (kind === 'application' && /^\/me\b/.test(path) && status === 400);

/** Each permission that an operation lists, by itself, and all others at once; the operations by the permissions that they are asked with. */
function tokensFor(kind: Kind): Readonly<Record<'enough' | 'others', ReadonlyMap<string, readonly Place[]>>> {
  const all = permissionsOf(kind);
  const othersOf = (place: Place): string => all.filter((each) => !listed(place, kind).includes(each)).join(' ');
  const enough = all.map((each) => [each, asking.filter((place) => listed(place, kind).includes(each))] as const);
  return { enough: new Map(enough), others: Map.groupBy(asking, othersOf) };
}

it.each(['delegated', 'application'] as const)(
  'each %s permission that an operation lists is enough by itself, and no others are',
  async (kind) => {
    const { enough, others } = tokensFor(kind);
    const faults: string[] = [];
    const hold = async (permissions: string, places: readonly Place[], wanted: boolean): Promise<void> => {
      for (const [place, status] of await answersTo(kind, permissions, places))
        if (isRefused(kind, place, status) === wanted) faults.push(`${place.operationId}, ${permissions}: ${status}`);
    };
    for (const [permission, places] of enough) await hold(permission, places, true);
    for (const [permissions, places] of others) await hold(permissions, places, false);
    expect(faults).toEqual([]);
  },
);

it('what a permission is missing for is refused in the envelope of errors', async () => {
  const token = await api.token({ user: person.upn, scope: 'Files.ReadWrite.All' });
  const answers = await Promise.all(['/me/events', '/me', '/groups'].map((path) => api.send(`/v1.0${path}`, { token })));
  expect(answers.map(({ status, json }) => [status, json.error])).toEqual([
    [403, expect.objectContaining({ code: 'ErrorAccessDenied' })],
    [403, expect.objectContaining({ code: 'Authorization_RequestDenied' })],
    [403, expect.objectContaining({ code: 'Authorization_RequestDenied' })],
  ]);
});
