// getSchedule through the running stack: what is refused, with which words.
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/api/answers.ts';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';
import { newPerson, type Person } from '../../support/people/people.ts';

let api: Api;
let asker: Person;

beforeAll(async () => {
  api = await openApi();
  asker = await newPerson(api, 'asker');
});

const at = (dateTime: string, timeZone = 'UTC') => ({ dateTime, timeZone });
const morning = { StartTime: at('2027-03-01T08:00:00'), EndTime: at('2027-03-01T16:00:00'), availabilityViewInterval: 60 };
const ask = (by: Person, schedules: readonly string[], more: object = {}): Promise<Answer> =>
  by.send('/v1.0/me/calendar/getSchedule', { json: { schedules, ...morning, ...more } });

describe('what is refused', () => {
  it.each([
    [{ schedules: null }, 'ErrorInvalidRequest', /'Schedules' is missing/],
    [{ schedules: [] }, 'ErrorInvalidRequest', /'Schedules'/],
    [{ schedules: 'a@b.c' }, 'RequestBodyRead', /Collection\(Edm\.String\)/],
    [
      { schedules: Array.from({ length: 101 }, (_, n) => `a${n}@b.c`) },
      'ErrorMailboxDataArrayTooBig',
      'There are too many target users in the EmailAddress array. The allowed size = 100; the actual size = 101.',
    ],
    [{ StartTime: null }, 'ErrorInvalidRequest', /'StartTime' is missing/],
    [{ EndTime: morning.StartTime }, 'ErrorInvalidRequest', /'EndTime' must come after/],
    [{ EndTime: at('2027-03-01T16:00:00', 'Nowhere') }, 'TimeZoneNotSupportedException', /Nowhere/],
    [
      { EndTime: at('2027-05-02T08:00:01') },
      'ErrorTimeIntervalTooBig',
      'The requested time duration specified for FreeBusyViewOptions.TimeWindow is too long. The allowed limit = 62 days; the actual limit = 63 days.',
    ],
    [{ availabilityViewInterval: 4 }, 'ErrorInvalidRequest', /from 5 to 1440/],
    [{ availabilityViewInterval: 1_441 }, 'ErrorInvalidRequest', /from 5 to 1440/],
    [{ availabilityViewInterval: 'often' }, 'RequestBodyRead', /'often'.*Edm\.Int32/],
    [{ interval: 5 }, 'RequestBodyRead', /'interval'.*getSchedule/],
  ])('getSchedule is refused with %j', async (json, code, message) => {
    expectError(await ask(asker, [asker.upn], json), 400, code, message);
  });

  it('getSchedule takes Calendars.ReadBasic, and no other method or option', async () => {
    const path = '/v1.0/me/calendar/getSchedule';
    const json = { schedules: [asker.upn], ...morning };
    expect((await asker.with('Calendars.ReadBasic')(path, { json })).status).toBe(200);
    expectError(await asker.with('User.Read')(path, { json }), 403, 'ErrorAccessDenied');
    expectError(await asker.send(`${path}?$top=1`, { json }), 400, 'BadRequest', /\$top/);
    const refused = await asker.send(path);
    expectError(refused, 405, 'ErrorInvalidRequest');
    expect(refused.headers.get('allow')).toBe('POST');
    expectError(await asker.send(`/v1.0/users/${randomUUID()}/calendar/getSchedule`, { json }), 403, 'ErrorAccessDenied');
    expectError(
      await asker.send('/v1.0/groups/g/calendar/getSchedule', { json }),
      400,
      'BadRequest',
      "Resource not found for the segment 'getSchedule'.",
    );
  });
});
