// The copies of a series' occurrences follow it, however wrong the clocks of the instances are that write them: only the store's is asked.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../../../lib/runtime/clock.ts';
import { daily, make, march, occurrencesOf } from '../../../support/changes/makes.ts';
import { startHousehold, type Household, type Housemate } from '../../../support/people/household.ts';
import { newInstance } from '../../../support/stores/instances.ts';

let house: Household;
beforeAll(async () => {
  house = await startHousehold();
});
afterAll(() => house.close());

const minute = 60_000;

/** The subjects of a series' occurrences, as somebody is shown them. */
async function subjectsOf(person: Housemate, series: string): Promise<readonly unknown[]> {
  const { json } = await person.must('GET', `/v1.0/me/events/${series}/instances?${march}&$top=100`);
  return (json.value as readonly Readonly<Record<string, unknown>>[]).map(({ subject }) => subject);
}

it.each([
  [10, 0],
  [-10, 0],
  [0, 10],
  [10, -10],
])('copies follow a series that instances write whose clocks are %d and %d minutes ahead', async (one, other) => {
  const instances = [one, other].map((ahead) => newInstance(house.stores, undefined, () => systemClock() + ahead * minute));
  const [organizer, attendee] = await Promise.all([house.come('o'), house.come('a')]);
  const series = await make(organizer, { ...daily(6), attendees: [{ emailAddress: { address: attendee.upn } }] });
  const [entry] = (await attendee.must('GET', '/v1.0/me/events?$select=id')).json.value as readonly { readonly id: string }[];
  const occurrences = await occurrencesOf(organizer, series);
  for (const [at, id] of occurrences.entries()) {
    const { status } = (await instances[at % 2]?.send(organizer.caller, 'PATCH', `/v1.0/me/events/${id}`, { subject: `day ${at}` })) ?? {};
    expect(status).toBe(200);
    expect(await subjectsOf(attendee, entry?.id ?? '')).toEqual(occurrences.map((_, i) => (i <= at ? `day ${i}` : 'Daily')));
  }
});
