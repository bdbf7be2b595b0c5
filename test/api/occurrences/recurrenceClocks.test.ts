// Occurrences where clocks change: their times on the wire, in the series' zone and in others.
import { beforeAll, describe, expect, it } from 'vitest';
import { openApi, type Api } from '../../support/api/api.ts';
import { eventPath } from '../../support/api/events.ts';
import { entriesOf } from '../../support/api/answers.ts';
import { newStranger, type Person } from '../../support/people/people.ts';

let api: Api;
let mailbox: Person;
beforeAll(async () => {
  api = await openApi();
  mailbox = await newStranger(api);
});

type Entity = Readonly<Record<string, unknown>>;
type Times = readonly [string, string];

const timesOf = ({ start, end }: Entity): Times => {
  const text = (value: unknown): string => (value as { dateTime: string }).dateTime.slice(0, 16);
  return [text(start), text(end)];
};

/** An event of this zone that recurs daily. */
function newDaily(zone: string, start: string, end: string, numberOfOccurrences: number, more: object = {}): Promise<Entity> {
  const range = { type: 'numbered', startDate: start.slice(0, 10), numberOfOccurrences };
  return mailbox.newEvent({
    start: { dateTime: start, timeZone: zone },
    end: { dateTime: end, timeZone: zone },
    recurrence: { pattern: { type: 'daily', interval: 1 }, range },
    ...more,
  });
}

async function instancesOf(series: Entity, from: string, to: string, zone = 'UTC'): Promise<readonly Entity[]> {
  const headers = { Prefer: `outlook.timezone="${zone}"` };
  return entriesOf(await mailbox.send(`${eventPath(series)}/instances?startDateTime=${from}&endDateTime=${to}`, { headers }));
}

describe('whole days', () => {
  // Clocks in Chile skip the midnight at which 2026-09-06 begins, those in Cuba that of 2026-03-08.
  it.each([
    ['America/Santiago', '2026-09-04', ['2026-09-04', '2026-09-05', '2026-09-06', '2026-09-07', '2026-09-08', '2026-09-09']],
    ['Pacific SA Standard Time', '2026-09-05', ['2026-09-05', '2026-09-06', '2026-09-07', '2026-09-08']],
    ['America/Havana', '2026-03-07', ['2026-03-07', '2026-03-08', '2026-03-09']],
    ['Europe/Berlin', '2026-03-28', ['2026-03-28', '2026-03-29', '2026-03-30']],
    ['Asia/Kathmandu', '2026-03-28', ['2026-03-28', '2026-03-29']],
  ])('whole days are the same dates in every zone, in %s from %s on', async (zone, first, days) => {
    const second = String(days[1]);
    const series = await newDaily(zone, `${first}T00:00:00`, `${second}T00:00:00`, days.length - 1, { isAllDay: true });
    const expected = days.slice(1).map((day, i): Times => [`${String(days[i])}T00:00`, `${day}T00:00`]);
    for (const shown of ['UTC', 'Tokyo Standard Time', 'Pacific/Honolulu', zone])
      expect((await instancesOf(series, '2026-01-01', '2027-01-01', shown)).map(timesOf), shown).toEqual(expected);
    for (const occurrence of await instancesOf(series, '2026-01-01', '2027-01-01')) {
      const changed = await mailbox.send(eventPath(occurrence), { method: 'PATCH', json: { isAllDay: true, showAs: 'free' } });
      expect(changed.status, changed.text).toBe(200);
      expect(timesOf(changed.json)).toEqual(timesOf(occurrence));
    }
  });

  it('whole days end where the next one begins, for a window as well', async () => {
    const series = await newDaily('America/Santiago', '2026-09-05T00:00:00', '2026-09-06T00:00:00', 3, { isAllDay: true });
    // 2026-09-07T00:00 there.
    const from = await instancesOf(series, '2026-09-07T03:00:00Z', '2026-09-08T03:00:00Z');
    expect(from.map(timesOf)).toEqual([['2026-09-07T00:00', '2026-09-08T00:00']]);
  });
});

it('an hour of the clocks stays that in summer and winter, by IANA and by Windows name', async () => {
  for (const zone of ['Europe/Berlin', 'W. Europe Standard Time']) {
    const series = await newDaily(zone, '2026-10-24T09:00:00', '2026-10-24T10:00:00', 3);
    expect((await instancesOf(series, '2026-10-01', '2026-11-01')).map(timesOf)).toEqual([
      ['2026-10-24T07:00', '2026-10-24T08:00'],
      ['2026-10-25T08:00', '2026-10-25T09:00'],
      ['2026-10-26T08:00', '2026-10-26T09:00'],
    ]);
  }
});
