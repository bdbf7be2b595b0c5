// Others' meetings in an attendee's deltas (contract, sections 11 and 18).
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHousehold, type Household, type Housemate } from '../../support/people/household.ts';
import { hourOn } from '../../support/api/events.ts';
import { removedIn, roundBy, shownIn } from '../../support/changes/mirror.ts';
import { daily, make, march, marchOf, occurrencesOf } from '../../support/changes/makes.ts';

let house: Household;
beforeAll(async () => {
  house = await startHousehold();
});
afterAll(() => house.close());

const patch = (person: Housemate, id: string, json: object) => person.must('PATCH', `/v1.0/me/events/${id}`, json);

describe('an entry', () => {
  it('a meeting is told in its attendee’s calendar: invited, moved, answered, cancelled, declined', async () => {
    const [organizer, guest] = [await house.come('organizer'), await house.come('guest')];
    const first = await roundBy(guest, marchOf());
    const meeting = await make(organizer, { ...hourOn('03-03'), subject: 'M', attendees: [{ emailAddress: { address: guest.upn } }] });
    const invited = await roundBy(guest, first.link);
    expect(invited.entries).toMatchObject([{ subject: 'M', isOrganizer: false, type: 'singleInstance' }]);
    const entry = invited.entries[0]?.id ?? '';
    const own = await roundBy(organizer, marchOf());
    await guest.must('POST', `/v1.0/me/events/${entry}/accept`, {});
    const accepted = await roundBy(guest, invited.link);
    expect(accepted.entries).toMatchObject([{ id: entry, responseStatus: { response: 'accepted' } }]);
    const answered = await roundBy(organizer, own.link);
    expect(answered.entries).toMatchObject([{ id: meeting, attendees: [{ status: { response: 'accepted' } }] }]);
    await patch(organizer, meeting, hourOn('03-09'));
    expect((await roundBy(guest, accepted.link)).entries).toMatchObject([{ id: entry, responseStatus: { response: 'notResponded' } }]);
    await organizer.must('POST', `/v1.0/me/events/${meeting}/cancel`, {});
    const cancelled = await roundBy(guest, accepted.link);
    expect(cancelled.entries).toMatchObject([{ id: entry, isCancelled: true }]);
    expect(removedIn(await roundBy(organizer, own.link))).toEqual([meeting]);
    await guest.must('DELETE', `/v1.0/me/events/${entry}`);
    expect(removedIn(await roundBy(guest, cancelled.link))).toEqual([entry]);
  });

  it('instances/delta of a series is the same by the entry, and by the message that invites to it', async () => {
    const [organizer, guest] = [await house.come('organizer'), await house.come('guest')];
    const series = await make(organizer, { ...daily(3), attendees: [{ emailAddress: { address: guest.upn } }] });
    const days = await occurrencesOf(organizer, series);
    const [message] = await guest.inbox();
    for (const path of [`messages/${String(message?.id)}/event`, `events/${String((await roundBy(guest, marchOf())).entries[0]?.id)}`]) {
      const first = await roundBy(guest, `/v1.0/me/${path}/instances/delta?${march}`);
      expect(
        shownIn(first).map(({ id }) => id.split('=')[1]),
        path,
      ).toEqual(['m', '20270302', '20270303', '20270304']);
      const quiet = await roundBy(guest, first.link);
      expect(quiet.entries).toEqual([]);
      await patch(organizer, days[path.startsWith('messages') ? 1 : 2] ?? '', { subject: path });
      expect(shownIn(await roundBy(guest, quiet.link)).map(({ subject }) => subject)).toContain(path);
    }
  });
});
