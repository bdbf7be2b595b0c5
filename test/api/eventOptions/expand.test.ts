// `$expand` on lists of events: attachments and calendars, with options of their own, as their own paths show them.
import { beforeAll, describe, expect, it } from 'vitest';
import { demoGroup, demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { openApi, type Api } from '../../support/api/api.ts';
import { attendee, eventPath, hourOn } from '../../support/api/events.ts';
import { entriesOf, nextLinkOf, refusal, type Entity } from '../../support/api/answers.ts';
import { newStranger, type Person } from '../../support/people/people.ts';

const file = (name: string, content = name) => ({
  '@odata.type': '#microsoft.graph.fileAttachment',
  name,
  contentBytes: Buffer.from(content).toString('base64'),
});
const list = '/v1.0/me/events';

let api: Api;
let mailbox: Person;
let two: Entity;
beforeAll(async () => {
  api = await openApi();
  mailbox = await newStranger(api);
  await mailbox.newEvent({ subject: 'none', ...hourOn('05-01') });
  two = await mailbox.newEvent({ subject: 'two', ...hourOn('05-02'), attachments: [file('a.txt'), file('b.txt')] });
});

describe('$expand=attachments on a list', () => {
  it('every event has its attachments as their own list shows them, and where it has none, none', async () => {
    for (const inside of ['', '($select=id,name)', '($select=microsoft.graph.fileAttachment/contentBytes)']) {
      const own = await mailbox.send(`${eventPath(two)}/attachments${inside === '' ? '' : `?${inside.slice(1, -1)}`}`);
      const answer = await mailbox.send(`${list}?$select=subject&$expand=attachments${inside}`);
      expect(entriesOf(answer), inside).toMatchObject([
        { subject: 'none', attachments: [] },
        { subject: 'two', attachments: own.json.value, 'attachments@odata.context': own.json['@odata.context'] },
      ]);
      const selected = inside === '' ? '' : inside.slice('($select='.length, -1);
      expect(String(answer.json['@odata.context']).endsWith(`/events(subject,attachments(${selected}))`), inside).toBe(true);
      const alone = await mailbox.send(`${eventPath(two)}?$select=subject&$expand=attachments${inside}`);
      expect({ '@odata.context': alone.json['@odata.context'], ...entriesOf(answer)[1] }, inside).toEqual(alone.json);
    }
  });

  it('a page with attachments has 20 events, whatever $top says, and leads on', async () => {
    const own = await newStranger(api);
    for (let i = 0; i < 23; i++) await own.newEvent({ subject: `e${i}` });
    const first = await own.send(`${list}?$expand=attachments($select=name)&$select=subject&$top=100`);
    expect(entriesOf(first)).toHaveLength(20);
    const second = await own.send(nextLinkOf(first) ?? '');
    expect(entriesOf(second).map(({ subject, attachments }) => [subject, attachments])).toEqual(
      ['e20', 'e21', 'e22'].map((each) => [each, []]),
    );
    const token = new URL(nextLinkOf(first) ?? '').searchParams.get('$skiptoken') ?? '';
    const other = await own.send(`${list}?$expand=attachments&$select=subject&$top=100&$skiptoken=${token}`);
    expect(refusal(other)).toMatchObject({ status: 400, message: expect.stringContaining('$skiptoken') as unknown });
  });

  it('a page ends by the bytes of what it expands, and misses nothing', async () => {
    const own = await newStranger(api);
    const large = Buffer.alloc(2_900_000, 'x').toString();
    for (let i = 0; i < 4; i++) await own.newEvent({ subject: `e${i}`, attachments: [file('large', large)] });
    const found: unknown[] = [];
    const sizes: number[] = [];
    for (let next: string | undefined = `${list}?$expand=attachments&$select=subject&$count=true`; next !== undefined;) {
      const answer = await own.send(next);
      expect(answer.json['@odata.count']).toBe(4);
      sizes.push(entriesOf(answer).length);
      found.push(...entriesOf(answer).map(({ subject }) => subject));
      next = nextLinkOf(answer);
    }
    expect(found).toEqual(['e0', 'e1', 'e2', 'e3']);
    expect(sizes).toEqual([2, 2]);
  });

  it("an attendee's entry has the organizer's attachments, by the entry's own path", async () => {
    const own = await newStranger(api);
    await own.send('/v1.0/me/calendar');
    const organizer = await newStranger(api);
    const made = await organizer.newEvent({ subject: 'met', ...hourOn('06-01'), attendees: [attendee(own.upn)], attachments: [file('a')] });
    expect(made.hasAttachments).toBe(true);
    const [entry = {}] = entriesOf(await own.send(`${list}?$expand=attachments($select=name),calendar($select=name)`));
    const attachments = await own.send(`${eventPath(entry)}/attachments?$select=name`);
    expect(entry).toMatchObject({
      subject: 'met',
      attachments: attachments.json.value,
      'attachments@odata.context': attachments.json['@odata.context'],
    });
    expect(entry.calendar).toMatchObject({ name: 'Calendar' });
    expect(entriesOf(attachments)).toHaveLength(1);
  });
});

describe('$expand=calendar', () => {
  it('every event has the calendar that it lies in, as its own path shows it', async () => {
    const other = await mailbox.send('/v1.0/me/calendars', { json: { name: 'other' } });
    const path = `/v1.0/me/calendars/${String(other.json.id)}/events`;
    await mailbox.newEvent({ subject: 'there' }, path);
    const calendar = (await mailbox.send(`/v1.0/me/calendars/${String(other.json.id)}`)).json;
    const [shown = {}] = entriesOf(await mailbox.send(`${path}?$expand=calendar`));
    expect(calendar).toEqual({ '@odata.context': calendar['@odata.context'], ...(shown.calendar as object) });
    const selected = await mailbox.send(`${eventPath(shown)}?$expand=calendar($select=name;),attachments($select=id)&$select=subject`);
    expect(selected.json).toEqual({
      '@odata.context': expect.stringMatching(/events\(subject,calendar\(name\),attachments\(id\)\)\/\$entity$/) as unknown,
      '@odata.etag': shown['@odata.etag'],
      id: shown.id,
      subject: 'there',
      calendar: { '@odata.etag': calendar['@odata.etag'], id: calendar.id, name: 'other' },
      attachments: [],
      'attachments@odata.context': expect.any(String) as unknown,
    });
  });

  it("a group's event has the group's calendar", async () => {
    const token = await api.token({ user: demoUsers.adele.upn });
    const below = `/v1.0/groups/${demoGroup.id}`;
    const { json } = await api.send(`${below}/calendar?$select=name`, { token });
    const [event] = entriesOf(await api.send(`${below}/events?$top=1&$expand=calendar($select=name)`, { token }));
    expect(event?.calendar).toMatchObject({ id: json.id, name: json.name });
  });
});

it.each([
  ['$expand=attachments($top=1)', '$top'],
  ['$expand=attachments($select=id;$filter=name eq 1)', '$filter'],
  ['$expand=calendar($expand=events)', '$expand'],
  ['$expand=location', "'location' cannot be expanded"],
  ['$expand=attachments,attachments($select=id)', 'more than once'],
  ['$expand=attachments($select=id', "don't match"],
])('a list of events refuses %s', async (query, words) => {
  expect(refusal(await mailbox.send(`${list}?${query}`))).toMatchObject({
    status: 400,
    message: expect.stringContaining(words) as unknown,
  });
});
