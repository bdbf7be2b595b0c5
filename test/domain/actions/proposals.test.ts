// Proposals of new times, with the answers that bring them: at the organizer's, in the entry, and in the message (contract, section 13).
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { InstanceAnswer } from '../../support/stores/instances.ts';
import { startHousehold, type Household, type Housemate } from '../../support/people/household.ts';

type Shown = Readonly<Record<string, unknown>>;

let home: Household;
let organizer: Housemate;
let attendee: Housemate;
let meeting: string;
let entry: string;
beforeAll(async () => {
  home = await startHousehold();
});
afterAll(() => home.close());
beforeEach(async () => {
  [organizer, attendee] = (await Promise.all(['organizer', 'attendee'].map((name) => home.come(name)))) as [Housemate, Housemate];
  [meeting, entry] = await invite({});
});

const at = (hour: number, timeZone = 'UTC') => ({
  start: { dateTime: `2027-03-01T${hour}:00:00`, timeZone },
  end: { dateTime: `2027-03-01T${hour}:30:00`, timeZone },
});
/** Such times as answers show them, in UTC unless the request prefers another zone. */
const shownAt = (hour: number, timeZone = 'UTC') => ({
  start: { dateTime: `2027-03-01T${hour}:00:00.0000000`, timeZone },
  end: { dateTime: `2027-03-01T${hour}:30:00.0000000`, timeZone },
});
const valueOf = ({ json: { value } }: InstanceAnswer): readonly Shown[] => value as readonly Shown[];

async function invite(more: object): Promise<[meeting: string, entry: string]> {
  const json = { subject: 'Review', ...at(10), attendees: [{ emailAddress: { address: attendee.upn } }], ...more };
  const made = String((await organizer.must('POST', '/v1.0/me/events', json)).json.id);
  const [entered] = valueOf(await attendee.must('GET', '/v1.0/me/events?$orderby=createdDateTime desc&$top=1'));
  return [`/v1.0/me/events/${made}`, `/v1.0/me/events/${String(entered?.id)}`];
}

const ownAt = async (who: Housemate, path: string): Promise<Shown> => {
  const [own = {}] = (await who.must('GET', path)).json.attendees as readonly Shown[];
  return own;
};
const answerOf = async (path = meeting): Promise<Shown> => {
  const { status, proposedNewTime } = await ownAt(organizer, path);
  return { response: (status as Shown).response, proposedNewTime };
};
const message = async (): Promise<Shown> => (await organizer.inbox())[0] ?? {};

describe('a proposal of a new time', () => {
  it.each([
    ['tentativelyAccept', 'tentativelyAccepted', 'meetingTenativelyAccepted'],
    ['decline', 'declined', 'meetingDeclined'],
  ])('a proposal of a new time comes with %s, to the organizer’s event, entry and message', async (action, response, type) => {
    const proposedNewTime = at(15, 'Pacific Standard Time');
    const sent = await attendee.must('POST', `${entry}/${action}`, { comment: 'Too early', sendResponse: true, proposedNewTime });
    expect(sent.status).toBe(202);
    expect(await answerOf()).toEqual({ response, proposedNewTime: shownAt(23) });
    expect(await message()).toMatchObject({
      '@odata.type': '#microsoft.graph.eventMessageResponse',
      subject: 'New Time Proposed: Review',
      meetingMessageType: type,
      responseType: response,
      bodyPreview: 'Too early',
      proposedNewTime: shownAt(23),
    });
    if (action === 'decline') return;
    for (const [who, path] of [
      [organizer, meeting],
      [attendee, entry],
    ] as const) {
      const { json } = await home.instance.send(who.caller, 'GET', path, undefined, { Prefer: 'outlook.timezone="Tokyo Standard Time"' });
      expect((json.attendees as readonly Shown[])[0]).toMatchObject({
        proposedNewTime: { start: { dateTime: '2027-03-02T08:00:00.0000000', timeZone: 'Tokyo Standard Time' } },
      });
    }
    const { json } = await attendee.must('GET', entry);
    expect((json.attendees as readonly Shown[])[0]).toMatchObject({ proposedNewTime: shownAt(23) });
    expect(json.responseStatus).toEqual({ response, time: expect.anything() as unknown });
  });

  it('a proposal of a new time is taken back by an answer without one, and another takes its place', async () => {
    await attendee.must('POST', `${entry}/tentativelyAccept`, { ProposedNewTime: at(15) });
    await attendee.must('POST', `${entry}/tentativelyAccept`, { ProposedNewTime: at(16) });
    expect(await answerOf()).toEqual({ response: 'tentativelyAccepted', proposedNewTime: shownAt(16) });
    await attendee.must('POST', `${entry}/tentativelyAccept`);
    expect(await answerOf()).toEqual({ response: 'tentativelyAccepted', proposedNewTime: undefined });
    expect(await message()).toMatchObject({ subject: 'Tentative: Review', proposedNewTime: null });
    const through = `/v1.0/me/messages/${String((await attendee.inbox())[0]?.id)}/event`;
    await attendee.must('POST', `${through}/decline`, { proposedNewTime: at(17) });
    await attendee.must('POST', `${through}/decline`);
    expect(await answerOf()).toEqual({ response: 'declined', proposedNewTime: undefined });
  });

  it('a proposal of a new time outlives changes of everything but the time, and is cleared by that', async () => {
    await attendee.must('POST', `${entry}/tentativelyAccept`, { proposedNewTime: at(15) });
    const { attendees } = (await organizer.must('GET', meeting)).json;
    await organizer.must('PATCH', meeting, { subject: 'Other', attendees });
    expect(await answerOf()).toEqual({ response: 'tentativelyAccepted', proposedNewTime: shownAt(15) });
    expect(await ownAt(attendee, entry)).toMatchObject({ proposedNewTime: shownAt(15) });
    await organizer.must('PATCH', meeting, at(12));
    expect(await answerOf()).toEqual({ response: 'none', proposedNewTime: undefined });
    expect((await ownAt(attendee, entry)).proposedNewTime).toBeUndefined();
    expect((await attendee.must('GET', entry)).json.responseStatus).toMatchObject({ response: 'notResponded' });
  });

  it('a proposal of a new time is shown to nobody but the organizer and its attendee', async () => {
    const other = await home.come('other');
    const attendees = [attendee, other].map(({ upn }) => ({ emailAddress: { address: upn } }));
    await organizer.must('PATCH', meeting, { attendees });
    await attendee.must('POST', `${entry}/tentativelyAccept`, { proposedNewTime: at(15) });
    const [seen] = valueOf(await other.must('GET', '/v1.0/me/events'));
    expect(JSON.stringify(seen)).not.toContain('proposedNewTime');
    expect(await answerOf()).toMatchObject({ proposedNewTime: shownAt(15) });
  });

  it('a proposal of a new time for one occurrence is that occurrence’s', async () => {
    const range = { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 3 };
    const [series, mine] = await invite({ recurrence: { pattern: { type: 'daily', interval: 1 }, range } });
    const second = async (of: Housemate, path: string) => {
      const found = valueOf(await of.must('GET', `${path}/instances?startDateTime=2027-03-01&endDateTime=2027-04-01`));
      return `/v1.0/me/events/${String(found[1]?.id)}`;
    };
    await attendee.must('POST', `${await second(attendee, mine)}/tentativelyAccept`, { proposedNewTime: at(15) });
    expect(await answerOf(await second(organizer, series))).toEqual({ response: 'tentativelyAccepted', proposedNewTime: shownAt(15) });
    expect(await answerOf(series)).toEqual({ response: 'none', proposedNewTime: undefined });
    expect(await ownAt(attendee, await second(attendee, mine))).toMatchObject({ proposedNewTime: shownAt(15) });
  });

  it.each([
    ['where it isn’t sent', 'decline', { sendResponse: false, proposedNewTime: at(15) }, 'ErrorInvalidRequest'],
    ['without its end', 'decline', { proposedNewTime: { start: at(15).start } }, 'ErrorInvalidRequest'],
    ['without its start', 'decline', { proposedNewTime: { end: at(15).end } }, 'ErrorInvalidRequest'],
    ['that ends before it starts', 'decline', { proposedNewTime: { start: at(15).end, end: at(15).start } }, 'ErrorInvalidRequest'],
    ['that takes no time', 'decline', { proposedNewTime: { start: at(15).end, end: at(15).end } }, 'ErrorInvalidRequest'],
    ['that can’t be read', 'tentativelyAccept', { proposedNewTime: { ...at(15), end: { dateTime: 'later' } } }, 'BadRequest'],
    ['of another type', 'tentativelyAccept', { proposedNewTime: 'later' }, 'RequestBodyRead'],
    ['with an acceptance', 'accept', { proposedNewTime: at(15) }, 'RequestBodyRead'],
  ])('a proposal of a new time is refused %s', async (_, action, json, code) => {
    expect(await attendee.send('POST', `${entry}/${action}`, json)).toMatchObject({ status: 400, json: { error: { code } } });
    expect(await answerOf()).toEqual({ response: 'none', proposedNewTime: undefined });
  });

  it('a proposal of a new time is refused where the organizer allows none', async () => {
    await organizer.must('PATCH', meeting, { allowNewTimeProposals: false });
    const refused = await attendee.send('POST', `${entry}/decline`, { proposedNewTime: at(15) });
    expect(refused).toMatchObject({ status: 400, json: { error: { code: 'ErrorInvalidRequest' } } });
    await attendee.must('POST', `${entry}/decline`, { proposedNewTime: null });
    expect(await answerOf()).toEqual({ response: 'declined', proposedNewTime: undefined });
  });
});
