// Every operation that takes a body refuses by name what its type doesn't have, wherever in the body it stands, and does nothing.
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { allowedMethods } from '../../../lib/api/routes.ts';
import { parsePath } from '../../../lib/paths/grammar.ts';
import { membershipActions, type Reference } from '../../../lib/paths/reference.ts';
import { expectError } from '../../support/api/answers.ts';
import { newPerson } from '../../support/people/people.ts';
import { openApi, type Api } from '../../support/api/api.ts';
import { file, createMeeting, newestMeeting } from '../../support/api/meetings.ts';
import { references } from '../../support/data/references.ts';
import { unknownName, wrongBodies } from '../../support/api/schemaBodies.ts';

interface Operation {
  readonly method: string;
  readonly path: string;
  /** What its body is, as the model calls it. */
  readonly type: string;
  readonly token: string;
}

let api: Api;
let operations: readonly Operation[];
const named = (reference: Reference): string => {
  const action = reference.kind === 'event' && reference.tail.kind === 'action' ? reference.tail.action : '';
  if (reference.kind === 'membershipAction') return reference.action;
  if (reference.kind === 'calendarAction') return `calendar ${reference.action}`;
  return reference.kind === 'event' ? `event ${reference.tail.kind} ${action}`.trim() : reference.kind;
};
const takesBody = (method: string): boolean => method.startsWith('P');

beforeAll(async () => {
  api = await openApi();
  const [person, guest] = await Promise.all([newPerson(api, 'bodies'), newPerson(api, 'asked')]);
  const own = await api.token({ user: person.upn, scope: 'Calendars.ReadWrite' });
  const others = await api.token({ user: guest.upn, scope: 'Calendars.ReadWrite' });
  const role = 'User.ReadWrite.All Group.ReadWrite.All User.Invite.All Calendars.ReadWrite';
  const app = await api.token({ app: true, role });
  const made = async (path: string, json: object, token = own): Promise<string> => {
    const answer = await api.send(path, { json, token });
    expect(answer.status, answer.text).toBe(201);
    return String(answer.json.id);
  };

  const settings = await api.token({ user: person.upn, scope: 'MailboxSettings.ReadWrite' });
  const category = await made('/v1.0/me/outlook/masterCategories', { displayName: 'Mine' }, settings);
  const event = await createMeeting(person, [guest]);
  const calendar = await made('/v1.0/me/calendars', { name: 'Other' });
  const calendarGroup = await made('/v1.0/me/calendarGroups', { name: 'Other' });
  const permissions = `/v1.0/me/calendars/${calendar}/calendarPermissions`;
  const permission = await made(permissions, { emailAddress: { address: guest.upn }, role: 'read' });
  const group = await made(
    '/v1.0/groups',
    { displayName: 'G', mailNickname: `g-${randomUUID()}`, mailEnabled: true, securityEnabled: false },
    app,
  );
  const kinds: Readonly<Record<string, object>> = {
    attachment: { '@odata.type': '#microsoft.graph.attachment', name: 'x' },
    fileAttachment: file(),
    itemAttachment: { '@odata.type': '#microsoft.graph.itemAttachment', name: 'x', item: {} },
    referenceAttachment: { '@odata.type': '#microsoft.graph.referenceAttachment', name: 'x', sourceUrl: 'https://a.example' },
  };
  const below = `/v1.0/me/events/${event}`;
  const attachments = await Promise.all(
    Object.entries(kinds).map(async ([type, json]) => ({ type, path: `${below}/attachments/${await made(`${below}/attachments`, json)}` })),
  );
  const meeting = await newestMeeting(guest);

  const at = (method: string, path: string, type: string, token = own): Operation => ({ method, path, type, token });
  operations = [
    at('POST', '/v1.0/$batch', 'batch'),
    at('POST', '/v1.0/users', 'user', app),
    at('PATCH', `/v1.0/users/${person.id}`, 'user', app),
    at('PATCH', '/v1.0/me', 'user', await api.token({ user: person.upn, scope: 'User.ReadWrite' })),
    at('POST', '/v1.0/groups', 'group', app),
    at('PATCH', `/v1.0/groups/${group}`, 'group', app),
    at('POST', `/v1.0/groups/${group}/members/$ref`, 'reference', app),
    ...membershipActions.map((action) => at('POST', `/v1.0/users/${person.id}/${action}`, action, app)),
    at('POST', '/v1.0/invitations', 'invitation', app),
    at('POST', '/v1.0/me/calendarGroups', 'calendarGroup'),
    at('PATCH', `/v1.0/me/calendarGroups/${calendarGroup}`, 'calendarGroup'),
    at('POST', '/v1.0/me/calendars', 'calendar'),
    at('PATCH', `/v1.0/me/calendars/${calendar}`, 'calendar'),
    at('POST', permissions, 'calendarPermission'),
    at('PATCH', `${permissions}/${permission}`, 'calendarPermission'),
    at('PATCH', '/v1.0/me/mailboxSettings', 'mailboxSettings', settings),
    at('POST', '/v1.0/me/outlook/masterCategories', 'outlookCategory', settings),
    at('PATCH', `/v1.0/me/outlook/masterCategories/${category}`, 'outlookCategory', settings),
    at('POST', '/v1.0/me/calendar/getSchedule', 'getSchedule'),
    at('POST', '/v1.0/me/findMeetingTimes', 'findMeetingTimes'),
    at('POST', '/v1.0/me/events', 'event'),
    at('PUT', `/v1.0/me/events/${randomUUID()}`, 'event'),
    at('PUT', below, 'event'),
    at('PATCH', below, 'event'),
    at('POST', `/v1.0/me/calendars/${calendar}/permanentDelete`, 'permanentDelete'),
    ...['cancel', 'forward', 'snoozeReminder', 'dismissReminder', 'permanentDelete'].map((action) =>
      at('POST', `${below}/${action}`, action),
    ),
    ...['accept', 'tentativelyAccept', 'decline'].map((action) => at('POST', `${meeting}/${action}`, action, others)),
    at('POST', `${below}/attachments/createUploadSession`, 'createUploadSession'),
    ...attachments.flatMap(({ type, path }) => [at('POST', `${below}/attachments`, type), at('PATCH', path, type)]),
  ];
});

it('the table names every method and path that takes a body', () => {
  const all = new Set(
    fc.sample(references, { numRuns: 2_000, seed: 7 }).flatMap((reference) =>
      allowedMethods(reference)
        .filter(takesBody)
        .map((method) => `${method} ${named(reference)}`),
    ),
  );
  expect(new Set(operations.map(({ method, path }) => `${method} ${named(parsePath(path))}`))).toEqual(all);
});

it('each names the property and the type', async () => {
  let sent = 0;
  for (const { method, path, type, token } of operations)
    for (const { body, type: owner } of wrongBodies(type)) {
      const typed = type.endsWith('ttachment') && method === 'POST' ? { '@odata.type': `#microsoft.graph.${type}`, ...body } : body;
      const answer = await api.send(path, { method, json: typed, token });
      expect(answer.status, `${method} ${path} ${JSON.stringify(typed)}: ${answer.text}`).toBe(400);
      expectError(answer, 400, 'RequestBodyRead', new RegExp(`'${unknownName}'.*[.' ]${owner}'`));
      sent++;
    }
  expect(sent).toBeGreaterThan(200);
});
