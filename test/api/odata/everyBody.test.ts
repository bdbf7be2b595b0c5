// Every operation that takes a body refuses by name what its type doesn't have, wherever in the body it stands, and does nothing.
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { allowedMethods } from '../../../lib/api/routes.ts';
import { parsePath } from '../../../lib/paths/grammar.ts';
import { membershipActions, type Reference } from '../../../lib/paths/reference.ts';
import { expectError } from '../../support/api/answers.ts';
import { newPerson } from '../../support/people/people.ts';
import { startReceiver, type TestReceiver } from '../../support/receivers/receiver.ts';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';
import { anHour } from '../../support/api/events.ts';
import { inCapitals, inSmallLetters, inTexts, withNulls } from '../../support/api/lenientBodies.ts';
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
let receiver: TestReceiver;
afterAll(() => receiver.stop());
/** A body for each type that is taken as often as it is sent, and a path for each action that can be done but once. */
let samples: Readonly<Record<string, (method: string) => object | Promise<object>>>;
let onceOnly: Readonly<Record<string, () => Promise<string>>>;
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
  await made(`${below}/extensions`, { extensionName: 'data' });

  receiver = await startReceiver();
  const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();
  const wanted = () => ({ changeType: 'updated', notificationUrl: receiver.url, resource: 'me/events', expirationDateTime: inAnHour() });
  const subscription = await made('/v1.0/subscriptions', wanted());

  const at = (method: string, path: string, type: string, token = own): Operation => ({ method, path, type, token });
  operations = [
    at('POST', '/v1.0/$batch', 'batch'),
    at('POST', '/v1.0/subscriptions', 'subscription'),
    at('PATCH', `/v1.0/subscriptions/${subscription}`, 'subscription'),
    at('POST', `/v1.0/subscriptions/${subscription}/reauthorize`, 'reauthorize'),
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
    at('POST', `${below}/extensions`, 'openTypeExtension'),
    at('PATCH', `${below}/extensions/data`, 'openTypeExtension'),
    at('POST', `${below}/attachments/createUploadSession`, 'createUploadSession'),
    ...attachments.flatMap(({ type, path }) => [at('POST', `${below}/attachments`, type), at('PATCH', path, type)]),
  ];

  const typed = (type: string, json: object) => ({ '@odata.type': `#microsoft.graph.${type}`, name: 'x', isInline: true, ...json });
  const anEvent = () => ({
    subject: 'x',
    ...anHour,
    isAllDay: false,
    isReminderOn: true,
    reminderMinutesBeforeStart: 15,
    location: { displayName: 'Here', coordinates: { latitude: 1.5, longitude: 2 } },
    attendees: [{ type: 'required', emailAddress: { name: 'Guest', address: guest.upn } }],
  });
  const asked = async () => {
    await createMeeting(person, [guest]);
    return newestMeeting(guest);
  };
  const organized = async () => `/v1.0/me/events/${await createMeeting(person, [guest])}`;
  onceOnly = {
    'event action accept': asked,
    'event action tentativelyAccept': asked,
    'event action decline': asked,
    'event action cancel': organized,
    'event action permanentDelete': organized,
    'calendar permanentDelete': async () => `/v1.0/me/calendars/${await made('/v1.0/me/calendars', { name: randomUUID() })}`,
  };
  samples = {
    batch: () => ({ requests: [{ id: 1, method: 'GET', url: '/me/calendar' }] }),
    user: (method) =>
      method === 'POST'
        ? { displayName: 'U', userPrincipalName: `u-${randomUUID()}@contoso.example`, accountEnabled: true }
        : { businessPhones: ['+1'], preferredLanguage: 'de' },
    group: (method) => ({
      ...(method === 'POST' && { displayName: 'G', mailNickname: `g-${randomUUID()}`, mailEnabled: true, securityEnabled: false }),
      description: 'x',
    }),
    invitation: () => ({
      invitedUserEmailAddress: `i-${randomUUID()}@fabrikam.example`,
      inviteRedirectUrl: 'https://a.example',
      sendInvitationMessage: false,
    }),
    reference: async () => ({ '@odata.id': `${api.url}/v1.0/users/${(await newPerson(api)).id}` }),
    calendar: (method) => ({ ...(method === 'POST' && { name: randomUUID() }), color: 'lightRed' }),
    calendarGroup: () => ({ name: randomUUID() }),
    mailboxSettings: () => ({ dateFormat: 'yyyy-MM-dd', language: { locale: 'de-DE' } }),
    outlookCategory: (method) => ({ ...(method === 'POST' && { displayName: randomUUID() }), color: 'preset3' }),
    calendarPermission: async (method) => ({
      ...(method === 'POST' && { emailAddress: { address: (await newPerson(api)).upn, name: 'Reader' } }),
      role: 'write',
    }),
    subscription: (method) => (method === 'POST' ? { ...wanted(), clientState: 'x' } : { expirationDateTime: inAnHour() }),
    reauthorize: () => ({}),
    event: anEvent,
    checkMemberGroups: () => ({ groupIds: [group] }),
    checkMemberObjects: () => ({ ids: [group] }),
    getMemberGroups: () => ({ securityEnabledOnly: true }),
    getMemberObjects: () => ({ securityEnabledOnly: false }),
    getSchedule: () => ({ Schedules: [guest.upn], StartTime: anHour.start, EndTime: anHour.end, AvailabilityViewInterval: 30 }),
    findMeetingTimes: () => ({
      attendees: [{ type: 'optional', emailAddress: { name: 'Guest', address: guest.upn } }],
      locationConstraint: { isRequired: false, suggestLocation: false, locations: [{ resolveAvailability: true, displayName: 'Hall' }] },
      timeConstraint: { activityDomain: 'unrestricted', timeSlots: [anHour] },
      meetingDuration: 'PT30M',
      maxCandidates: 3,
      isOrganizerOptional: true,
      returnSuggestionReasons: true,
      minimumAttendeePercentage: 50.5,
    }),
    cancel: () => ({ Comment: 'Sorry' }),
    forward: () => ({ ToRecipients: [{ emailAddress: { name: 'Guest', address: guest.upn } }], Comment: 'See this' }),
    snoozeReminder: () => ({ NewReminderTime: anHour.start }),
    dismissReminder: () => ({}),
    permanentDelete: () => ({}),
    accept: () => ({ Comment: 'Yes', SendResponse: true }),
    ...Object.fromEntries(
      ['tentativelyAccept', 'decline'].map((action) => [
        action,
        () => ({ Comment: 'Later', SendResponse: true, ProposedNewTime: { start: anHour.start, end: anHour.end } }),
      ]),
    ),
    openTypeExtension: (method) => ({
      '@odata.type': '#microsoft.graph.openTypeExtension',
      ...(method === 'POST' && { extensionName: `x.${randomUUID()}` }),
      theme: 'dark',
      sizes: [1, 2],
    }),
    createUploadSession: () => ({ AttachmentItem: { attachmentType: 'file', name: 'x', size: 10, isInline: false } }),
    attachment: (method) => typed('attachment', method === 'POST' ? { size: 5 } : {}),
    fileAttachment: (method) => typed('fileAttachment', method === 'POST' ? { contentBytes: 'YQ==' } : {}),
    itemAttachment: (method) => typed('itemAttachment', method === 'POST' ? { item: { subject: 'x', isAllDay: false } } : {}),
    referenceAttachment: () => typed('referenceAttachment', { sourceUrl: 'https://a.example', isFolder: false }),
  };
});

it('the table names every method and path that takes a body', () => {
  const all = new Set(
    fc.sample(references, { numRuns: 4_000, seed: 7 }).flatMap((reference) =>
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

/** Where it can be done: what goes with it is another one each time. */
async function pathOf({ path }: Operation): Promise<string> {
  const fresh = onceOnly[named(parsePath(path))];
  return fresh === undefined ? path : `${await fresh()}/${path.split('/').at(-1) ?? ''}`;
}

/** Sends the sample for an operation as it is written. */
async function sendSample(operation: Operation, write: (sample: object) => unknown): Promise<Answer> {
  const { method, type, token } = operation;
  const sample = (await samples[type]?.(method)) ?? expect.fail(`no sample of ${type}`);
  return api.send(await pathOf(operation), { method, json: write(sample), token });
}

it.each<[string, (sample: object, type: string) => unknown]>([
  ['as documented', (sample) => sample],
  ['in capitals', inCapitals],
  ['in small letters', inSmallLetters],
  ['with numbers and booleans as texts', inTexts],
  ['with null for what it leaves out', (sample, type) => withNulls({ ...sample }, type)],
])('every operation takes its body %s', async (way, write) => {
  let sent = 0;
  for (const operation of operations) {
    const { method, type } = operation;
    // In the directory null clears a property, and is refused for one that everybody has (Graph, "Update user").
    if (way.includes('null') && (type === 'user' || type === 'group')) continue;
    const name = `${method} ${operation.path}`;
    const answer = await sendSample(operation, (sample) => write(sample, type));
    sent++;
    expect(answer.status, `${name}: ${answer.text.slice(0, 300)}`).toBeLessThan(300);
  }
  expect(sent).toBeGreaterThan(20);
});

it.each([
  ['accept', 202],
  ['tentativelyAccept', 202],
  ['decline', 202],
  ['cancel', 202],
  ['dismissReminder', 200],
  ['permanentDelete', 204],
])('%s takes no body at all, with a media type and without', async (action, status) => {
  for (const operation of operations.filter(({ type }) => type === action))
    for (const headers of [{ 'Content-Type': 'application/json' }, {}]) {
      const answer = await api.send(await pathOf(operation), { method: 'POST', headers, token: operation.token });
      expect(answer.status, answer.text).toBe(status);
      expect([answer.headers.get('content-type'), answer.bytes.length]).toEqual([null, 0]);
    }
});
