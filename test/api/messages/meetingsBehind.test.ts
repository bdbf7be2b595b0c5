// What stands behind a message is the calendars', however it is asked for; and an answer that changes nothing writes nothing.
import { beforeAll, expect, it } from 'vitest';
import { openApi, type Api } from '../../support/api/api.ts';
import { application, inboxOf, createMeeting, newestMeeting } from '../../support/api/meetings.ts';
import { newPerson } from '../../support/people/people.ts';

let api: Api;
beforeAll(async () => {
  api = await openApi();
});

const expansion = '$expand=microsoft.graph.eventMessage/event';

it('who may read mail alone reads no event, by the path or by an expansion', async () => {
  const [organizer, invited] = await Promise.all([newPerson(api, 'organizer'), newPerson(api, 'invited')]);
  await createMeeting(organizer, [invited]);
  const behind = await newestMeeting(invited);
  const message = behind.replace(/\/event$/, '');
  const forApplication = (path: string): string => path.replace('/me/', `/users/${invited.id}/`);
  const [mail, calendars] = await Promise.all([application(api, 'Mail.Read'), application(api, 'Calendars.Read')]);
  for (const [send, may] of [
    [invited.with('Mail.Read'), false],
    [invited.with('Mail.ReadWrite Calendars.Read'), true],
    [(path: string) => mail(forApplication(path)), false],
    [(path: string) => calendars(forApplication(path)), true],
  ] as const) {
    expect((await send(message)).status).toBe(200);
    for (const path of [
      behind,
      `${behind}/attachments`,
      `${message}?${expansion}`,
      `${message}?${expansion}($select=subject)&$select=subject`,
    ]) {
      const answer = await send(path);
      expect([path, answer.status, answer.text.includes(invited.upn) && !may]).toEqual([path, may ? 200 : 403, false]);
    }
  }
});

it('an answer that was given before writes nothing, unless it says more', async () => {
  const [organizer, invited] = await Promise.all([newPerson(api, 'organizer'), newPerson(api, 'invited')]);
  const event = await createMeeting(organizer, [invited]);
  const behind = await newestMeeting(invited);
  const state = async () => {
    const { headers, json } = await organizer.send(`/v1.0/me/events/${event}`);
    return [headers.get('etag'), json.attendees, json.lastModifiedDateTime, await inboxOf(organizer)];
  };
  const answer = async (action: string, json: object = {}) => {
    expect((await invited.send(`${behind}/${action}`, { json })).status).toBe(202);
    return state();
  };
  const accepted = await answer('accept');
  expect(await answer('accept')).toEqual(accepted);
  expect(await answer('accept', { comment: '', sendResponse: true })).toEqual(accepted);
  expect(await answer('accept', { comment: 'not sent', sendResponse: false })).toEqual(accepted);
  expect((await answer('accept', { comment: 'I bring cake' }))[3]).toMatchObject([{ bodyPreview: 'I bring cake' }]);
  const declined = await answer('decline');
  expect(declined[3]).toMatchObject([{ meetingMessageType: 'meetingDeclined' }]);
  expect(await answer('decline')).toEqual(declined);
});
