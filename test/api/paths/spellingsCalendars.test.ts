// Events in any calendar of a mailbox by all that may name a calendar before them: `calendar` without an id means the mailbox.
import { anHour } from '../../support/api/events.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { demoTenant } from '../../../infra/local/provision/demo/tenant.ts';
import { defaultCalendarGroupId, defaultCalendarId, type Mailbox } from '../../../lib/calendar/mailbox.ts';
import { entriesOf, idsIn } from '../../support/api/answers.ts';
import { newPerson, type Person } from '../../support/people/people.ts';
import { openApi, type Api, type Sent } from '../../support/api/api.ts';
import { fileBody } from '../../support/api/bodies.ts';

let api: Api;
beforeAll(async () => {
  api = await openApi();
});

describe("a person's event, wherever it lies,", () => {
  let person: Person;
  /** Events with the calendars that they lie in: the default one, another, and another in a calendar group of its own. */
  let events: { readonly id: string; readonly iCalUId: string; readonly claims: readonly string[] }[];
  let wrong: readonly string[];
  beforeAll(async () => {
    person = await newPerson(api);
    const made = async (path: string, json: object) => String((await person.send(`/v1.0/me/${path}`, { json })).json.id);
    const [own, ownGroup] = [await made('calendars', { name: 'Own' }), await made('calendarGroups', { name: 'Own' })];
    const grouped = await made(`calendarGroups/${ownGroup}/calendars`, { name: 'Grouped' });
    const mailbox: Mailbox = { tenant: demoTenant, kind: 'users', id: person.id };
    const [first, firstGroup] = [defaultCalendarId(mailbox), defaultCalendarGroupId(mailbox)];
    const places = [
      [firstGroup, first],
      [firstGroup, own],
      [ownGroup, grouped],
    ] as const;
    const claimsOf = (group: string, id: string): string[] => [
      `calendars/${id}/`,
      `calendarGroups('${group}')/calendars('${id}')/`,
      ...(group === firstGroup ? [`calendarGroup/calendars/${id}/`] : []),
    ];
    wrong = places.flatMap((place) => claimsOf(...place));
    events = await Promise.all(
      places.map(async ([group, id]) => {
        const { json } = await person.send(`/v1.0/me/calendars/${id}/events`, { json: { subject: 'somewhere', ...daily } });
        return { id: String(json.id), iCalUId: String(json.iCalUId), claims: ['', 'calendar/', 'Calendar/', ...claimsOf(group, id)] };
      }),
    );
  });

  const daily = {
    start: { dateTime: '2027-03-01T10:00:00', timeZone: 'UTC' },
    end: { dateTime: '2027-03-01T11:00:00', timeZone: 'UTC' },
    recurrence: { pattern: { type: 'daily', interval: 1 }, range: { type: 'noEnd', startDate: '2027-03-01' } },
  };
  const window = 'startDateTime=2027-03-05T00:00:00Z&endDateTime=2027-03-06T00:00:00Z';

  it("a person's event is the same by every owner, calendar and key that may name it, and 404 in every calendar that it is not in", async () => {
    for (const { id, iCalUId, claims } of events)
      for (const owner of ['me', `users/${person.id}`, `Users('${person.upn}')`]) {
        const named = (claim: string): string[] =>
          [`events/${id}`, `calendarView('${id}')`, `events(iCalUId='${iCalUId}')`].map((key) => `/v1.0/${owner}/${claim}${key}`);
        for (const path of claims.flatMap(named)) expect([path, (await person.send(path)).json.id]).toEqual([path, id]);
        for (const path of wrong.filter((claim) => !claims.includes(claim)).flatMap(named))
          expect([path, (await person.send(path)).status]).toEqual([path, 404]);
      }
  });

  it("a person's event is attached to, read, changed and deleted below `calendar` with all that hangs on it", async () => {
    for (const [i, { id }] of events.entries()) {
      const path = `/v1.0/me/calendar/events/${id}`;
      const statuses: [string, number][] = [];
      const ask = async (tail: string, sent: Omit<Sent, 'token'> = {}): Promise<Record<string, unknown>> => {
        const { status, json } = await person.send(path + tail, sent);
        statuses.push([
          `${sent.method ?? (sent.json ? 'POST' : 'GET')} ${tail.replace(/\?.*/, '').replaceAll(/AAMk[\w-]+/g, '…')}`,
          status,
        ]);
        return json;
      };
      const attachment = String((await ask('/attachments', { json: fileBody('a.txt') })).id);
      await ask(`/attachments/${attachment}`);
      await ask(`/attachments/${attachment}/$value`);
      await ask('/attachments/createUploadSession', { json: { AttachmentItem: { attachmentType: 'file', name: 'big', size: 10 } } });
      await ask('/calendar');
      const [occurrence] = entriesOf(await person.send(`${path}/instances?${window}`)).map((each) => String(each.id));
      await ask(`/instances/${occurrence}`, { method: 'PATCH', json: { subject: 'moved' } });
      await ask(`/instances/${occurrence}/attachments`, { json: fileBody('b.txt') });
      await ask('/exceptionOccurrences');
      await ask('', { method: 'PATCH', json: { subject: `changed ${i}` } });
      await ask('', { method: 'PUT', json: { subject: `put ${i}`, ...anHour } });
      await ask('', { method: 'DELETE' });
      await ask('');
      expect(
        statuses.map(([, status]) => status),
        JSON.stringify(statuses),
      ).toEqual([201, 200, 200, 201, 200, 200, 201, 200, 200, 200, 204, 404]);
    }
  });

  it("a person's event is in its own calendar alone where `calendar` is listed, and a new one below it is in the default calendar", async () => {
    const { json: other } = await person.send('/v1.0/me/calendars', { json: { name: 'Listed' } });
    const elsewhere = await person.putEvent(`/v1.0/me/calendars/${String(other.id)}`);
    const here = await person.putEvent('/v1.0/me/calendar');
    const day = 'startDateTime=2027-01-01T00:00:00Z&endDateTime=2027-12-31T00:00:00Z';
    for (const list of ['calendar/events', 'events', `calendar/calendarView?${day}`]) {
      const ids = idsIn(await person.send(`/v1.0/me/${list}`));
      expect([list, ids.includes(elsewhere)]).toEqual([list, false]);
    }
    expect(idsIn(await person.send('/v1.0/me/calendar/events'))).toContain(here);
    const again = await person.send(`/v1.0/me/calendar/events/${elsewhere}`, { method: 'PUT', json: { subject: 'replaced', ...anHour } });
    expect(again.status, again.text).toBe(200);
    expect((await person.send(`/v1.0/me/calendars/${String(other.id)}/events/${elsewhere}`)).json.subject).toBe('replaced');
  });
});

describe('in a mailbox of somebody else', () => {
  const writing = 'Calendars.ReadWrite.Shared';

  it("an event's own calendar decides below `calendar`, whatever the default calendar gives", async () => {
    const [owner, other] = await Promise.all([newPerson(api, 'owner'), newPerson(api, 'other')]);
    const idOf = ({ json }: { json: Readonly<Record<string, unknown>> }) => String(json.id);
    const own = idOf(await owner.send('/v1.0/me/calendars', { json: { name: 'Own' } }));
    const [here, there] = await Promise.all([owner.putEvent(), owner.putEvent(`/v1.0/me/calendars/${own}`)]);
    const share = async (calendar: string, role: string): Promise<void> => {
      const json = { emailAddress: { address: other.upn }, role };
      expect((await owner.send(`/v1.0/me/calendars/${calendar}/calendarPermissions`, { json })).status).toBe(201);
    };
    const ask = async (method: string, event: string): Promise<number> => {
      const json = method.startsWith('P') ? { json: { subject: 'changed', ...(method === 'PUT' && anHour) } } : {};
      return (await other.with(writing)(`/v1.0/users/${owner.upn}/calendar/events/${event}`, { method, ...json })).status;
    };
    await share(idOf(await owner.send('/v1.0/me/calendar')), 'write');
    expect([await ask('PATCH', here), await ask('GET', there), await ask('PATCH', there)]).toEqual([200, 404, 404]);
    await share(own, 'read');
    expect([await ask('GET', there), await ask('PATCH', there), await ask('PUT', there), await ask('DELETE', there)]).toEqual([
      200, 403, 403, 403,
    ]);
    expect([await ask('PUT', `put-${here}`), await ask('DELETE', here)]).toEqual([201, 204]);
  });
});
