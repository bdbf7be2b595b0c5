// Every member of the metadata's enumerations is taken where requests may name it, and answered as it is.
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { newStranger, type Person } from '../../support/people/people.ts';
import { openApi, type Api } from '../../support/api/api.ts';
import { anHour, weeklySeries } from '../../support/api/events.ts';
import { referenceBody } from '../../support/api/bodies.ts';
import { settingsPlaces } from '../../support/api/settings.ts';
import { readMetadata, type Metadata } from '../../support/clients/csdl.ts';

let api: Api;
let metadata: Metadata;
let owner: Person;
let guest: Person;
let target = '';

beforeAll(async () => {
  api = await openApi();
  metadata = readMetadata((await api.send('/v1.0/$metadata')).text);
  [owner, guest] = await Promise.all([newStranger(api), newStranger(api)]);
  await guest.send('/v1.0/me/calendar');
  target = String((await owner.newEvent()).id);
});

/** Where bodies may say it, by the enumeration's name; what only answers hold isn't here. */
const places: Readonly<
  Record<string, (member: string) => { readonly path: string; readonly json: object; readonly method?: string; readonly status?: number }>
> = {
  ...settingsPlaces,
  attendeeType: (type) => event({ attendees: [{ type, emailAddress: { address: 'x@contoso.example' } }] }),
  bodyType: (contentType) => event({ body: { contentType, content: 'x' } }),
  calendarColor: (color) => ({ path: 'calendars', json: { name: randomUUID(), color } }),
  calendarRoleType: (role) => ({ path: 'calendar/calendarPermissions', json: { emailAddress: { address: guest.upn }, role } }),
  dayOfWeek: (day) => event({ ...weeklySeries(), recurrence: recurrence({ type: 'weekly', daysOfWeek: [day], firstDayOfWeek: day }) }),
  freeBusyStatus: (showAs) => event({ showAs }),
  importance: (importance) => event({ importance }),
  locationType: (locationType) => event({ location: { displayName: 'x', locationType } }),
  locationUniqueIdType: (uniqueIdType) => event({ location: { displayName: 'x', uniqueIdType } }),
  recurrencePatternType: (type) =>
    event({
      ...weeklySeries(),
      recurrence: recurrence({ type, daysOfWeek: ['monday'], dayOfMonth: 1, month: 3, index: 'first' }),
    }),
  recurrenceRangeType: (type) =>
    event({
      ...weeklySeries(),
      recurrence: recurrence({ type: 'weekly', daysOfWeek: ['monday'] }, { type, endDate: '2027-06-01' }),
    }),
  sensitivity: (sensitivity) => event({ sensitivity }),
  weekIndex: (index) => event({ ...weeklySeries(), recurrence: recurrence({ type: 'relativeMonthly', daysOfWeek: ['monday'], index }) }),
  referenceAttachmentPermission: (permission) => ({ path: attachments(), json: referenceBody({ permission }) }),
  referenceAttachmentProvider: (providerType) => ({ path: attachments(), json: referenceBody({ providerType }) }),
};
const onlyAnswered = [
  ...['phoneType', 'selectionLikelihoodInfo', 'websiteType'],
  'eventType',
  'meetingMessageType',
  'meetingRequestType',
  'onlineMeetingProviderType',
  'responseType',
  'userPurpose',
];
const event = (json: object) => ({ path: 'events', json: { ...anHour, ...json } });
const recurrence = (pattern: object, range: object = { type: 'numbered' }): object => ({
  pattern: { interval: 1, ...pattern },
  range: { startDate: '2027-03-01', numberOfOccurrences: 3, ...range },
});
const everyScope = 'Calendars.ReadWrite MailboxSettings.ReadWrite';
const attachments = (): string => `events/${target}/attachments`;

it('all enumerations are looked at', () => {
  const enumerations = [...metadata.types].filter(([, { $Kind }]) => $Kind === 'EnumType').map(([name]) => name);
  expect([...Object.keys(places), ...onlyAnswered, 'attachmentType', 'timeZoneStandard'].sort()).toEqual(enumerations.sort());
});

it.each(Object.keys(places))('every member of the enumeration %s is accepted', async (name) => {
  const members = metadata.enumMembers(name);
  expect(members.length).toBeGreaterThan(1);
  for (const member of members) {
    const { path, json, method = 'POST', status = method === 'POST' ? 201 : 200 } = places[name]?.(member) ?? expect.fail();
    const fresh = name === 'calendarRoleType' ? await newStranger(api) : owner;
    const answer = await fresh.with(everyScope)(`/v1.0/me/${path}`, { json, method });
    expect(answer.status, `${name} ${member}: ${answer.text.slice(0, 300)}`).toBe(status);
    if (name !== 'activityDomain') expect(answer.text).toContain(`"${member}"`);
    expect(metadata.faultsIn(answer.json)).toEqual([]);
  }
  const { path, json, method = 'POST' } = places[name]?.('notAMember') ?? expect.fail();
  expect((await owner.with(everyScope)(`/v1.0/me/${path}`, { json, method })).status).toBe(400);
});

it('every member of attachmentType is known, of which a session takes files alone', async () => {
  const statuses = await Promise.all(
    metadata.enumMembers('attachmentType').map(async (attachmentType) => {
      const json = { AttachmentItem: { attachmentType, name: 'x', size: 1 } };
      return [attachmentType, (await owner.send(`/v1.0/me/${attachments()}/createUploadSession`, { json })).status];
    }),
  );
  expect(statuses).toEqual([
    ['file', 201],
    ['item', 405],
    ['reference', 405],
  ]);
});

it('every member of timeZoneStandard is taken, and nothing else', async () => {
  const names = (standard: string) =>
    owner.with('User.Read')(`/v1.0/me/outlook/supportedTimeZones(TimeZoneStandard=microsoft.graph.timeZoneStandard'${standard}')`);
  const answers = await Promise.all(metadata.enumMembers('timeZoneStandard').map(names));
  expect(answers.map(({ json }) => metadata.faultsIn(json))).toEqual([[], []]);
  const [windows, iana] = answers.map(({ text }) => text);
  expect(windows).toContain('"W. Europe Standard Time"');
  expect(iana).toContain('"Europe/Berlin"');
  expect(iana).not.toContain('"W. Europe Standard Time"');
  expect((await names('notAMember')).status).toBe(400);
});
