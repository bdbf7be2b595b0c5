// What the document says of bodies: what must be there, what counts, and what is read-only, each asked of the service.
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { openapi } from '../../../infra/openapi/openapi.ts';
import { openApi, type Api, type Sent } from '../../support/api/api.ts';
import { fullEvent } from '../../support/api/events.ts';
import { judgeBy } from '../../support/openapi/holdTo.ts';
import { newPerson, type Person } from '../../support/people/people.ts';

const made = openapi('1.2.3');
const judge = judgeBy(made);
const schema = z.looseObject({ required: z.array(z.string()).default([]), properties: z.record(z.string(), z.unknown()) });
const schemaOf = (name: string) =>
  schema.parse((made.components as Readonly<Record<string, Readonly<Record<string, unknown>>>>).schemas?.[name]);
const faultsOf = (name: string, body: unknown): readonly string[] => judge(['components', 'schemas', name], body);

let api: Api;
let person: Person;
let app: string;
/** The path of an event of the person's. */
let event: string;

beforeAll(async () => {
  api = await openApi();
  person = await newPerson(api);
  app = await api.token({ app: true, role: 'Calendars.ReadWrite User.ReadWrite.All Group.ReadWrite.All User.Invite.All' });
  event = `/v1.0/me/events/${String((await person.newEvent()).id)}`;
});

const unique = (): string => randomUUID().slice(0, 8);
const start = { dateTime: '2027-03-01T10:00:00', timeZone: 'UTC' };
const end = { dateTime: '2027-03-01T11:00:00', timeZone: 'UTC' };
const typed = (type: string, more: object): object => ({ '@odata.type': `#microsoft.graph.${type}`, ...more });
const scopes = 'Calendars.ReadWrite MailboxSettings.ReadWrite';

/** Sends as the person, or to the directory as an application. */
async function send(path: string, sent: Omit<Sent, 'token'>) {
  const isDirectory = /^\/v1\.0\/(?:users|groups|invitations)/.test(path);
  return isDirectory ? api.send(path, { ...sent, token: app }) : person.with(scopes)(path, sent);
}

/** Bodies with nothing but what their schemas require, and where they are sent; `{event}` is the person's. */
const least: readonly (readonly [schema: string, path: string, body: () => object])[] = [
  ['eventCreate', '/v1.0/me/events', () => ({ start, end })],
  ['fileAttachmentCreate', '{event}/attachments', () => typed('fileAttachment', { name: 'a.txt', contentBytes: 'YQ==' })],
  [
    'itemAttachmentCreate',
    '{event}/attachments',
    () => typed('itemAttachment', { name: 'b', item: typed('contact', { displayName: 'b' }) }),
  ],
  ['referenceAttachmentCreate', '{event}/attachments', () => typed('referenceAttachment', { name: 'c', sourceUrl: 'https://a.example/' })],
  ['openTypeExtensionCreate', '{event}/extensions', () => ({ extensionName: `com.contoso.${unique()}` })],
  ['calendarCreate', '/v1.0/me/calendars', () => ({ name: unique() })],
  ['calendarGroupCreate', '/v1.0/me/calendarGroups', () => ({ name: unique() })],
  ['outlookCategoryCreate', '/v1.0/me/outlook/masterCategories', () => ({ displayName: unique() })],
  ['userCreate', '/v1.0/users', () => ({ displayName: 'Sam', userPrincipalName: `sam-${unique()}@contoso.example` })],
  ['groupCreate', '/v1.0/groups', () => ({ displayName: 'Some', mailNickname: `some-${unique()}` })],
  [
    'invitationCreate',
    '/v1.0/invitations',
    () => ({ invitedUserEmailAddress: `guest-${unique()}@fabrikam.example`, inviteRedirectUrl: 'https://a.example/' }),
  ],
  [
    'calendarPermissionCreate',
    '/v1.0/me/calendar/calendarPermissions',
    () => ({ emailAddress: { address: demoUsers.megan.upn }, role: 'read' }),
  ],
  ['getScheduleParameters', '/v1.0/me/calendar/getSchedule', () => ({ Schedules: [person.upn], StartTime: start, EndTime: end })],
  ['attachmentItemInput', '{event}/attachments/createUploadSession', () => ({ attachmentType: 'file', name: 'd.bin', size: 5_000_000 })],
];

/** An upload's file stands within the parameter of the action. */
const sentAs = (name: string, body: object): object => (name === 'attachmentItemInput' ? { AttachmentItem: body } : body);

describe('what a new entity must have', () => {
  it.each(least)('%s requires what the service does, and no more', async (name, path, body) => {
    const { required } = schemaOf(name);
    expect(required.length).toBeGreaterThan(0);
    expect(Object.keys(body()).sort()).toEqual([...required].sort());
    const to = path.replace('{event}', event);
    expect(faultsOf(name, body())).toEqual([]);
    const whole = await send(to, { json: sentAs(name, body()) });
    expect(whole.status, whole.text).toBeLessThan(300);
    for (const lacked of required) {
      const rest = Object.fromEntries(Object.entries(body()).filter(([each]) => each !== lacked));
      expect(faultsOf(name, rest), lacked).toEqual([expect.stringContaining(lacked)]);
      const refused = await send(to, { json: sentAs(name, rest) });
      expect(refused.status, `${name} without ${lacked}: ${refused.text}`).toBe(400);
    }
  });

  it('an event that has all that callers give is what the schema of a new event says', () => {
    // It spells members of enumerations in other letters, which the service takes and the document doesn't teach.
    const unknown = (body: object) => faultsOf('eventCreate', body).filter((fault) => fault.includes('additional'));
    expect(unknown(fullEvent)).toEqual([]);
    expect(unknown({ ...fullEvent, hasAttachments: true })).toEqual([expect.stringContaining('hasAttachments')]);
  });
});

/** Another value of the same kind; of base64 too. */
function otherThan(value: unknown): unknown {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + 1;
  return typeof value === 'string' ? `AAAA${value}` : value;
}

/** Entities that are there, by what a change of one may have; what the service refuses to change is left out. */
const changed: readonly (readonly [schema: string, path: string, refused: readonly string[]])[] = [
  ['eventUpdate', '{event}', []],
  ['fileAttachmentUpdate', '{event}/attachments/{new}', ['contentBytes']],
  ['calendarUpdate', '/v1.0/me/calendar', ['isDefaultCalendar']],
  ['outlookCategoryUpdate', '/v1.0/me/outlook/masterCategories/{new}', []],
  ['userUpdate', '/v1.0/users/{new}', []],
  ['groupUpdate', '/v1.0/groups/{new}', []],
];

describe('what a change may have', () => {
  it.each(changed)('what %s leaves out is read-only: a body that has other values of it changes nothing', async (name, path, refused) => {
    const into = path.replace('{event}', event);
    const [, collection = into, isNew] = /^(.*?)(?:\/(\{new\}))?$/.exec(into) ?? [];
    const body = least.find(([of]) => of === name.replace('Update', 'Create'))?.[2] ?? (() => ({}));
    const own = isNew === undefined ? into : `${collection}/${String((await send(collection, { json: body() })).json.id)}`;
    const before = (await send(own, {})).json;
    const { properties } = schemaOf(name);
    const readOnly = Object.keys(before).filter((each) => !each.includes('@') && !(each in properties) && !refused.includes(each));
    expect(readOnly.length).toBeGreaterThan(0);
    const json = Object.fromEntries(readOnly.map((each) => [each, otherThan(before[each])]));
    const answer = await send(own, { method: 'PATCH', json });
    expect(answer.status, answer.text).toBeLessThan(300);
    const after = (await send(own, {})).json;
    const kept = readOnly.filter((each) => !['lastModifiedDateTime', 'changeKey'].includes(each));
    expect(kept.map((each) => [each, after[each]])).toEqual(kept.map((each) => [each, before[each]]));
  });
});
