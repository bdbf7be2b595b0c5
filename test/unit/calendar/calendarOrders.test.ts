// Every order of calendars and of their groups has its composite index: without it Cosmos DB refuses the query.
import { describe, expect, it } from 'vitest';
import containers from '../../../infra/cosmos-containers.json' with { type: 'json' };
import { calendarGroupRows, calendarRows } from '../../../lib/odata/calendar/calendarSchema.ts';

const indexes = containers
  .filter(({ id }) => id === 'mailboxes')
  .flatMap(({ indexingPolicy }) => indexingPolicy.compositeIndexes)
  .map((index) => index.map(({ path }) => path).join(' '));

const ordersOf = (rows: object): string[] =>
  Object.values(rows).flatMap((row: unknown) =>
    typeof row === 'object' && row !== null && 'order' in row && typeof row.order === 'string' ? [row.order] : [],
  );

describe('an order', () => {
  it.each([
    ['calendars', calendarRows],
    ['calendar groups', calendarGroupRows],
  ])('an order of %s has its composite index in cosmos-containers.json', (_, rows) => {
    const needed = ordersOf(rows).map((order) => `/kind /${order.replaceAll('.', '/')} /id`);
    expect(needed).not.toEqual([]);
    expect(indexes).toEqual(expect.arrayContaining(needed));
  });
});
