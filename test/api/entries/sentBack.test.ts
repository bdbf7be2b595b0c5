// What GET gave of an entry, or of an event with what it may expand, can be sent back whole, and changes nothing.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hourOn } from '../../support/api/events.ts';
import { attendeesOf } from '../../support/api/meetings.ts';
import { startHousehold, type Household, type Housemate } from '../../support/people/household.ts';

const link = { '@odata.type': '#microsoft.graph.referenceAttachment', name: 'plan', sourceUrl: 'https://contoso.example/plan' };

let house: Household;
let boss: Housemate;
let adele: Housemate;
let event: string;
let entry: string;
let series: string;
beforeAll(async () => {
  house = await startHousehold();
  [boss, adele] = await Promise.all([house.come('boss'), house.come('adele')]);
  const made = await boss.must('POST', '/v1.0/me/events', { subject: 'Review', ...hourOn('03-01'), ...attendeesOf(adele) });
  event = `/v1.0/me/events/${String(made.json.id)}`;
  await boss.must('POST', `${event}/attachments`, link);
  await boss.must('PATCH', event, { location: { displayName: 'Here' } });
  entry = `/v1.0/me/events/${String((await adele.must('GET', `/v1.0/me/events(iCalUId='${String(made.json.iCalUId)}')`)).json.id)}`;
  const recurrence = {
    pattern: { type: 'daily', interval: 1 },
    range: { type: 'numbered', startDate: '2027-04-01', numberOfOccurrences: 3 },
  };
  const recurring = await boss.must('POST', '/v1.0/me/events', { subject: 'Standup', ...hourOn('04-01'), recurrence });
  series = `/v1.0/me/events/${String(recurring.json.id)}`;
});
afterAll(() => house.close());

type Shown = Readonly<Record<string, unknown>>;
const lasting = ({ '@odata.etag': _, changeKey: __, lastModifiedDateTime: ___, ...shown }: Shown): Shown => shown;

describe('an entry with its attachments', () => {
  it.each(['PATCH', 'PUT'])('an entry with its attachments is sent back by %s, and with any other is refused', async (method) => {
    const path = `${entry}?$expand=attachments`;
    const { json } = await adele.must('GET', path);
    expect(json.attachments).toMatchObject([{ name: 'plan' }]);
    const sent = await adele.send(method, entry, json);
    expect([sent.status, JSON.stringify(sent.json)]).toEqual([200, expect.any(String)]);
    expect(lasting((await adele.must('GET', path)).json)).toEqual(lasting(json));
    const [own] = json.attachments as Shown[];
    for (const attachments of [[{ ...own, name: 'other' }], [{ ...own, id: 'none' }], [link]])
      expect((await adele.send(method, entry, { ...json, attachments })).status).toBe(400);
  });

  it('an entry is sent back with its attachments through its message, too', async () => {
    const [message] = await adele.inbox();
    const path = `/v1.0/me/messages/${String(message?.id)}/event`;
    const { json } = await adele.must('GET', `${path}?$expand=attachments`);
    expect(json.attachments).toMatchObject([{ name: 'plan' }]);
    expect((await adele.send('PATCH', path, json)).status).toBe(200);
  });

  it('an entry that somebody else sees without its attachments doesn’t tell of them by what it takes back', async () => {
    const reader = await house.come('reader');
    await adele.share(reader, 'write');
    const { json } = await adele.must('GET', `${entry}?$expand=attachments`);
    const theirs = entry.replace('/me/', `/users/${adele.id}/`);
    expect((await reader.send('PATCH', theirs, { attachments: json.attachments })).status).toBe(400);
    expect((await reader.send('PATCH', theirs, { attachments: [] })).status).toBe(200);
  });
});

describe('what only answers have', () => {
  it('what an event refers to is taken back as GET gave it', async () => {
    const calendar = (await boss.must('GET', `${series}/calendar`)).json;
    const instances = (await boss.must('GET', `${series}/instances?startDateTime=2027-03-01&endDateTime=2027-05-01`)).json.value;
    const whole = (await boss.must('GET', series)).json;
    const sent = { ...whole, calendar, instances, exceptionOccurrences: [] };
    for (const method of ['PATCH', 'PUT']) {
      const { status, json } = await boss.send(method, series, sent);
      expect([status, method, json.error]).toEqual([200, method, undefined]);
    }
    expect(lasting((await boss.must('GET', series)).json)).toEqual(lasting(whole));
  });
});
