// Rounds of deltas: what a first one tells, and what the next ones tell of each change.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHousehold, type Household, type Housemate } from '../../support/people/household.ts';
import { hourOn } from '../../support/api/events.ts';
import { removedIn, roundBy, shownIn } from '../../support/changes/mirror.ts';

let house: Household;
beforeAll(async () => {
  house = await startHousehold();
});
afterAll(() => house.close());

const march = 'startDateTime=2027-03-01T00:00:00Z&endDateTime=2027-04-01T00:00:00Z';
const view = `/v1.0/me/calendarView/delta?${march}`;

async function make(person: Housemate, json: object, path = '/v1.0/me/events'): Promise<string> {
  return String((await person.must('POST', path, json)).json.id);
}

const daily = (numberOfOccurrences: number) => ({
  ...hourOn('03-02'),
  subject: 'Daily',
  recurrence: {
    pattern: { type: 'daily', interval: 1 },
    range: { type: 'numbered', startDate: '2027-03-02', numberOfOccurrences },
  },
});

describe('a round of a window', () => {
  it('a first round tells what lies in the window, a next one what has changed since, and then nothing', async () => {
    const adele = await house.come('adele');
    const single = await make(adele, { subject: 'Single', ...hourOn('03-03') });
    await make(adele, { subject: 'Outside', ...hourOn('05-03') });
    const series = await make(adele, daily(3));
    const first = await roundBy(adele, view);
    expect(shownIn(first).map(({ type }) => type)).toEqual(['singleInstance', 'seriesMaster', 'occurrence', 'occurrence', 'occurrence']);
    expect(first.entries[0]).toMatchObject({ '@odata.type': '#microsoft.graph.event', id: single, subject: 'Single' });
    expect(Object.keys(first.entries[2] ?? {})).toEqual(['@odata.type', '@odata.etag', 'id', 'seriesMasterId', 'type', 'start', 'end']);

    const quiet = await roundBy(adele, first.link);
    expect(quiet.entries).toEqual([]);

    await adele.must('PATCH', `/v1.0/me/events/${single}`, { subject: 'Changed' });
    const changed = await roundBy(adele, quiet.link);
    expect(changed.entries.map(({ id, subject }) => ({ id, subject }))).toEqual([{ id: single, subject: 'Changed' }]);

    await adele.must('DELETE', `/v1.0/me/events/${single}`);
    const removed = await roundBy(adele, changed.link);
    expect(removed.entries).toEqual([{ '@odata.type': '#microsoft.graph.event', id: single, '@removed': { reason: 'deleted' } }]);

    const { json } = await adele.must('GET', `/v1.0/me/events/${series}/instances?${march}`);
    const [, second] = json.value as { id: string }[];
    await adele.must('DELETE', `/v1.0/me/events/${second?.id ?? ''}`);
    const whole = await roundBy(adele, removed.link);
    expect(shownIn(whole).map(({ type }) => type)).toEqual(['seriesMaster', 'occurrence', 'occurrence']);
    expect(removedIn(whole)).toEqual([second?.id]);
  });
});
