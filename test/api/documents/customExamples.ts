// The documents' examples of open extensions and extended properties. Where a page shows a message, the request here is about an event.
import { part, type Shown } from './pageAnswer.ts';
import type { Example, Scene } from './scene.ts';

const pacific = (dateTime: string) => ({ dateTime, timeZone: 'Pacific Standard Time' });
const shortName = 'Com.Contoso.Referral';
const fullName = `microsoft.graph.openTypeExtension.${shortName}`;
const outlookName = `Microsoft.OutlookServices.OpenTypeExtension.${shortName}`;
const data = { companyName: 'Wingtip Toys', dealValue: 500_050, expirationDate: '2015-12-03T10:00:00.000Z' };
const body = { '@odata.type': 'microsoft.graph.openTypeExtension', extensionName: shortName, ...data };
const shown = { '@odata.type': '#microsoft.graph.openTypeExtension', id: fullName, extensionName: shortName, ...data };
const fun = { id: 'String {66f5a359-4659-4830-9070-00040ec6ac6e} Name Fun', value: 'Food' };
const color = { id: 'String {66f5a359-4659-4830-9070-00047ec6ac6e} Name Color', value: 'Green' };
const sender = {
  id: 'CLSID {00062008-0000-0000-C000-000000000046} Name ConnectorSenderGuid',
  value: 'b9cf8971-7d55-4b73-9ffa-a584611b600b',
};
const palette = { id: 'Integer {66f5a359-4659-4830-9070-00047ec6ac6e} Name Pallete', value: '12' };
const recreation = {
  id: 'StringArray {66f5a359-4659-4830-9070-00050ec6ac6e} Name Recreation',
  value: ['Food', 'Hiking', 'Swimming'],
};
const anEvent = { id: String, changeKey: String, createdDateTime: String, '@odata.etag': String } satisfies Shown;
const odataId = 'annotations are shown with odata.metadata=full alone';

const extended = async ({ adele, event, must }: Scene): Promise<string> => {
  const id = await event();
  await must(adele, `/v1.0/me/events/${id}/extensions`, { json: body });
  return id;
};

export const customExamples: readonly Example[] = [
  {
    page: 'opentypeextension-post-opentypeextension',
    about: 'an extension comes with what it is of',
    request: () => ({
      path: '/v1.0/me/events',
      json: {
        subject: 'Annual review',
        body: { contentType: 'HTML', content: 'You should be proud!' },
        start: pacific('2027-05-03T09:00:00'),
        end: pacific('2027-05-03T10:00:00'),
        extensions: [{ ...body, expirationDate: '2015-12-30T11:00:00.000Z', dealValue: 10_000 }],
      },
    }),
    status: 201,
    answer: ({ context, adele }) =>
      part({
        ...anEvent,
        '@odata.context': context(`users('${adele.id}')/events/$entity`),
        subject: 'Annual review',
        extensions: [{ ...shown, dealValue: 10_000, expirationDate: '2015-12-30T11:00:00.000Z', '@odata.id': String }],
      }),
    differs: { 'extensions/0/@odata.id': odataId },
  },
  {
    page: 'opentypeextension-post-opentypeextension',
    about: 'an extension of what is there',
    request: async ({ event }) => {
      const id = await event();
      return { path: `/v1.0/me/events/${id}/extensions`, json: body, ids: { id } };
    },
    status: 201,
    answer: ({ context, adele }, { ids }) => ({
      '@odata.context': context(`users('${adele.id}')/events('${String(ids?.id)}')/extensions/$entity`),
      '@odata.id': String,
      ...shown,
    }),
    differs: { '@odata.id': odataId },
  },
  {
    page: 'opentypeextension-post-opentypeextension',
    about: 'an extension of a group’s event',
    request: async ({ adele, group, must }) => {
      const made = await must(adele, `/v1.0/groups/${group}/events`, {
        json: { subject: 'Deal', start: pacific('2027-05-03T09:00:00'), end: pacific('2027-05-03T10:00:00') },
      });
      const id = String(made.json.id);
      const deal = { companyName: 'Alpine Skis', dealValue: 1_010_100, expirationDate: '2015-07-03T13:04:00.000Z' };
      return {
        path: `/v1.0/groups/${group}/events/${id}/extensions`,
        scope: 'Group.ReadWrite.All',
        json: { '@odata.type': 'microsoft.graph.openTypeExtension', extensionName: 'Com.Contoso.Deal', ...deal },
        ids: { id },
      };
    },
    status: 201,
    answer: ({ context, group }, { ids }) => ({
      '@odata.context': context(`groups('${group}')/events('${String(ids?.id)}')/extensions/$entity`),
      '@odata.type': '#microsoft.graph.openTypeExtension',
      id: 'microsoft.graph.openTypeExtension.Com.Contoso.Deal',
      extensionName: 'Com.Contoso.Deal',
      companyName: 'Alpine Skis',
      dealValue: 1_010_100,
      expirationDate: '2015-07-03T13:04:00.000Z',
    }),
  },
  ...[shortName, outlookName, `${shortName}/`].map((name): Example => ({
    page: 'opentypeextension-get',
    about: `an extension by the name ${name}`,
    request: async (scene) => {
      const id = await extended(scene);
      return { path: `/v1.0/me/events/${id}/extensions/${name}`, scope: 'Calendars.Read', ids: { id } };
    },
    status: 200,
    answer: ({ context, adele }, { ids }) => ({
      '@odata.context': context(`users('${adele.id}')/events('${String(ids?.id)}')/extensions/$entity`),
      '@odata.id': String,
      ...shown,
      id: outlookName,
    }),
    differs: { '@odata.id': odataId, id: 'reads show the id that the create has shown (contract, section 15)' },
  })),
  {
    page: 'opentypeextension-get',
    about: 'an event with one of its extensions',
    request: async (scene) => ({
      path: `/v1.0/me/events/${await extended(scene)}?$expand=extensions($filter=id eq '${outlookName}')`,
      scope: 'Calendars.Read',
    }),
    status: 200,
    answer: () => part({ ...anEvent, extensions: [shown] }),
  },
  {
    page: 'opentypeextension-get',
    about: 'the events that have an extension, with it',
    request: async ({ event, must, adele }) => {
      await must(adele, `/v1.0/me/events/${await event()}/extensions`, { json: { ...body, extensionName: 'Com.Contoso.Sought' } });
      const is = "id eq 'Com.Contoso.Sought'";
      return { path: `/v1.0/me/events?$filter=Extensions/any(f:f/${is})&$expand=Extensions($filter=${is})` };
    },
    status: 200,
    answer: ({ context, adele }) => ({
      '@odata.context': context(`users('${adele.id}')/events`),
      value: [
        part({
          ...anEvent,
          extensions: [{ ...shown, id: 'microsoft.graph.openTypeExtension.Com.Contoso.Sought', extensionName: 'Com.Contoso.Sought' }],
        }),
      ],
    }),
    differs: { '@odata.context': 'it names what is expanded (OData)' },
  },
  {
    page: 'opentypeextension-update',
    about: 'an extension is changed',
    request: async (scene) => ({
      path: `/v1.0/me/events/${await extended(scene)}/extensions/${outlookName}`,
      method: 'PATCH',
      json: { ...body, companyName: 'Wingtip Toys (USA)', dealValue: '500100', updated: '2015-10-29T11:00:00.000Z' },
    }),
    status: 200,
    answer: () => part({ ...shown, companyName: 'Wingtip Toys (USA)', dealValue: 500_100, updated: '2015-10-29T11:00:00.000Z' }),
    differs: { dealValue: 'the data is shown as it came: the page sends a text' },
  },
  {
    page: 'opentypeextension-delete',
    about: 'an extension is deleted',
    request: async (scene) => ({ path: `/v1.0/me/events/${await extended(scene)}/extensions/${shortName}`, method: 'DELETE' }),
    status: 204,
  },
  {
    page: 'singlevaluelegacyextendedproperty-post-singlevalueextendedproperties',
    about: 'a property comes with an event, and isn’t shown',
    request: () => ({
      path: '/v1.0/me/events',
      json: {
        subject: 'Celebrate Thanksgiving',
        body: { contentType: 'HTML', content: 'Together!' },
        start: pacific('2015-11-26T18:00:00'),
        end: pacific('2015-11-26T23:00:00'),
        attendees: [{ emailAddress: { address: 'terrie@elsewhere.example', name: 'Terrie Barrera' }, type: 'Required' }],
        singleValueExtendedProperties: [fun],
      },
    }),
    status: 201,
    answer: () => part({ ...anEvent, subject: 'Celebrate Thanksgiving', singleValueExtendedProperties: [fun] }),
    differs: { singleValueExtendedProperties: 'the page says that the answer doesn’t have it' },
  },
  {
    page: 'singlevaluelegacyextendedproperty-post-singlevalueextendedproperties',
    about: 'a property is added to an event, and isn’t shown',
    request: async ({ event }) => ({
      path: `/v1.0/me/events/${await event()}`,
      method: 'PATCH',
      json: { singleValueExtendedProperties: [color] },
    }),
    status: 200,
    answer: () => part({ ...anEvent, singleValueExtendedProperties: [color] }),
    differs: { singleValueExtendedProperties: 'the page says that the answer doesn’t have it' },
  },
  {
    page: 'singlevaluelegacyextendedproperty-get',
    about: 'an event with one of its properties',
    request: async ({ event }) => {
      const id = await event({ singleValueExtendedProperties: [color, fun] });
      return { path: `/v1.0/me/events/${id}?$expand=singleValueExtendedProperties($filter=${encodeURIComponent(`id eq '${color.id}'`)})` };
    },
    status: 200,
    answer: () => part({ ...anEvent, singleValueExtendedProperties: [color] }),
  },
  ...(
    [
      [color, `Any(ep: ep/id eq '${color.id}' and ep/value eq 'Green')`],
      [{ ...color, value: 'Light green' }, `any(ep:ep/Id eq '${color.id}' and contains(ep/Value, 'light gREEN'))`],
      [sender, `any(ep:ep/id eq '${sender.id}' and cast(ep/value, Edm.Guid) eq (${sender.value}))`],
      [palette, `any(ep:ep/id eq '${palette.id}' and cast(ep/value, Edm.Int32) eq 12)`],
    ] as const
  ).map(([property, lambda], at): Example => ({
    page: 'singlevaluelegacyextendedproperty-get',
    about: `the events for which it is so: ${lambda}`,
    request: async ({ megan, must }) => {
      const json = { subject: `Found ${at}`, start: pacific('2027-05-03T09:00:00'), end: pacific('2027-05-03T10:00:00') };
      await must(megan, '/v1.0/me/events', { json: { ...json, singleValueExtendedProperties: [property] } });
      return { path: `/v1.0/me/events?$filter=${encodeURIComponent(`singleValueExtendedProperties/${lambda}`)}`, as: megan };
    },
    status: 200,
    answer: () => part({ value: [part({ ...anEvent, subject: `Found ${at}` })] }),
  })),
  {
    page: 'multivaluelegacyextendedproperty-post-multivalueextendedproperties',
    about: 'a property with three values comes with an event',
    request: () => ({
      path: '/v1.0/me/events',
      json: {
        subject: 'Family reunion',
        start: pacific('2015-11-26T09:00:00'),
        end: pacific('2015-11-29T21:00:00'),
        multiValueExtendedProperties: [recreation],
      },
    }),
    status: 201,
    answer: () => part({ ...anEvent, subject: 'Family reunion', originalStartTimeZone: 'Pacific Standard Time' }),
  },
  {
    page: 'multivaluelegacyextendedproperty-get',
    about: 'an event with a property of three values',
    request: async ({ event }) => {
      const id = await event({ multiValueExtendedProperties: [recreation] });
      const filter = `id%20eq%20'${recreation.id.replaceAll(' ', '%20')}'`;
      return { path: `/v1.0/me/events('${id}')?$expand=multiValueExtendedProperties($filter=${filter})`, ids: { id } };
    },
    status: 200,
    answer: ({ context, adele }, { ids }) =>
      part({
        ...anEvent,
        'multiValueExtendedProperties@odata.context': context(
          `users('${adele.id}')/events('${String(ids?.id)}')/multiValueExtendedProperties`,
        ),
        multiValueExtendedProperties: [recreation],
      }),
  },
];
