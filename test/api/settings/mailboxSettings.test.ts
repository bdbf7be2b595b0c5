// A mailbox's settings through the running stack: as Graph shows them, changed in part, refused with Graph's words, each by its own path.
import { beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/api/answers.ts';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';
import { newPerson, type Person } from '../../support/people/people.ts';

let api: Api;
let person: Person;
const path = '/v1.0/me/mailboxSettings';
const scope = 'MailboxSettings.ReadWrite';

beforeAll(async () => {
  api = await openApi();
  person = await newPerson(api, 'settled');
});

const get = (of: Person, below = '', headers = {}): Promise<Answer> => of.with(scope)(`${path}${below}`, { headers });
const patch = (of: Person, json: object, headers = {}): Promise<Answer> => of.with(scope)(path, { method: 'PATCH', json, headers });
const contextOf = (of: Person, below = '') => `${api.url}/v1.0/$metadata#users('${of.id}')/mailboxSettings${below}`;

const defaults = {
  archiveFolder: null,
  timeZone: 'UTC',
  delegateMeetingMessageDeliveryOptions: 'sendToDelegateOnly',
  dateFormat: 'M/d/yyyy',
  timeFormat: 'h:mm tt',
  userPurpose: 'user',
  automaticRepliesSetting: {
    status: 'disabled',
    externalAudience: 'all',
    scheduledStartDateTime: null,
    scheduledEndDateTime: null,
    internalReplyMessage: '',
    externalReplyMessage: '',
  },
  language: { locale: 'en-US', displayName: 'English (United States)' },
  workingHours: {
    daysOfWeek: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
    startTime: '08:00:00.0000000',
    endTime: '17:00:00.0000000',
    timeZone: { name: 'UTC' },
  },
};

it('a mailbox has its settings from the first moment', async () => {
  const fresh = await newPerson(api, 'fresh');
  expect((await get(fresh)).json).toEqual({ '@odata.context': contextOf(fresh), ...defaults });
});

it('settings are selected, whatever the case of letters', async () => {
  const { json } = await get(person, '?$select=TimeZone,userPurpose');
  expect(json).toEqual({
    '@odata.context': contextOf(person, '(timeZone,userPurpose)'),
    timeZone: 'UTC',
    userPurpose: 'user',
  });
  expectError(await get(person, '?$select=zone'), 400, 'RequestBroker--ParseUri', /'zone'.*mailboxSettings/);
  expectError(await get(person, '?$expand=language'), 400, 'BadRequest', /\$expand/);
});

it('each setting has a path: a complex one is shown as it is, a simple one as its value', async () => {
  const fresh = await newPerson(api, 'each');
  for (const [name, value] of Object.entries(defaults).filter(([each]) => each !== 'archiveFolder')) {
    const answer = await get(fresh, `/${name.toUpperCase()}`);
    const shown = typeof value === 'object' ? { ...value } : { value };
    expect(answer.json, name).toEqual({ '@odata.context': contextOf(fresh, `/${name}`), ...shown });
  }
  expectError(await get(fresh, '/archiveFolder'), 400, 'BadRequest', "Resource not found for the segment 'archiveFolder'.");
});

describe('a change', () => {
  it('a change is answered with what was changed, and what it does not name stays at any depth', async () => {
    const own = await newPerson(api, 'changing');
    const first = await patch(own, { timeZone: 'Pacific Standard Time', workingHours: { startTime: '09:30' } });
    expect(first.json).toEqual({
      '@odata.context': contextOf(own),
      timeZone: 'Pacific Standard Time',
      workingHours: { ...defaults.workingHours, startTime: '09:30:00.0000000', timeZone: { name: 'Pacific Standard Time' } },
    });
    const second = await patch(own, { WorkingHours: { EndTime: '18:00:00', daysOfWeek: ['Sunday', 'monday'] }, dateFormat: 'yyyy-MM-dd' });
    expect(second.status, second.text).toBe(200);
    expect((await get(own)).json).toMatchObject({
      timeZone: 'Pacific Standard Time',
      dateFormat: 'yyyy-MM-dd',
      workingHours: {
        daysOfWeek: expect.toSatisfy((days: string[]) => days.toSorted().join() === 'monday,sunday') as unknown,
        startTime: '09:30:00.0000000',
        endTime: '18:00:00.0000000',
        timeZone: { name: 'Pacific Standard Time' },
      },
    });
    expect((await get(own)).headers.get('etag')).toBe(second.headers.get('etag'));
  });

  it('a change of nothing writes nothing, null is the same as not sent, and If-Match is honoured', async () => {
    const own = await newPerson(api, 'same');
    const made = await patch(own, { timeFormat: 'HH:mm', dateFormat: null });
    const etag = String(made.headers.get('etag'));
    for (const json of [{}, { timeFormat: 'HH:mm' }, { workingHours: null, timeZone: null }, { userPurpose: 'user', archiveFolder: null }])
      expect((await patch(own, json)).headers.get('etag')).toBe(etag);
    expect((await patch(own, { timeFormat: 'h:mm tt' }, { 'If-Match': etag })).status).toBe(200);
    expectError(await patch(own, { timeFormat: 'HH:mm' }, { 'If-Match': etag }), 412, 'ErrorIrresolvableConflict');
    expect((await get(own, '', { 'If-None-Match': String((await get(own)).headers.get('etag')) })).status).toBe(304);
  });

  it('everything that is shown can be sent back and changes nothing', async () => {
    const own = await newPerson(api, 'back');
    await patch(own, { language: { locale: 'de-DE' } });
    const before = await get(own);
    expect((await patch(own, before.json)).status).toBe(200);
    expect((await get(own)).headers.get('etag')).toBe(before.headers.get('etag'));
    await patch(own, { timeZone: 'Tokyo Standard Time' });
    expect((await get(own)).json).toMatchObject({ workingHours: { timeZone: { name: 'Tokyo Standard Time' } } });
  });

  it('replies that are scheduled have both dates, which are shown in the preferred zone', async () => {
    const own = await newPerson(api, 'away');
    const start = { dateTime: '2027-03-20T18:00:00', timeZone: 'W. Europe Standard Time' };
    const end = { dateTime: '2027-03-28T18:00:00.0000000', timeZone: 'UTC' };
    const set = await patch(own, {
      automaticRepliesSetting: {
        status: 'Scheduled',
        externalAudience: 'ContactsOnly',
        scheduledStartDateTime: start,
        scheduledEndDateTime: end,
      },
    });
    expect(set.json).toMatchObject({
      automaticRepliesSetting: {
        status: 'scheduled',
        externalAudience: 'contactsOnly',
        scheduledStartDateTime: { dateTime: '2027-03-20T17:00:00.0000000', timeZone: 'UTC' },
        scheduledEndDateTime: { dateTime: '2027-03-28T18:00:00.0000000', timeZone: 'UTC' },
        internalReplyMessage: '',
      },
    });
    const shown = await get(own, '/automaticRepliesSetting', { Prefer: 'outlook.timezone="Tokyo Standard Time"' });
    expect(shown.headers.get('preference-applied')).toBe('outlook.timezone="Tokyo Standard Time"');
    expect(shown.json).toMatchObject({
      scheduledStartDateTime: { dateTime: '2027-03-21T02:00:00.0000000', timeZone: 'Tokyo Standard Time' },
    });
  });

  it('a zone of somebody’s own is kept and merged', async () => {
    const own = await newPerson(api, 'zone');
    const type = '#microsoft.graph.customTimeZone';
    const standardOffset = { time: '02:00:00.0000000', dayOccurrence: 1, dayOfWeek: 'sunday', month: 11, year: 0 };
    const daylightOffset = { time: '02:00:00.0000000', dayOccurrence: 2, dayOfWeek: 'sunday', month: 3, year: 0, daylightBias: -60 };
    const set = await patch(own, {
      workingHours: { timeZone: { '@odata.type': type, bias: 480, name: 'Customized Time Zone', standardOffset, daylightOffset } },
    });
    expect(set.status, set.text).toBe(200);
    await patch(own, { workingHours: { timeZone: { '@odata.type': type, standardOffset: { dayOccurrence: '5' } } } });
    expect((await get(own, '/workingHours')).json).toMatchObject({
      timeZone: {
        '@odata.type': type,
        bias: 480,
        name: 'Customized Time Zone',
        standardOffset: { ...standardOffset, dayOccurrence: 5 },
        daylightOffset,
      },
    });
    await patch(own, { workingHours: { timeZone: { name: 'UTC' } } });
    expect((await get(own, '/workingHours')).json.timeZone).toEqual({ name: 'UTC' });
  });

  it('changes at once are all kept', async () => {
    const own = await newPerson(api, 'racing');
    const changes = [{ dateFormat: 'd' }, { timeFormat: 't' }, { timeZone: 'Asia/Kolkata' }, { language: { locale: 'FR-fr' } }];
    const answers = await Promise.all(changes.map((json) => patch(own, json)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect((await get(own)).json).toMatchObject({
      dateFormat: 'd',
      timeFormat: 't',
      timeZone: 'Asia/Kolkata',
      language: { locale: 'fr-FR', displayName: 'French (France)' },
    });
  });
});

describe('a setting is refused with', () => {
  const hours = (workingHours: object) => ({ workingHours });
  const replies = (automaticRepliesSetting: object) => ({ automaticRepliesSetting });
  const day = (date: string) => ({ dateTime: `${date}T00:00:00`, timeZone: 'UTC' });
  const custom = { '@odata.type': '#microsoft.graph.customTimeZone' };
  it.each([
    [{ timeZone: 'Nowhere' }, 'InvalidTimeZone', 'Time Zone settings provided are invalid.'],
    [hours({ timeZone: { name: 'Nowhere' } }), 'InvalidTimeZone', 'Time Zone settings provided are invalid.'],
    [hours({ startTime: '08' }), 'RequestBodyRead', "Cannot convert the literal '08' to the expected type 'Edm.TimeOfDay'."],
    [hours({ endTime: '25:00:00' }), 'RequestBodyRead', /'25:00:00'.*Edm\.TimeOfDay/],
    [hours({ startTime: '18:00:00' }), 'ErrorInvalidTimeSettings', 'Start Time should occur before End Time.'],
    [hours({ startTime: '17:00:00' }), 'ErrorInvalidTimeSettings', 'Start Time should occur before End Time.'],
    [hours({ daysOfWeek: ['monday', 'funday'] }), 'InvalidArguments', "Requested value 'funday' was not found."],
    [hours({ timeZone: { ...custom, name: 'x' } }), 'ErrorInvalidRequest', /'bias'/],
    [
      hours({ timeZone: { ...custom, bias: 0, standardOffset: { time: '02:00' } } }),
      'ErrorInvalidRequest',
      /standardOffset\/dayOccurrence/,
    ],
    [hours({ timeZone: { ...custom, bias: 0, standardOffset: { month: 13 } } }), 'BadRequest', /'month' must be from 1 to 12/],
    [hours({ timeZone: { bias: 480 } }), 'RequestBodyRead', /'bias'.*timeZoneBase/],
    [{ language: { locale: 'xx-YY' } }, 'InvalidArguments', "Requested value 'xx-YY' was not found."],
    [{ dateFormat: '' }, 'BadRequest', /'dateFormat' must not be empty/],
    [{ timeFormat: 'h'.repeat(65) }, 'BadRequest', /'timeFormat' may have at most 64 characters/],
    [{ timeFormat: 5 }, 'RequestBodyRead', /'5'.*Edm\.String/],
    [replies({ status: 'sometimes' }), 'RequestBodyRead', /'sometimes'.*automaticRepliesStatus/],
    [replies({ status: 'scheduled', scheduledStartDateTime: day('2027-03-01') }), 'ErrorInvalidRequest', /scheduledEndDateTime/],
    [
      replies({ status: 'scheduled', scheduledStartDateTime: day('2027-03-02'), scheduledEndDateTime: day('2027-03-02') }),
      'ErrorInvalidRequest',
      /must come after/,
    ],
    [replies({ scheduledStartDateTime: { dateTime: 'soon' } }), 'BadRequest', /'soon'/],
    [{ delegateMeetingMessageDeliveryOptions: 'x' }, 'RequestBodyRead', /'x'/],
    [{ userPurpose: 'room' }, 'RequestBodyRead', /'userPurpose'.*"user"/],
    [{ archiveFolder: 'x' }, 'RequestBodyRead', /'archiveFolder'/],
    [{ zone: 'UTC' }, 'RequestBodyRead', /'zone'.*mailboxSettings/],
  ])('a setting is refused with the body %j', async (json, code, message) => {
    const before = (await get(person)).json;
    expectError(await patch(person, json), 400, code, message);
    expect((await get(person)).json).toEqual(before);
  });
});

describe('access', () => {
  it('settings need their own permissions: a calendar’s are not enough, reading does not allow to write', async () => {
    expectError(await person.with('Calendars.ReadWrite')(path), 403, 'ErrorAccessDenied');
    expectError(await person.with('User.Read')(path), 403, 'ErrorAccessDenied');
    expect((await person.with('MailboxSettings.Read')(path)).status).toBe(200);
    expectError(await person.with('MailboxSettings.Read')(path, { method: 'PATCH', json: {} }), 403, 'ErrorAccessDenied');
  });

  it('settings of another mailbox are for applications alone', async () => {
    const other = await newPerson(api, 'other');
    const theirs = `/v1.0/users/${other.id}/mailboxSettings`;
    expectError(await person.with(scope)(theirs), 403, 'ErrorAccessDenied');
    expectError(await person.with(scope)(theirs, { method: 'PATCH', json: {} }), 403, 'ErrorAccessDenied');
    const token = await api.token({ app: true, role: scope });
    const changed = await api.send(theirs, { method: 'PATCH', json: { timeZone: 'Asia/Tokyo' }, token });
    expect(changed.json).toEqual({ '@odata.context': contextOf(other), timeZone: 'Asia/Tokyo' });
    expect((await get(other, '/timeZone')).json).toMatchObject({ value: 'Asia/Tokyo' });
    const unknown = await api.send('/v1.0/users/00000000-0000-4000-8000-00000000dead/mailboxSettings', { token });
    expectError(unknown, 404, 'ErrorInvalidUser');
    expectError(await api.send(theirs, { token: await api.token({ app: true, role: 'Calendars.ReadWrite' }) }), 403, 'ErrorAccessDenied');
  });

  it('no other method is allowed, and groups have no settings', async () => {
    for (const [below, allow] of [
      ['', 'GET, HEAD, PATCH'],
      ['/timeZone', 'GET, HEAD'],
    ] as const)
      for (const method of ['POST', 'PUT', 'DELETE']) {
        const refused = await person.with(scope)(`${path}${below}`, { method, ...(method !== 'DELETE' && { json: {} }) });
        expectError(refused, 405, 'ErrorInvalidRequest');
        expect(refused.headers.get('allow')).toBe(allow);
      }
    expectError(
      await person.with(scope)('/v1.0/groups/x/mailboxSettings'),
      400,
      'BadRequest',
      "Resource not found for the segment 'mailboxSettings'.",
    );
  });

  it('settings are read and changed in a batch as by themselves', async () => {
    const own = await newPerson(api, 'batched');
    const answer = await own.with(scope)('/v1.0/$batch', {
      json: {
        requests: [
          {
            id: '1',
            method: 'PATCH',
            url: '/me/mailboxSettings',
            body: { timeZone: 'Asia/Tokyo' },
            headers: { 'Content-Type': 'application/json' },
          },
          { id: '2', method: 'GET', url: '/me/mailboxSettings/timeZone', dependsOn: ['1'] },
        ],
      },
    });
    expect(answer.json.responses).toMatchObject([
      { id: '1', status: 200 },
      { id: '2', status: 200, body: { value: 'Asia/Tokyo' } },
    ]);
  });
});
