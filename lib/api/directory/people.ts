// GET …/people and …/people/{id}: whom a person meets.
import { directoryActions } from '../../access/permissions/directoryActions.ts';
import { findPerson } from './person.ts';
import { resourceNotFound } from '../../directory/refusals.ts';
import { foldedKey } from '../../directory/sought.ts';
import { quotedKey } from '../../odata/query/context.ts';
import { displayNameOf, meets, personEntity, personList, personQuery, type ShownPerson } from '../../odata/directory/personSchema.ts';
import { countQuery, parseQueryOptions, type QueryOptions } from '../../odata/query/queryOptions.ts';
import { hashedId } from '../../runtime/ids.ts';
import type { Reference } from '../../paths/reference.ts';
import type { Call } from '../call.ts';
import { itemNotFound } from '../../runtime/errors.ts';
import { jsonReply, type Reply } from '../../http/messages.ts';
import { listReply, tenantCursors, paged, pageLimit } from '../listReply.ts';

type PeopleCall = Call<Extract<Reference, { kind: 'people' }>>;
type PersonCall = Call<Extract<Reference, { kind: 'person' }>>;
type Wanted = Pick<QueryOptions<string, string>, 'filter' | 'search' | 'orderBy'>;

/** People on a page (Graph, "List people"). */
const defaultPeople = 10;

/** 200 with a page of people: those whom one meets most first, or by their names. */
export async function getPeople(call: PeopleCall): Promise<Reply> {
  const options = paged(call, parseQueryOptions(call.request.url.searchParams, personList));
  const userId = await ownerOf(call);
  const people = await peopleOf(call, userId, options);
  const { skip = 0, select } = options;
  const limit = pageLimit(options, defaultPeople);
  return listReply(call, options, {
    cursors: tenantCursors(call, ['people', userId], options),
    context: call.links.context(`users(${quotedKey(userId)})/people`, options.selectText, false),
    page(after) {
      const from = typeof after?.sort === 'number' ? after.sort : skip;
      const shown = people.slice(from, from + limit);
      const end = from + shown.length;
      const last = shown.at(-1);
      const next = last !== undefined && end < people.length ? { id: last.id, sort: end } : undefined;
      return Promise.resolve({ value: shown.map((person) => personEntity(person, select)), next });
    },
    number: () => Promise.resolve(people.length),
  });
}

/** How many people the list has. */
export async function numberOfPeople(call: PeopleCall): Promise<number> {
  const options = parseQueryOptions(call.request.url.searchParams, countQuery(personList));
  return (await peopleOf(call, await ownerOf(call), options)).length;
}

/** 200 with somebody of the list. Throws 404 for anybody else. */
export async function getPerson(call: PersonCall): Promise<Reply> {
  const { reference, links } = call;
  const { select, selectText } = parseQueryOptions(call.request.url.searchParams, personQuery);
  const userId = await ownerOf(call);
  const person = (await peopleOf(call, userId, {})).find(({ id }) => id === reference.id);
  if (person === undefined) throw itemNotFound();
  return jsonReply(200, {
    '@odata.context': links.context(`users(${quotedKey(userId)})/people`, selectText, true),
    ...personEntity(person, select),
  });
}

/** Whose people are asked for. Throws 403 for another user, who would be told what is in the mailbox; 404 for nobody. */
async function ownerOf({ services: { directory }, caller, reference, request }: PeopleCall | PersonCall): Promise<string> {
  const { userId } = await findPerson(directory, caller, reference.of, directoryActions(reference, request.method));
  const user = await directory.user(caller.tenant, userId);
  if (user === undefined) throw resourceNotFound(userId);
  return user.userId;
}

/** One query for the meetings, and one for each hundred users among at most 200 people. */
async function peopleOf({ services, caller: { tenant } }: Call, userId: string, wanted: Wanted): Promise<readonly ShownPerson[]> {
  const met = await services.people.metBy({ tenant, kind: 'users', id: userId });
  const known = await services.directory.usersAmong(
    tenant,
    met.flatMap((person) => person.userId ?? []),
  );
  const users = new Map(known.map((user) => [user.userId, user]));
  const people = met.flatMap(({ userId: id, ...person }): ShownPerson[] => {
    const user = id === undefined ? undefined : users.get(id);
    if (user !== undefined) return [{ ...person, id: user.userId, user }];
    return person.address === undefined ? [] : [{ ...person, id: idOf(person.address) }];
  });
  const found = people.filter((person) => meets(person, wanted.search) && meets(person, wanted.filter));
  return wanted.orderBy === undefined ? found : inOrder(found, wanted.orderBy[0].direction);
}

/** An id that no user has, of letters that ids have. */
const idOf = (address: string): string => hashedId('person', address.toLowerCase()).slice('person:'.length);

const inOrder = (people: readonly ShownPerson[], direction: 'asc' | 'desc'): readonly ShownPerson[] => {
  const keyed = people.map((person) => ({ person, key: foldedKey(displayNameOf(person) ?? undefined) }));
  const sign = direction === 'asc' ? 1 : -1;
  return keyed.sort((a, b) => sign * (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ person }) => person);
};
