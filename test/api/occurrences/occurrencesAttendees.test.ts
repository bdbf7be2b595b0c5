// Who attends an occurrence that has attendees of its own, while its series goes on inviting and letting go.
import { beforeAll, describe, expect, it } from 'vitest';
import { entriesOf } from '../../support/api/answers.ts';
import { hourOn } from '../../support/api/events.ts';
import { newPerson, type Person } from '../../support/people/people.ts';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';
import { attendeesOf, newestMeeting } from '../../support/api/meetings.ts';

let api: Api;
let organizer: Person;
beforeAll(async () => {
  api = await openApi();
  organizer = await newPerson(api, 'organizer');
});

const daily = { pattern: { type: 'daily', interval: 1 }, range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 5 } };
const window = 'startDateTime=2027-03-01T00:00:00Z&endDateTime=2027-03-09T00:00:00Z';

/** A series with these attendees, and the ids of its occurrences. */
async function meetDaily(...people: readonly { readonly upn: string }[]): Promise<{ series: string; occurrences: string[] }> {
  const json = { subject: 'Stand-up', ...hourOn('03-01'), recurrence: daily, ...attendeesOf(...people) };
  const series = String((await organizer.send('/v1.0/me/events', { json })).json.id);
  const found = entriesOf(await organizer.send(`/v1.0/me/events/${series}/instances?${window}`));
  return { series, occurrences: found.map(({ id }) => String(id)) };
}

async function patch(event: string, json: object): Promise<Answer> {
  const changed = await organizer.send(`/v1.0/me/events/${event}`, { method: 'PATCH', json });
  expect(changed.status, changed.text).toBe(200);
  return changed;
}

const statusOf = async (person: Person, path: string): Promise<number> => (await person.send(path)).status;

describe('an occurrence that somebody has answered', () => {
  it('an occurrence that somebody has answered is closed to who is let go from the series, and open to who is invited to it later', async () => {
    const [leaver, stayer, newcomer] = await Promise.all([newPerson(api, 'leaver'), newPerson(api, 'stayer'), newPerson(api, 'newcomer')]);
    const { series, occurrences } = await meetDaily(leaver, stayer);
    const [, answered = ''] = occurrences;
    const path = `${await newestMeeting(leaver)}/instances/${answered}`;
    expect((await leaver.send(`${path}/accept`, { method: 'POST' })).status).toBe(202);
    const stayers = `${await newestMeeting(stayer)}/instances/${answered}`;

    await patch(series, attendeesOf(stayer, newcomer));
    for (const tail of ['', '/attachments', '/attachments/$count']) {
      expect(await statusOf(leaver, `${path}${tail}`), tail).toBe(404);
      expect(await statusOf(newcomer, `${await newestMeeting(newcomer)}/instances/${answered}${tail}`), tail).toBe(200);
      expect(await statusOf(stayer, `${stayers}${tail}`), tail).toBe(200);
    }
    const { attendees } = (await organizer.send(`/v1.0/me/events/${answered}`)).json;
    expect(attendees).toMatchObject([{ emailAddress: { address: stayer.upn } }, { emailAddress: { address: newcomer.upn } }]);
  });

  it('an occurrence that somebody has answered stays closed to whom it has let go by itself', async () => {
    const [one, other] = await Promise.all([newPerson(api, 'one'), newPerson(api, 'other')]);
    const { series, occurrences } = await meetDaily(one, other);
    const [, without = ''] = occurrences;
    await patch(without, attendeesOf(other));
    const message = await newestMeeting(one);
    await patch(series, { subject: 'Renamed' });
    expect(await statusOf(one, `${message}/instances/${without}`)).toBe(404);
    expect(await statusOf(one, await newestMeeting(one))).toBe(200);
  });

  it('an occurrence that somebody has answered is open to an attendee of the series who was nobody when it was answered', async () => {
    const answering = await newPerson(api, 'answering');
    const upn = `late-${answering.id}@contoso.example`;
    const { occurrences } = await meetDaily(answering, { upn });
    const [, answered = ''] = occurrences;
    const path = `${await newestMeeting(answering)}/instances/${answered}`;
    expect((await answering.send(`${path}/decline`, { method: 'POST' })).status).toBe(202);
    const token = await api.token({ user: upn });
    const [message] = entriesOf(await api.send('/v1.0/me/messages', { token }));
    const led = await api.send(`/v1.0/me/messages/${String(message?.id)}/event/instances/${answered}`, { token });
    expect([led.status, led.json.type, led.json.seriesMasterId]).toEqual([200, 'occurrence', expect.any(String)]);
  });

  it('an occurrence that somebody has answered asks anew when the series moves, not when it is renamed or the occurrence has a time of its own', async () => {
    const answering = await newPerson(api, 'answering');
    const { series, occurrences } = await meetDaily(answering);
    const [, following = '', moved = ''] = occurrences;
    const message = await newestMeeting(answering);
    await patch(moved, hourOn('03-08'));
    for (const each of [following, moved])
      expect((await answering.send(`${message}/instances/${each}/accept`, { method: 'POST' })).status).toBe(202);
    const answers = async (): Promise<unknown[]> => {
      const path = await newestMeeting(answering);
      return Promise.all([following, moved].map(async (each) => (await answering.send(`${path}/instances/${each}`)).json.responseStatus));
    };
    await patch(series, { subject: 'Renamed' });
    expect(await answers()).toMatchObject([{ response: 'accepted' }, { response: 'accepted' }]);
    await patch(series, hourOn('03-01', '15:00', '16:00'));
    expect(await answers()).toMatchObject([{ response: 'notResponded' }, { response: 'accepted' }]);
    const again = `${await newestMeeting(answering)}/instances/${following}/accept`;
    expect((await answering.send(again, { method: 'POST' })).status).toBe(202);
    expect(await answers()).toMatchObject([{ response: 'accepted' }, { response: 'accepted' }]);
  });
});
