// Each operation that Graph has published for calendars is sent once, at something that is there, and does what it is.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { groupOperations, userOperations, type GraphOperation } from '../../fixtures/graphOperations.ts';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';
import { attendee, hourOn } from '../../support/api/events.ts';
import { startReceiver, type TestReceiver } from '../../support/receivers/receiver.ts';
import { newPerson, type Person } from '../../support/people/people.ts';

const scope =
  'Calendars.ReadWrite Calendars.ReadWrite.Shared MailboxSettings.ReadWrite User.Read Group.ReadWrite.All GroupMember.ReadWrite.All';

const [from, to] = ['2027-03-01T00:00:00Z', '2027-04-01T00:00:00Z'];

let api: Api;
let me: Person;
let other: Person;
let sharees: Person[];
let send: Person['send'];
let group: string;
let receiver: TestReceiver;
/** Ids of the default calendar and of the group that it lies in. */
let usual: { readonly calendar: string; readonly calendarGroup: string };

beforeAll(async () => {
  api = await openApi();
  receiver = await startReceiver();
  [me, other] = [await newPerson(api), await newPerson(api)];
  sharees = await Promise.all(Array.from({ length: 15 }, () => newPerson(api)));
  send = me.with(scope);
  const application = await api.token({ app: true, role: 'Group.ReadWrite.All GroupMember.ReadWrite.All' });
  const asApplication: Person['send'] = (path, sent) => api.send(path, { ...sent, token: application });
  const nickname = `team-${randomUUID()}`;
  group = await madeId(
    asApplication('/v1.0/groups', {
      json: { displayName: 'Team', mailNickname: nickname, mailEnabled: true, securityEnabled: false, groupTypes: ['Unified'] },
    }),
  );
  const member = { '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${me.id}` };
  expect((await asApplication(`/v1.0/groups/${group}/members/$ref`, { json: member })).status).toBe(204);
  const groups = (await send('/v1.0/me/calendarGroups')).json.value as { readonly id: string; readonly name: string }[];
  const calendarGroup = groups.find(({ name }) => name === 'My Calendars')?.id ?? '';
  usual = { calendar: String((await send('/v1.0/me/calendar')).json.id), calendarGroup };
});

afterAll(() => receiver.stop());

async function madeId(sent: Promise<Answer>): Promise<string> {
  const made = await sent;
  expect(made.status, made.text).toBe(201);
  return String(made.json.id);
}

const attachment = { '@odata.type': '#microsoft.graph.fileAttachment', name: 'a.txt', contentBytes: 'YQ==' };
const extension = { '@odata.type': 'microsoft.graph.openTypeExtension', extensionName: 'com.contoso.row', a: 1 };
const series = {
  pattern: { type: 'daily', interval: 1 },
  range: { type: 'numbered', startDate: '2027-03-03', numberOfOccurrences: 2 },
};

/** A share with somebody who has none of this calendar yet. */
const share = () => ({ emailAddress: { address: (sharees.pop() ?? expect.fail('too few people')).upn }, role: 'read' });

const subscription = () => ({
  changeType: 'created',
  notificationUrl: `${receiver.url}/row`,
  resource: 'me/events',
  expirationDateTime: new Date(Date.now() + 60 * 60_000).toISOString(),
});

const isAnswer = (template: string): boolean => /\/(?:accept|decline|tentativelyAccept)$/.test(template);

/** Makes what a template names, and puts its ids in. */
async function filled({ template }: GraphOperation): Promise<string> {
  const owner = template.startsWith('/groups') ? `/v1.0/groups/${group}` : `/v1.0/users/${me.id}`;
  let path = template.replace(/^\/(?:users\/\{user-id\}|groups\/\{group-id\})/, owner.slice('/v1.0'.length));
  const put = (placeholder: string, id: string): void => {
    path = path.replaceAll(`{${placeholder}}`, encodeURIComponent(id));
  };
  // Who answers does so at the own entry, which lies in the default calendar.
  if (isAnswer(template) && !template.startsWith('/groups')) {
    put('calendarGroup-id', usual.calendarGroup);
    put('calendar-id', usual.calendar);
    put('event-id', await entryId());
  }
  if (path.includes('{calendarGroup-id}'))
    put('calendarGroup-id', await madeId(send(`${owner}/calendarGroups`, { json: { name: randomUUID() } })));
  const [beforeCalendar = '', behindCalendar] = path.split('/{calendar-id}');
  if (behindCalendar !== undefined) put('calendar-id', await madeId(send(`/v1.0${beforeCalendar}`, { json: { name: randomUUID() } })));
  const [events = '', behindEvent] = path.split('/{event-id}');
  if (behindEvent !== undefined) {
    const made = await send(`/v1.0${events}`, {
      json: {
        subject: 'a row',
        ...hourOn('03-03'),
        attendees: [attendee(other.upn)],
        ...(template.includes('/instances') && { recurrence: series }),
      },
    });
    const id = await madeId(Promise.resolve(made));
    put('event-id', id);
    if (path.includes('{attachment-id}'))
      put('attachment-id', await madeId(send(`/v1.0${events}/${id}/attachments`, { json: attachment })));
    if (path.includes('{extension-id}')) {
      await madeId(send(`/v1.0${events}/${id}/extensions`, { json: extension }));
      put('extension-id', extension.extensionName);
    }
  }
  const [permissions = '', behindPermission] = path.split('/{calendarPermission-id}');
  if (behindPermission !== undefined) put('calendarPermission-id', await madeId(send(`/v1.0${permissions}`, { json: share() })));
  if (path.includes('{outlookCategory-id}'))
    put('outlookCategory-id', await madeId(send(`${owner}/outlook/masterCategories`, { json: { displayName: randomUUID() } })));
  if (path.includes('{subscription-id}')) put('subscription-id', await madeId(send('/v1.0/subscriptions', { json: subscription() })));
  for (const [placeholder, value] of Object.entries(parameters)) put(placeholder, value);
  return `/v1.0${path.replace('{User}', other.upn)}`;
}

const parameters = { startDateTime: from, endDateTime: to, StartDateTime: from, EndDateTime: to, TimeZoneStandard: 'Iana' };

/** A meeting of somebody else in the own calendar. */
async function entryId(): Promise<string> {
  const subject = randomUUID();
  const json = { subject, ...hourOn('03-04'), attendees: [attendee(me.upn)] };
  await madeId(other.send('/v1.0/me/events', { json }));
  const { json: found } = await send(`/v1.0/me/events?$filter=subject eq '${subject}'`);
  return (found.value as { readonly id: string }[])[0]?.id ?? expect.fail('the meeting is not in the calendar');
}

const at = (dateTime: string): object => ({ dateTime, timeZone: 'UTC' });

/** What is sent to a path that ends so. */
const bodies: readonly (readonly [end: RegExp, json: () => object])[] = [
  [/\/events$/, () => ({ subject: 'made', ...hourOn('03-05') })],
  [/\/attachments$/, () => attachment],
  [/\/createUploadSession$/, () => ({ AttachmentItem: { attachmentType: 'file', name: 'b.bin', size: 4_000_000 } })],
  [/\/extensions$/, () => ({ ...extension, extensionName: 'com.contoso.another' })],
  [/\/extensions\/[^/]+$/, () => ({ '@odata.type': 'microsoft.graph.openTypeExtension', b: 2 })],
  [/\/(?:calendars|calendarGroups)$/, () => ({ name: randomUUID() })],
  [/\/(?:calendar|calendars\/[^/]+|calendarGroups\/[^/]+)$/, () => ({ name: randomUUID() })],
  [/\/calendarPermissions$/, share],
  [/\/calendarPermissions\/[^/]+$/, () => ({ role: 'write' })],
  [/\/forward$/, () => ({ ToRecipients: [{ emailAddress: { address: 'sam@elsewhere.example' } }] })],
  [/\/snoozeReminder$/, () => ({ NewReminderTime: at('2027-03-03T09:50:00') })],
  [/\/getSchedule$/, () => ({ Schedules: [me.upn], StartTime: at('2027-03-03T00:00:00'), EndTime: at('2027-03-04T00:00:00') })],
  [/\/findMeetingTimes$/, () => ({})],
  [/\/mailboxSettings$/, () => ({ timeZone: 'UTC' })],
  [/\/subscriptions$/, subscription],
  [/\/subscriptions\/[^/]+$/, () => ({ expirationDateTime: subscription().expirationDateTime })],
  [/\/masterCategories$/, () => ({ displayName: randomUUID(), color: 'preset1' })],
  [/\/masterCategories\/[^/]+$/, () => ({ color: 'preset2' })],
  [/\/events\/[^/]+$/, () => ({ subject: 'changed' })],
];

function sentTo(method: string, path: string): { readonly method: string; readonly json?: object } {
  const [, json] = bodies.find(([end]) => end.test(path.replace(/\?.*$/, ''))) ?? [];
  return { method, ...((method === 'POST' || method === 'PATCH') && json !== undefined && { json: json() }) };
}

/** The status of a success, by method and the path's end. */
function expectedStatus({ method, template }: GraphOperation): number {
  if (method === 'DELETE' || /\/permanentDelete$/.test(template)) return 204;
  if (/\/(?:accept|decline|tentativelyAccept|cancel|forward)$/.test(template)) return 202;
  if (/\/reauthorize$/.test(template)) return 204;
  if (method !== 'POST' || /\/(?:snoozeReminder|dismissReminder|getSchedule|findMeetingTimes)$/.test(template)) return 200;
  return 201;
}

/** What the service refuses, with status and code. */
const refused: readonly (readonly [GraphOperation['template'] | RegExp, number, string])[] = [
  // A default calendar stays (contract, section 13).
  [/^\/(?:users|groups)\/\{[a-z-]+\}\/calendar\/permanentDelete$/, 400, 'ErrorInvalidRequest'],
  // A group has neither permissions nor free and busy (contract, section 9), and nobody answers or dismisses for it.
  [/^\/groups\/\{group-id\}\/calendar\/(?:allowedCalendarSharingRoles|calendarPermissions|getSchedule)/, 400, 'BadRequest'],
  [/^\/groups\/.*\/(?:accept|decline|tentativelyAccept)$/, 400, 'ErrorInvalidRequest'],
  [/^\/groups\/.*\/(?:snoozeReminder|dismissReminder)$/, 400, 'ErrorInvalidRequest'],
];

const rows = (operations: readonly GraphOperation[]): (readonly [string, GraphOperation])[] =>
  operations.map((operation) => [`${operation.method} ${operation.template}`, operation] as const);

describe.each([
  ["a user's calendar", userOperations],
  ["a group's calendar", groupOperations],
])('an operation on %s', (_owner, operations) => {
  it.each(rows(operations))('%s answers as what it is', async (_row, operation) => {
    const path = await filled(operation).catch((error: unknown) =>
      refusalOf(operation) === undefined ? Promise.reject(error as Error) : fallback(operation),
    );
    const answer = await send(path, sentTo(operation.method, path));
    const refusal = refusalOf(operation);
    if (refusal === undefined) expect(answer.status, `${path}: ${answer.text}`).toBe(expectedStatus(operation));
    else
      expect({ status: answer.status, error: answer.json.error }, path).toMatchObject({ status: refusal[1], error: { code: refusal[2] } });
  });
});

const refusalOf = ({ template }: GraphOperation): (typeof refused)[number] | undefined =>
  refused.find(([pattern]) => (typeof pattern === 'string' ? pattern === template : pattern.test(template)));

/** A path whose ids name nothing: what is refused by its name is so whatever is there. */
const fallback = ({ template }: GraphOperation): string =>
  `/v1.0${template
    .replace('{user-id}', me.id)
    .replace('{group-id}', group)
    .replace(/\{[^}]+\}/g, 'AAMkAGE1nothing')}`;
