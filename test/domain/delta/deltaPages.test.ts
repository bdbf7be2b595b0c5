// Pages of deltas end by their bytes, wherever the events' bodies lie (contract, section 11).
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startHousehold, type Household } from '../../support/people/household.ts';
import { hourOn } from '../../support/api/events.ts';
import { roundBy, shownIn } from '../../support/changes/mirror.ts';
import { make, marchOf } from '../../support/changes/makes.ts';
import { startStores, type TestStores } from '../../support/stores/stores.ts';

let stores: TestStores;
let house: Household;
beforeAll(async () => {
  stores = await startStores();
  house = await startHousehold(undefined, undefined, stores.contents);
});
afterAll(async () => {
  await house.close();
  await stores.close();
});

it('a page ends at 8 MiB, bodies in blobs included, and what it leaves is on the next ones', async () => {
  const adele = await house.come('adele');
  const body = { contentType: 'text', content: 'x'.repeat(3_000_000) };
  const { link } = await roundBy(adele, marchOf());
  const ids: string[] = [];
  for (let at = 0; at < 5; at++) ids.push(await make(adele, { body, ...hourOn('03-03') }));
  const small = await make(adele, hourOn('03-04'));
  for (const path of [marchOf(), link]) {
    const round = await roundBy(adele, path);
    expect(round.pages.length, path).toBeGreaterThanOrEqual(3);
    expect(
      shownIn(round)
        .map(({ id }) => id)
        .sort(),
    ).toEqual([...ids, small].sort());
    for (const page of round.pages) expect(JSON.stringify(page).length).toBeLessThan(8.5 * 1024 * 1024);
  }
  // Without bodies they have room on one page.
  expect((await roundBy(adele, `${marchOf()}&$select=subject`)).pages).toHaveLength(1);
});
