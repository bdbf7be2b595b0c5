// `occurrenceId`: what `cancelledOccurrences` calls an occurrence (Graph, event resource type).
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hourOn } from '../../support/api/events.ts';
import { attendeesOf } from '../../support/api/meetings.ts';
import { startHousehold, type Household } from '../../support/people/household.ts';

let house: Household;
beforeAll(async () => {
  house = await startHousehold();
}, 60_000);
afterAll(() => house.close());

const recurrence = {
  pattern: { type: 'daily', interval: 1 },
  range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 3 },
};
const window = 'startDateTime=2027-03-02T00:00:00Z&endDateTime=2027-03-03T00:00:00Z';

it('an occurrence has the name by which its series calls it once it is cancelled, in an entry as at the organizer, and no other event has one', async () => {
  const [adele, bob] = await Promise.all([house.come('adele'), house.come('bob')]);
  await adele.must('POST', '/v1.0/me/events', { subject: 'daily', ...hourOn('03-01'), recurrence, ...attendeesOf(bob) });
  for (const who of [bob, adele]) {
    const get = async (path: string) => (await who.must('GET', `/v1.0/me/${path}`)).json;
    const first = async (path: string) => ((await get(path)).value as readonly Readonly<Record<string, unknown>>[])[0] ?? expect.fail(path);
    const { id: series } = await first('events?$select=id');
    const name = `OID.${String(series)}.2027-03-02`;
    for (const list of [`calendarView?${window}`, `events/${String(series)}/instances?${window}`])
      expect(await first(`${list}&$select=occurrenceId`)).toMatchObject({ occurrenceId: name });
    const { id, ...whole } = await first(`calendarView?${window}`);
    expect(whole).not.toHaveProperty('occurrenceId');
    expect((await get(`events/${String(id)}?$select=occurrenceId`)).occurrenceId).toBe(name);
    expect((await get(`events/${String(series)}?$select=occurrenceId`)).occurrenceId).toBeNull();
    await who.must('DELETE', `/v1.0/me/events/${String(id)}`);
    expect((await get(`events/${String(series)}?$select=cancelledOccurrences`)).cancelledOccurrences).toEqual([name]);
  }
});
