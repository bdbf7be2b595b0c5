// Who sees an entry, and what of it: people to whom the attendee's calendar is shared, by role and by what kind of meeting it is.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CalendarRole } from '../../../lib/calendar/calendars/permission.ts';
import { hourOn } from '../../support/api/events.ts';
import { attendeesOf } from '../../support/api/meetings.ts';
import { startHousehold, type Household, type Housemate } from '../../support/people/household.ts';
import type { InstanceAnswer } from '../../support/stores/instances.ts';

const window = 'startDateTime=2027-03-01T00:00:00Z&endDateTime=2027-03-02T00:00:00Z';
const link = { '@odata.type': '#microsoft.graph.referenceAttachment', name: 'plan', sourceUrl: 'https://contoso.example/plan' };

const roles = [
  'freeBusyRead',
  'limitedRead',
  'read',
  'write',
  'delegateWithoutPrivateEventAccess',
  'delegateWithPrivateEventAccess',
] as const;
const meetings = { open: {}, private: { sensitivity: 'private' } } as const;
type Kind = keyof typeof meetings;

let house: Household;
let boss: Housemate;
let adele: Housemate;
let byRole: ReadonlyMap<CalendarRole, Housemate>;
let entries: ReadonlyMap<Kind, string>;
let attachment: string;
/** Sees the calendar by `read`, and is invited as well. */
let invited: Housemate;
/** Sees it by `read`, and the organizer's calendar by `read`, too. */
let friend: Housemate;

beforeAll(async () => {
  house = await startHousehold();
  const come = (name: string): Promise<Housemate> => house.come(name);
  [boss, adele, invited, friend] = await Promise.all([come('boss'), come('adele'), come('invited'), come('friend')]);
  byRole = new Map(await Promise.all(roles.map(async (role) => [role, await come(role)] as const)));
  for (const [role, person] of byRole) await adele.share(person, role);
  for (const person of [invited, friend, boss]) await adele.share(person, 'read');
  await boss.share(friend, 'read');
  const made = await Promise.all(
    kinds.map(async (kind) => {
      const json = { subject: kind, ...hourOn('03-01'), ...attendeesOf(adele, invited), ...meetings[kind] };
      const { id, iCalUId } = (await boss.must('POST', '/v1.0/me/events', json)).json;
      const at = await boss.must('POST', `/v1.0/me/events/${String(id)}/attachments`, link);
      // Tells the attendees, with this change, of the attachment.
      await boss.must('PATCH', `/v1.0/me/events/${String(id)}`, { location: { displayName: 'Here' } });
      const entry = await adele.must('GET', `/v1.0/me/events(iCalUId='${String(iCalUId)}')`);
      return { kind, entry: String(entry.json.id), attachment: String(at.json.id) };
    }),
  );
  entries = new Map(made.map(({ kind, entry }) => [kind, entry]));
  attachment = made[0]?.attachment ?? '';
}, 60_000);
afterAll(() => house.close());

const kinds: readonly Kind[] = ['open', 'private'];
const role = (name: CalendarRole): Housemate => byRole.get(name) ?? expect.fail(name);
const base = (): string => `/v1.0/users/${adele.id}`;
const path = (kind: Kind): string => `${base()}/events/${entries.get(kind) ?? ''}`;
const subjectsIn = ({ status, json }: InstanceAnswer): unknown =>
  status === 200 && Array.isArray(json.value) ? json.value.map((each: Readonly<Record<string, unknown>>) => each.subject).sort() : status;

/** What one reader is answered about all entries. */
async function seen(reader: Housemate) {
  const get = (tail: string): Promise<InstanceAnswer> => reader.send('GET', tail);
  const count = async (tail: string): Promise<unknown> => {
    const { status, json } = await get(tail);
    return status === 200 ? json['@odata.count'] : status;
  };
  const found = await get(path('open'));
  return {
    open: found.status,
    private: (await get(path('private'))).status,
    hasAttachments: found.json.hasAttachments,
    list: subjectsIn(await get(`${base()}/events`)),
    view: subjectsIn(await get(`${base()}/calendarView?${window}`)),
    counted: [await count(`${base()}/events?$count=true&$top=1`), await count(`${base()}/calendarView?${window}&$count=true&$top=1`)],
    withFiles: subjectsIn(await get(`${base()}/events?$filter=hasAttachments eq true`)),
    withoutFiles: subjectsIn(await get(`${base()}/events?$filter=not (hasAttachments eq true)`)),
    attachments: (await get(`${path('open')}/attachments`)).status,
    one: (await get(`${path('open')}/attachments/${attachment}`)).status,
    value: (await get(`${path('open')}/attachments/${attachment}/$value`)).status,
    expanded: (await get(`${path('open')}?$expand=attachments`)).json.attachments,
    session: (
      await reader.send('POST', `${path('open')}/attachments/createUploadSession`, {
        AttachmentItem: { attachmentType: 'file', name: 'a', size: 1 },
      })
    ).status,
  };
}

const nothing = {
  open: 404,
  private: 404,
  hasAttachments: undefined,
  list: 404,
  view: 404,
  counted: [404, 404],
  withFiles: 404,
  withoutFiles: 404,
  attachments: 404,
  one: 404,
  value: 404,
  expanded: undefined,
  session: 404,
};
const openAlone = {
  open: 200,
  private: 404,
  hasAttachments: false,
  list: ['open'],
  view: ['open'],
  counted: [1, 1],
  withFiles: [],
  withoutFiles: ['open'],
  attachments: 404,
  one: 404,
  value: 404,
  expanded: [],
  session: 404,
};
const both = { private: 200, list: ['open', 'private'], view: ['open', 'private'], counted: [2, 2], withoutFiles: ['open', 'private'] };

describe('a reader of the attendee’s calendar', () => {
  it.each([
    ['freeBusyRead', nothing],
    ['limitedRead', nothing],
    ['read', openAlone],
    ['write', openAlone],
    ['delegateWithoutPrivateEventAccess', openAlone],
    ['delegateWithPrivateEventAccess', { ...openAlone, ...both }],
  ] as const)('with %s sees what that role says of entries, and nothing of their attachments', async (name, expected) => {
    expect(await seen(role(name))).toEqual(expected);
  });

  it('a reader sees the entry as its owner sees it', async () => {
    const shown = ['subject', 'isOrganizer', 'responseStatus', 'showAs', 'attendees', 'organizer', 'iCalUId'] as const;
    const pick = ({ json }: InstanceAnswer) => shown.map((each) => json[each]);
    expect(pick(await role('read').must('GET', path('open')))).toEqual(
      pick(await adele.must('GET', `/v1.0/me/events/${entries.get('open') ?? ''}`)),
    );
  });
});

describe('who may read the organizer’s event in the own right', () => {
  it.each([
    ['an attendee', () => invited],
    ['who sees the organizer’s calendar', () => friend],
    ['the organizer', () => boss],
  ] as const)('%s reads the attachments by another’s entry, too, and is told of them', async (_, who) => {
    const { hasAttachments, attachments, one, expanded } = await seen(who());
    expect({ hasAttachments, attachments, one, expanded }).toMatchObject({ hasAttachments: true, attachments: 200, one: 200 });
    expect(expanded).toMatchObject([{ id: attachment, name: 'plan' }]);
    const list = (await who().must('GET', `${base()}/events`)).json.value;
    expect(list).toMatchObject([{ subject: 'open', hasAttachments: true }]);
  });

  it.each([
    ['an attendee', () => invited, [], ['open']],
    ['who sees the organizer’s calendar', () => friend, [], ['open']],
    ['the organizer', () => boss, ['open'], []],
  ] as const)('%s finds by a filter the attachments of the own meetings alone', async (_, who, withFiles, withoutFiles) => {
    expect(await seen(who())).toMatchObject({ withFiles, withoutFiles });
    const inWindow = (filter: string) => who().send('GET', `${base()}/calendarView?${window}&$filter=${filter}`);
    expect(subjectsIn(await inWindow('hasAttachments eq true'))).toEqual(withFiles);
    expect(subjectsIn(await inWindow('hasAttachments eq false'))).toEqual(withoutFiles);
  });

  it('an attachment is written where the own right says so: by the organizer, not by an attendee or a reader', async () => {
    for (const [who, status] of [
      [invited, 403],
      [friend, 403],
      [adele, 403],
      [role('write'), 404],
      [boss, 201],
    ] as const)
      expect([who.upn, (await who.send('POST', `${path('open')}/attachments`, { ...link, name: 'more' })).status]).toEqual([
        who.upn,
        status,
      ]);
  });
});

describe('a role that writes', () => {
  it('a role that writes changes what is the entry’s own, and nothing of the organizer’s', async () => {
    for (const [name, status] of [
      ['read', 403],
      ['write', 200],
      ['limitedRead', 404],
    ] as const)
      expect((await role(name).send('PATCH', path('open'), { categories: [name] })).status).toBe(status);
    const refused = await role('write').send('PATCH', path('open'), { subject: 'another' });
    expect([refused.status, JSON.stringify(refused.json)]).toEqual([403, expect.stringMatching(/ErrorAccessDenied.*'subject'/)]);
    expect((await adele.must('GET', path('open'))).json).toMatchObject({ categories: ['write'], subject: 'open' });
  });

  it('a role that writes answers in its owner’s name, and the organizer is told who it was', async () => {
    const delegate = role('delegateWithoutPrivateEventAccess');
    expect((await role('read').send('POST', `${path('open')}/accept`, {})).status).toBe(403);
    expect((await delegate.send('POST', `${path('private')}/accept`, {})).status).toBe(404);
    expect((await delegate.send('POST', `${path('open')}/accept`, {})).status).toBe(202);
    expect((await adele.must('GET', path('open'))).json).toMatchObject({ responseStatus: { response: 'accepted' } });
    const [answer] = await boss.inbox();
    expect(answer).toMatchObject({
      from: { emailAddress: { address: adele.upn } },
      sender: { emailAddress: { address: delegate.upn } },
    });
  });
});
