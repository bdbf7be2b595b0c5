// What lists of the directory cost: one query a page, along an index, that reads what it shows and one more, however many there are.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import definitions from '../../../infra/cosmos-containers.json' with { type: 'json' };
import { groupSought } from '../../../lib/directory/groups/groups.ts';
import { userSought } from '../../../lib/directory/users/users.ts';
import { groupList, groupsListed, userList, usersListed } from '../../../lib/odata/directory/directoryQuery.ts';
import { groupRows } from '../../../lib/odata/directory/groupSchema.ts';
import { userRows } from '../../../lib/odata/directory/userSchema.ts';
import { parseQueryOptions } from '../../../lib/odata/query/queryOptions.ts';
import { queryListing } from '../../../lib/directory/page.ts';
import type { Condition } from '../../../lib/stores/documents.ts';
import { queryAsked, startReadCounts, type ReadCounts } from '../../support/stores/readCounts.ts';

let store: ReadCounts;

const directory = z
  .looseObject({
    id: z.string(),
    indexingPolicy: z.looseObject({
      includedPaths: z.array(z.object({ path: z.string() })),
      compositeIndexes: z.array(z.array(z.object({ path: z.string(), order: z.literal('ascending') }))),
    }),
  })
  .parse(definitions.find(({ id }) => id === 'directory'));
const sizes = { small: 100, large: 3_000 } as const;

beforeAll(async () => {
  store = await startReadCounts('directory');
  for (const [tenant, length] of Object.entries(sizes)) await store.fill(tenant, Array.from({ length }, (_, n) => n).flatMap(stored));
});

afterAll(() => store.close());

/** Users of whom 12 are called Adele, and as many groups of which one is called so. */
function stored(n: number) {
  const name = n < 12 ? `Adele ${n}` : `Somebody ${n}`;
  const created = new Date(Date.UTC(2027, 0, 1) + n * 60_000).toISOString();
  const user = { userId: `u${n}`, displayName: name, upn: `p${n}@x.example`, mail: `m${n}@x.example`, userType: 'Member' as const };
  const group = { groupId: `g${n}`, displayName: n === 7 ? 'Adele' : name, mailNickname: `n${n}` };
  return [
    { id: `user:${n}`, kind: 'user', ...user, sought: { ...userSought(user) }, created },
    { id: `group:${n}`, kind: 'group', ...group, sought: { ...groupSought(group) }, created },
  ];
}

/** How many items the store reads for a page of ten, and how many it gives. */
async function ask(tenant: keyof typeof sizes, kind: 'user' | 'group', options: Record<string, string>): ReturnType<ReadCounts['count']> {
  const params = new URLSearchParams(options);
  const listing = kind === 'user' ? usersListed(parseQueryOptions(params, userList)) : groupsListed(parseQueryOptions(params, groupList));
  return store.count(tenant, await queryAsked((documents) => queryListing(documents, 't', kind, { ...listing, limit: 10 })));
}

it.each<['user' | 'group', Record<string, string>, number]>([
  ['user', {}, 11],
  ['user', { $orderby: 'displayName' }, 11],
  ['user', { $orderby: 'surname desc' }, 11],
  ['user', { $orderby: 'createdDateTime desc' }, 11],
  ['user', { $filter: "startswith(displayName,'Adele')" }, 11],
  ['user', { $filter: "startswith(displayName,'Adele')", $orderby: 'displayName desc' }, 11],
  ['user', { $filter: "startswith(displayName,'adele 3')" }, 1],
  ['user', { $filter: "mail eq 'M7@x.example'" }, 1],
  ['user', { $filter: "userPrincipalName eq 'p70@x.example'" }, 1],
  ['user', { $filter: "startswith(userPrincipalName,'p9')" }, 11],
  ['user', { $filter: 'createdDateTime lt 2027-01-01T00:03:00Z' }, 3],
  ['user', { $search: '"mail:m5@"' }, 1],
  ['group', { $filter: "mailNickname eq 'n7'" }, 1],
  ['group', { $filter: "displayName eq 'ADELE'" }, 1],
])('a page of %ss with %j reads what it shows, and one more at most', async (kind, options, expected) => {
  for (const tenant of ['small', 'large'] as const)
    expect({ tenant, ...(await ask(tenant, kind, options)) }).toEqual({ tenant, read: expected, got: expected });
});

describe('every condition of a list', () => {
  const { includedPaths, compositeIndexes } = directory.indexingPolicy;
  const patterns = includedPaths.map(({ path }) => path);
  const isIndexed = (property: string): boolean => {
    const path = `/${property.replaceAll('.', '/')}`;
    return (
      property === 'id' ||
      patterns.includes(`${path}/?`) ||
      patterns.some((each) => each.endsWith('/*') && path.startsWith(each.slice(0, -1)))
    );
  };
  const pathsIn = (condition: Condition): readonly string[] => {
    switch (condition.is) {
      case 'and':
      case 'or':
        return condition.conditions.flatMap(pathsIn);
      case 'not':
        return pathsIn(condition.condition);
      default:
        return [condition.property];
    }
  };
  const rows = Object.entries({ ...userRows, ...groupRows }).map(([name, row]) => ({
    name,
    filter: undefined,
    search: undefined,
    order: undefined,
    ...row,
  }));

  it('every condition of a list compares a path that has an index', () => {
    for (const { name, filter, search } of rows) {
      if (filter !== undefined) expect(isIndexed(filter.property), name).toBe(true);
      if (search !== undefined) expect(pathsIn(search('a')).every(isIndexed), name).toBe(true);
    }
    expect(isIndexed('displayName')).toBe(false);
  });

  it('every order of a list has an index of its own', () => {
    const indexes = compositeIndexes.map((paths) => paths.map(({ path }) => path).join(' '));
    for (const { name, order } of rows)
      if (order !== undefined) expect(indexes, name).toContain(`/kind /${order.replaceAll('.', '/')} /id`);
  });
});
