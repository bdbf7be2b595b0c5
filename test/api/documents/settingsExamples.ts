// The documents' examples of a mailbox's settings and categories, of zones and of languages.
import { each, part } from './pageAnswer.ts';
import type { Example } from './scene.ts';

const settings = '/v1.0/me/mailboxSettings';
const categories = '/v1.0/me/outlook/masterCategories';
const reading = 'MailboxSettings.Read';
const writing = 'MailboxSettings.ReadWrite';
const utc = (dateTime: string) => ({ dateTime, timeZone: 'UTC' });
const zoneOf = { name: String };
const replies = {
  status: 'disabled',
  externalAudience: 'all',
  scheduledStartDateTime: null,
  scheduledEndDateTime: null,
  internalReplyMessage: '',
  externalReplyMessage: '',
};
const workDays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'];
const working = { daysOfWeek: workDays, startTime: '08:00:00.0000000', endTime: '17:00:00.0000000', timeZone: zoneOf };
const neverSet = 'nobody has set one: the page shows a mailbox in which somebody has';
const customZone = {
  bias: -300,
  name: 'Customized Time Zone',
  standardOffset: { time: '02:00:00.0000000', dayOccurrence: 2, dayOfWeek: 'sunday', month: 10, year: 0 },
  daylightOffset: { daylightBias: 100, time: '02:00:00.0000000', dayOccurrence: 4, dayOfWeek: 'sunday', month: 5, year: 0 },
};
const error = { date: String, 'request-id': String, 'client-request-id': String };

/** Asked of megan, whose settings nobody changes; changes are alex's. */
export const settingsExamples: readonly Example[] = [
  {
    page: 'user-get-mailboxsettings',
    about: 'all settings',
    request: ({ megan }) => ({ path: settings, as: megan, scope: reading }),
    status: 200,
    answer: ({ context, megan }) => ({
      '@odata.context': context(`users('${megan.id}')/mailboxSettings`),
      automaticRepliesSetting: { ...replies, scheduledStartDateTime: utc(''), scheduledEndDateTime: utc('') },
      timeZone: 'UTC',
      language: { locale: 'en-US', displayName: 'English (United States)' },
      workingHours: working,
      userPurpose: { value: 'user' },
      dateFormat: String,
      timeFormat: String,
      delegateMeetingMessageDeliveryOptions: 'sendToDelegateOnly',
    }),
    differs: {
      archiveFolder: 'the schema has it, the page leaves it out',
      userPurpose: 'the schema has a plain value, the page an object (contract, section 16)',
      'automaticRepliesSetting/scheduledStartDateTime': neverSet,
      'automaticRepliesSetting/scheduledEndDateTime': neverSet,
    },
  },
  {
    page: 'user-get-mailboxsettings',
    about: 'the automatic replies',
    request: ({ megan }) => ({ path: `${settings}/automaticRepliesSetting`, as: megan, scope: reading }),
    status: 200,
    answer: ({ context, megan }) => ({
      '@odata.context': context(`users('${megan.id}')/mailboxSettings/automaticRepliesSetting`),
      ...replies,
    }),
  },
  {
    page: 'user-get-mailboxsettings',
    about: 'the working hours',
    request: ({ megan }) => ({ path: `${settings}/workingHours`, as: megan, scope: reading }),
    status: 200,
    answer: ({ context, megan }) => ({ '@odata.context': context(`users('${megan.id}')/mailboxSettings/workingHours`), ...working }),
  },
  {
    page: 'user-get-mailboxsettings',
    about: 'the language',
    request: ({ megan }) => ({ path: `${settings}/language`, as: megan, scope: reading }),
    status: 200,
    answer: ({ context, megan }) => ({
      '@odata.context': context(`users('${megan.id}')/mailboxSettings/language`),
      locale: 'en-US',
      displayName: 'English (United States)',
    }),
  },
  ...(
    [
      ['userPurpose', 'user'],
      ['timeZone', 'UTC'],
      ['dateFormat', String],
      ['timeFormat', String],
      ['delegateMeetingMessageDeliveryOptions', 'sendToDelegateOnly'],
    ] as const
  ).map(([name, value]): Example => ({
    page: 'user-get-mailboxsettings',
    about: `the ${name}`,
    request: ({ megan }) => ({ path: `${settings}/${name}`, as: megan, scope: reading }),
    status: 200,
    answer: ({ context, megan }) => ({ '@odata.context': context(`users('${megan.id}')/mailboxSettings/${name}`), value }),
  })),
  {
    page: 'user-update-mailboxsettings',
    about: 'automatic replies for some days',
    request: ({ alex, api }) => ({
      path: settings,
      method: 'PATCH',
      as: alex,
      scope: writing,
      json: {
        '@odata.context': `${api.url}/v1.0/$metadata#Me/mailboxSettings`,
        automaticRepliesSetting: {
          status: 'Scheduled',
          scheduledStartDateTime: utc('2016-03-20T18:00:00.0000000'),
          scheduledEndDateTime: utc('2016-03-28T18:00:00.0000000'),
        },
      },
    }),
    status: 200,
    answer: ({ context, alex }) => ({
      '@odata.context': context(`users('${alex.id}')/mailboxSettings`),
      automaticRepliesSetting: {
        ...replies,
        status: 'scheduled',
        scheduledStartDateTime: utc('2016-03-20T18:00:00.0000000'),
        scheduledEndDateTime: utc('2016-03-28T18:00:00.0000000'),
      },
    }),
  },
  {
    page: 'user-update-mailboxsettings',
    about: 'working hours in a zone of one’s own',
    request: ({ alex }) => ({
      path: settings,
      method: 'PATCH',
      as: alex,
      scope: writing,
      json: {
        workingHours: {
          endTime: '18:30:00.0000000',
          daysOfWeek: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
          timeZone: {
            '@odata.type': '#microsoft.graph.customTimeZone',
            ...customZone,
            standardOffset: { ...customZone.standardOffset, dayOfWeek: 'Sunday' },
          },
        },
      },
    }),
    status: 200,
    answer: ({ context, alex }) => ({
      '@odata.context': context(`users('${alex.id}')/mailboxSettings`),
      workingHours: {
        daysOfWeek: [...workDays, 'saturday'],
        startTime: String,
        endTime: '18:30:00.0000000',
        timeZone: { '@odata.type': '#microsoft.graph.customTimeZone', ...customZone },
      },
    }),
  },
  ...(
    [
      [{ workingHours: { startTime: '08' } }, 'RequestBodyRead', "Cannot convert the literal '08' to the expected type 'Edm.TimeOfDay'."],
      [{ workingHours: { startTime: '19:00', endTime: '09:00' } }, 'ErrorInvalidTimeSettings', 'Start Time should occur before End Time.'],
      [{ workingHours: { daysOfWeek: ['RandomDay'] } }, 'InvalidArguments', "Requested value 'RandomDay' was not found."],
      [{ workingHours: { timeZone: { name: 'Nowhere' } } }, 'InvalidTimeZone', 'Time Zone settings provided are invalid.'],
      [{ timeZone: 'Nowhere' }, 'InvalidTimeZone', 'Time Zone settings provided are invalid.'],
    ] as const
  ).map(([json, code, message]): Example => ({
    page: 'user-update-mailboxsettings',
    about: `refused: ${JSON.stringify(json)}`,
    request: ({ megan }) => ({ path: settings, method: 'PATCH', as: megan, scope: writing, json }),
    status: 400,
    answer: () => ({ error: { code, message, innerError: error } }),
  })),
  {
    page: 'outlookuser-list-mastercategories',
    about: 'the categories of a new mailbox',
    request: ({ megan }) => ({ path: categories, as: megan, scope: reading }),
    status: 200,
    answer: ({ context, megan }) => ({
      '@odata.context': context(`users('${megan.id}')/outlook/masterCategories`),
      value: (
        [
          ['Red', 0],
          ['Orange', 1],
          ['Yellow', 3],
          ['Green', 4],
          ['Blue', 7],
          ['Purple', 8],
        ] as const
      ).map(([name, preset]) => ({ id: /^[\da-f-]{36}$/, displayName: `${name} category`, color: `preset${preset}` })),
    }),
  },
  {
    page: 'outlookuser-post-mastercategories',
    about: 'a category is made',
    request: ({ alex }) => ({
      path: categories,
      as: alex,
      scope: writing,
      json: { displayName: 'Project expenses', color: 'preset9' },
    }),
    status: 201,
    answer: ({ context, alex }) => ({
      '@odata.context': context(`users('${alex.id}')/outlook/masterCategories/$entity`),
      id: /^[\da-f-]{36}$/,
      displayName: 'Project expenses',
      color: 'preset9',
    }),
  },
  ...(
    [
      ['outlookcategory-get', {}, 'preset1'],
      ['outlookcategory-update', { method: 'PATCH', json: { color: 'preset15' } }, 'preset15'],
    ] as const
  ).map(([page, sent, color]): Example => ({
    page,
    about: 'one category',
    request: async ({ alex, must }) => {
      const { json } = await must(alex, categories, { scope: writing, json: { displayName: page, color: 'preset1' } });
      return { path: `${categories}/${String(json.id)}`, as: alex, scope: writing, ...sent, ids: { id: String(json.id) } };
    },
    status: 200,
    answer: ({ context, alex }, { ids }) => ({
      '@odata.context': context(`users('${alex.id}')/outlook/masterCategories/$entity`),
      id: String(ids?.id),
      displayName: page,
      color,
    }),
  })),
  {
    page: 'outlookcategory-delete',
    about: 'a category is deleted',
    request: async ({ alex, must }) => {
      const { json } = await must(alex, categories, { scope: writing, json: { displayName: 'Gone' } });
      return { path: `${categories}/${String(json.id)}`, method: 'DELETE', as: alex, scope: writing };
    },
    status: 204,
  },
  ...(
    [
      ['supportedTimeZones', 'timeZoneInformation', { alias: String, displayName: String }],
      [
        "supportedTimeZones(TimeZoneStandard=microsoft.graph.timeZoneStandard'Iana')",
        'timeZoneInformation',
        { alias: String, displayName: String },
      ],
      ['supportedLanguages', 'localeInfo', { locale: String, displayName: String }],
    ] as const
  ).map(([name, type, entry]): Example => ({
    page: `outlookuser-${type === 'localeInfo' ? 'supportedlanguages' : 'supportedtimezones'}`,
    about: name,
    request: () => ({ path: `/v1.0/me/outlook/${name}`, scope: 'User.Read' }),
    status: 200,
    answer: ({ context }) => part({ '@odata.context': context(`Collection(microsoft.graph.${type})`), value: each(entry) }),
  })),
];
