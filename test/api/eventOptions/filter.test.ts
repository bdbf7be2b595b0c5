// `$filter` of events by what they hold: collections by lambdas, people, places and answers, of own events and of entries alike.
import { beforeAll, describe, expect, it } from 'vitest';
import { openApi, type Api } from '../../support/api/api.ts';
import { attendee, eventPath, hourOn, subjects } from '../../support/api/events.ts';
import { refusal } from '../../support/api/answers.ts';
import { newStranger, type Person } from '../../support/people/people.ts';

const list = '/v1.0/me/events';

let api: Api;
let mailbox: Person;
let organizer: Person;

/** An own event with everything, an own one with nothing, and two meetings of somebody else, of which one was accepted. */
beforeAll(async () => {
  api = await openApi();
  mailbox = await newStranger(api);
  organizer = await newStranger(api);
  await mailbox.newEvent({
    subject: 'own',
    ...hourOn('03-01', '10:00', '11:00', 'Asia/Tokyo'),
    categories: ['Red', "Kim's"],
    location: { displayName: 'Room 1' },
    attendees: [attendee('Sam@Elsewhere.example'), attendee('kim@elsewhere.example', 'optional')],
    transactionId: 'made-by-a-sync',
    reminderMinutesBeforeStart: 30,
  });
  await mailbox.newEvent({ subject: 'bare', ...hourOn('03-02') });
  const attendees = [attendee(mailbox.upn), attendee('sam@elsewhere.example')];
  await organizer.newEvent({ subject: 'asked', ...hourOn('03-03'), attendees, location: { displayName: 'room 1' }, categories: ['Red'] });
  await organizer.newEvent({ subject: 'agreed', ...hourOn('03-04'), attendees, transactionId: 'made-by-a-sync' });
  const { json } = await mailbox.send(`${list}?$filter=subject eq 'agreed'&$select=id`);
  const [entry] = Array.isArray(json.value) ? (json.value as { id: string }[]) : [];
  expect((await mailbox.send(`${eventPath({ id: entry?.id })}/accept`, { json: {} })).status).toBe(202);
});

const found = async (filter: string) =>
  subjects(await mailbox.send(`${list}?$orderby=start/dateTime&$filter=${encodeURIComponent(filter)}`));
const all = ['own', 'bare', 'asked', 'agreed'];

describe('$filter', () => {
  it.each<[string, readonly string[]]>([
    ["categories/any(c:c eq 'Red')", ['own']],
    ["categories/any(c:c eq 'Kim''s')", ['own']],
    ["categories/any(c: startswith(c,'re') or c eq 'Blue')", ['own']],
    ["categories/any(c:c eq 'red')", []],
    ["not categories/any(c:c eq 'Red')", ['bare', 'asked', 'agreed']],
    ["Categories/any(c:c eq 'Red') eq false and isOrganizer", ['bare']],
    ["attendees/any(a:a/emailAddress/address eq 'sam@elsewhere.example')", ['own', 'asked', 'agreed']],
    ["attendees/any(a:a/emailAddress/address eq 'SAM@elsewhere.EXAMPLE' and a/type eq 'optional')", []],
    ["attendees/any(a:a/emailAddress/address eq 'kim@elsewhere.example' and a/type eq 'Optional')", ['own']],
    ["attendees/any(a:a/EmailAddress/Name eq 'Somebody')", ['own', 'asked', 'agreed']],
    ["location/displayName eq 'Room 1'", ['own']],
    ["contains(location/displayName,'room')", ['own', 'asked']],
    ["location/displayName eq ''", ['bare', 'agreed']],
    ["locations/any(l:startswith(l/displayName,'ROOM'))", ['own', 'asked']],
    ["transactionId eq 'made-by-a-sync'", ['own']],
    ['transactionId eq null', ['bare', 'asked', 'agreed']],
    ["transactionId ne 'made-by-a-sync'", ['bare', 'asked', 'agreed']],
    ["responseStatus/response eq 'organizer'", ['own', 'bare']],
    ["responseStatus/response ne 'Organizer'", ['asked', 'agreed']],
    ["responseStatus/response eq 'notResponded'", ['asked']],
    ["responseStatus/response eq 'accepted'", ['agreed']],
    ["responseStatus/response eq 'declined'", []],
    ['isOrganizer eq false', ['asked', 'agreed']],
    ['reminderMinutesBeforeStart gt 15', ['own']],
    ["originalStartTimeZone eq 'Asia/Tokyo'", ['own']],
    ["type eq 'singleInstance' and seriesMasterId eq null", all],
  ])('$filter=%s finds the events that it says', async (filter, expected) => {
    expect(await found(filter)).toEqual(expected);
    expect((await mailbox.send(`${list}/$count?$filter=${encodeURIComponent(filter)}`)).text).toBe(String(expected.length));
  });

  it('$filter finds events by their organizer, in any case of letters', async () => {
    expect(await found(`organizer/emailAddress/address eq '${organizer.upn.toUpperCase()}'`)).toEqual(['asked', 'agreed']);
    expect(await found(`organizer/emailAddress/address ne '${organizer.upn}'`)).toEqual(['own', 'bare']);
    expect(await found(`startswith(organizer/emailAddress/address,'${mailbox.upn.slice(0, 20)}')`)).toEqual(['own', 'bare']);
  });

  it.each([
    ["categories eq 'Red'", "'categories'"],
    ["subject/any(s:s eq 'x')", "'subject'"],
    ["attendees/any(a:a eq 'x')", 'emailAddress/address'],
    ["attendees/any(a:a/nothing eq 'x')", "'nothing'"],
    ["attendees/any(a:a/type gt 'required')", "'type'"],
    ["attendees/any(a:subject eq 'x')", "the variable 'a'"],
    ["attendees/all(a:a/type eq 'required')", 'attendees/all'],
    ["organizer/emailAddress/address gt 'a'", "'organizer/emailAddress/address'"],
    ['cast(subject, Edm.Int32) eq 1', "cannot be cast to 'Edm.Int32'"],
    ["responseStatus/response eq 'maybe'", "'responseStatus/response'"],
  ])('$filter refuses %s', async (filter, words) => {
    const answer = await mailbox.send(`${list}?$filter=${encodeURIComponent(filter)}`);
    expect(refusal(answer)).toMatchObject({ status: 400, message: expect.stringContaining(words) as unknown });
  });
});
