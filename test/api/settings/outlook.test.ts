// What a mailbox can be set to, through the running stack: every zone and language works where one is named.
import { beforeAll, expect, it } from 'vitest';
import { entriesOf, expectError } from '../../support/api/answers.ts';
import { openApi, type Api } from '../../support/api/api.ts';
import { newPerson, type Person } from '../../support/people/people.ts';

let api: Api;
let person: Person;
const outlook = '/v1.0/me/outlook';

beforeAll(async () => {
  api = await openApi();
  person = await newPerson(api, 'outlook');
});

const collectionOf = (type: string) => `${api.url}/v1.0/$metadata#Collection(microsoft.graph.${type})`;

it('the outlook user has the id of its user', async () => {
  expect((await person.with('MailboxSettings.Read')(outlook)).json).toEqual({
    '@odata.context': `${api.url}/v1.0/$metadata#users('${person.id}')/outlook/$entity`,
    id: person.id,
  });
});

it.each(['', '()', "(TimeZoneStandard='Windows')", '(timezonestandard=windows)'])(
  'the time zones are those of Windows where the path names no standard: supportedTimeZones%s',
  async (behind) => {
    const answer = await person.with('User.Read')(`${outlook}/microsoft.graph.supportedTimeZones${behind}`);
    expect(answer.json['@odata.context']).toBe(collectionOf('timeZoneInformation'));
    const zones = entriesOf(answer);
    expect(zones).toContainEqual({ alias: 'Pacific Standard Time', displayName: '(UTC-08:00) Pacific Time (US & Canada)' });
    expect(zones.length).toBeGreaterThan(130);
  },
);

it.each([
  "supportedTimeZones(TimeZoneStandard=microsoft.graph.timeZoneStandard'Iana')",
  "supportedTimeZones(TimeZoneStandard='Iana')",
  'SUPPORTEDTIMEZONES(TIMEZONESTANDARD=%27IANA%27)',
])('the time zones are IANA’s by %s', async (name) => {
  const zones = entriesOf(await person.with('User.Read')(`${outlook}/${name}`));
  for (const alias of ['Europe/Berlin', 'America/Los_Angeles', 'UTC']) expect(zones).toContainEqual({ alias, displayName: alias });
});

it.each([
  ["supportedTimeZones(TimeZoneStandard='Unix')", /'TimeZoneStandard' is one of: windows, iana/],
  ["supportedTimeZones(Standard='Iana')", /no argument 'Standard'/],
  ["supportedLanguages(Standard='Iana')", /no argument 'Standard'/],
])('what a function doesn’t take is refused: %s', async (name, message) => {
  expectError(await person.with('User.Read')(`${outlook}/${name}`), 400, 'BadRequest', message);
});

it('the languages are locales with names, and each can be set', async () => {
  const answer = await person.with('User.Read')(`${outlook}/supportedLanguages`);
  expect(answer.json['@odata.context']).toBe(collectionOf('localeInfo'));
  const languages = entriesOf(answer);
  expect(languages).toContainEqual({ locale: 'de-CH', displayName: 'German (Switzerland)' });
  expect(languages).toContainEqual({ locale: 'en-US', displayName: 'English (United States)' });
});

it('what can be set needs few permissions, and is read in the own mailbox alone', async () => {
  const other = await newPerson(api, 'other');
  for (const name of ['supportedTimeZones', 'supportedLanguages']) {
    for (const scope of ['User.Read', 'MailboxSettings.Read', 'MailboxSettings.ReadWrite'])
      expect((await person.with(scope)(`${outlook}/${name}`)).status, `${name} ${scope}`).toBe(200);
    expectError(await person.with('Calendars.ReadWrite')(`${outlook}/${name}`), 403, 'ErrorAccessDenied');
    const theirs = `/v1.0/users/${other.upn}/outlook/${name}`;
    expectError(await person.with('User.Read')(theirs), 403, 'ErrorAccessDenied');
    for (const [role, status] of [
      ['User.Read.All', 200],
      ['MailboxSettings.Read', 200],
      ['Calendars.Read', 403],
    ] as const)
      expect((await api.send(theirs, { token: await api.token({ app: true, role }) })).status, `${name} ${role}`).toBe(status);
    const refused = await person.with('User.Read')(`${outlook}/${name}`, { json: {} });
    expectError(refused, 405, 'ErrorInvalidRequest');
    expect(refused.headers.get('allow')).toBe('GET, HEAD');
  }
  expectError(await person.with('User.Read')(outlook), 403, 'ErrorAccessDenied');
});
