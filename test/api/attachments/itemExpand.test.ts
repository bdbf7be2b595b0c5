// An item that has attachments of its own: kept, shown whole by $expand and by the item's own path, as Graph shows them.
import { beforeAll, describe, expect, it } from 'vitest';
import { demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { entriesOf, expectError, isEntity, type Entity } from '../../support/api/answers.ts';
import { openApi, type Api } from '../../support/api/api.ts';
import { fileBody, itemBody, referenceBody } from '../../support/api/bodies.ts';

let api: Api;
let attachments: string;
let nested: string;
beforeAll(async () => {
  api = await openApi();
  attachments = `/v1.0/me/events/${await api.newEvent()}/attachments`;
  nested = await attach({
    '@odata.type': 'microsoft.graph.message',
    Subject: 'outer',
    hasAttachments: false,
    attachments: [
      {
        ...fileBody('a.txt', 'hello'),
        '@odata.type': 'microsoft.graph.FILEATTACHMENT',
        contentBytes: 'aGVsbG8',
        id: 'mine',
        isInline: 'True',
        contentId: 'c',
      },
      itemBody(
        { '@odata.type': '#microsoft.graph.message', subject: 'inner', attachments: [fileBody('deep.txt', 'deep')] },
        { name: 'inner' },
      ),
      referenceBody(),
    ],
  });
});

async function attach(item: Entity): Promise<string> {
  const made = await api.send(attachments, { json: itemBody(item) });
  expect(made.status, made.text.slice(0, 300)).toBe(201);
  return `${attachments}/${String(made.json.id)}`;
}

const entity = (value: unknown): Entity => (isEntity(value) ? value : expect.fail('no object'));
const list = (value: unknown): readonly Entity[] => (Array.isArray(value) ? value.map(entity) : expect.fail('no list'));

/** What Graph documents, and what its clients send. */
const spellings = [
  '$expand=microsoft.graph.itemattachment/item',
  'expand=Microsoft.Graph.ItemAttachment/Item',
  '$expand=item',
  '%24EXPAND=microsoft.graph.itemAttachment%2Fitem',
  '$expand=microsoft.graph.itemattachment/item($expand=microsoft.graph.message/attachments)',
  '$expand=microsoft.graph.itemAttachment/item($expand=attachments)',
  '$expand=microsoft.graph.itemAttachment/item( expand = Microsoft.Graph.Event/Attachments )',
  '$expand=item($expand=microsoft.graph.message/attachments($expand=microsoft.graph.itemattachment/item($expand=attachments)))',
  '$expand=item($expand=microsoft.graph.event/attachments,microsoft.graph.message/attachments)',
];

describe('an item that has attachments', () => {
  it.each(spellings)('an item that has attachments is shown with all of them by %s', async (query) => {
    const { status, json } = await api.send(`${nested}?${query}`);
    expect(status).toBe(200);
    const item = entity(json.item);
    expect(item).toMatchObject({ '@odata.type': '#microsoft.graph.message', subject: 'outer', hasAttachments: true });
    const inner = list(item.attachments).find(({ name }) => name === 'inner');
    expect(list(entity(inner?.item).attachments)).toMatchObject([{ name: 'deep.txt', contentBytes: 'ZGVlcA==' }]);
  });

  it.each(['expand=item', '$expand=microsoft.graph.itemattachment/item($expand=microsoft.graph.message/attachments)'])(
    'an item that has attachments is shown so in the list, by %s',
    async (query) => {
      const found = entriesOf(await api.send(`${attachments}?${query}`)).find(({ id }) => nested.endsWith(String(id)));
      expect(list(entity(found?.item).attachments)).toHaveLength(3);
      expect(found).toHaveProperty(['item@odata.context']);
    },
  );

  it('an item that has attachments shows them as answers show attachments, with ids and dates', async () => {
    const { json } = await api.send(`${nested}?${spellings[0] ?? ''}`);
    const id = nested.split('/').at(-1) ?? '';
    const event = attachments.split('/')[4] ?? '';
    const context = `${api.url}/v1.0/$metadata#users('${demoUsers.adele.id}')/events('${event}')/attachments('${id}')/microsoft.graph.itemAttachment/item`;
    expect(Object.keys(json)).toEqual([
      '@odata.context',
      '@odata.type',
      'id',
      'lastModifiedDateTime',
      'name',
      'contentType',
      'size',
      'isInline',
      'item@odata.context',
      'item',
    ]);
    expect(json['item@odata.context']).toBe(`${context}/$entity`);
    const item = entity(json.item);
    expect(Object.keys(item)[0]).toBe('@odata.type');
    expect(item['attachments@odata.context']).toBe(`${context}/microsoft.graph.message/attachments`);
    const [file, inner, reference] = list(item.attachments);
    expect(Object.entries(file ?? {})).toEqual(
      Object.entries({
        '@odata.type': '#microsoft.graph.fileAttachment',
        '@odata.mediaContentType': 'text/plain',
        id: `${id}-1`,
        lastModifiedDateTime: json.lastModifiedDateTime,
        name: 'a.txt',
        contentType: 'text/plain',
        size: 5,
        isInline: true,
        contentId: 'c',
        contentLocation: null,
        contentBytes: 'aGVsbG8=',
      }),
    );
    expect(inner).toMatchObject({ '@odata.type': '#microsoft.graph.itemAttachment', id: `${id}-2`, contentType: null });
    expect(inner?.['item@odata.context']).toBe(
      `${context}/microsoft.graph.message/attachments('${id}-2')/microsoft.graph.itemAttachment/item/$entity`,
    );
    expect(list(entity(inner?.item).attachments)[0]).toMatchObject({ id: `${id}-2-1`, size: 4 });
    expect(reference).toMatchObject({ '@odata.type': '#microsoft.graph.referenceAttachment', id: `${id}-3`, permission: 'other' });
  });

  it('an item that has attachments is shown so by its own path', async () => {
    const { status, json } = await api.send(`${nested}/microsoft.graph.itemAttachment/item`);
    expect(status).toBe(200);
    const { '@odata.context': context, ...item } = json;
    expect(context).toMatch(/\/microsoft\.graph\.itemAttachment\/item\/\$entity$/);
    expect(item).toEqual((await api.send(`${nested}?$expand=item`)).json.item);
  });

  it('an item that has attachments is not shown where it is not asked for', async () => {
    const { json } = await api.send(nested);
    expect(json).not.toHaveProperty('item');
    expect(json).not.toHaveProperty(['item@odata.context']);
  });
});

it.each([
  ['item($select=subject)', /only '\$expand'/],
  ['item($expand=attachments;$select=subject)', /only '\$expand'/],
  ['item($expand=attachments($select=name))', /only '\$expand'/],
  ['item($expand=body)', /'body' of an item cannot be expanded/],
  ['item($expand=microsoft.graph.contact/attachments)', /cannot be expanded/],
  ['item($expand=attachments($expand=name))', /'name' cannot be expanded/],
  ['item($expand=attachments', /parentheses/],
  ['item$expand=attachments)', /parentheses/],
  ['item($expand=attachments)x', /parentheses/],
  ['item()', /only '\$expand'/],
  ['name', /'name' cannot be expanded/],
])('GET refuses $expand=%s', async (value, message) => {
  for (const path of [nested, attachments])
    expectError(await api.send(`${path}?$expand=${encodeURIComponent(value)}`), 400, 'BadRequest', message);
});

describe('the type of an item', () => {
  it.each([
    ['microsoft.graph.event', '#microsoft.graph.event'],
    ['#MICROSOFT.GRAPH.EVENTMESSAGEREQUEST', '#microsoft.graph.eventMessageRequest'],
    ['#microsoft.graph.contact', '#microsoft.graph.contact'],
  ])('%s is shown as Graph spells it', async (given, shown) => {
    const path = await attach({ subject: 'x', '@odata.type': given });
    for (const item of [entity((await api.send(`${path}?$expand=item`)).json.item), (await api.send(`${path}/itemAttachment/item`)).json])
      expect(item['@odata.type']).toBe(shown);
  });

  it('the type of an item that is not named is shown where it can be told', async () => {
    const path = await attach({ givenName: 'Sam' });
    expect((await api.send(`${path}?$expand=item`)).json.item).toEqual({ '@odata.type': '#microsoft.graph.contact', givenName: 'Sam' });
  });
});

describe('what an item has', () => {
  it('what an item has is kept as Graph writes it, and what Graph does not know as it came', async () => {
    const given = {
      '@odata.type': '#microsoft.graph.event',
      SUBJECT: 'x',
      Importance: 'HIGH',
      isAllDay: 'True',
      start: { DateTime: '2026-01-01', timezone: 'UTC' },
      body: null,
    };
    const path = await attach(given);
    expect((await api.send(`${path}?$expand=item`)).json.item).toEqual({
      '@odata.type': '#microsoft.graph.event',
      subject: 'x',
      importance: 'high',
      isAllDay: true,
      start: { dateTime: '2026-01-01', timeZone: 'UTC' },
      body: null,
    });
    for (const type of ['#microsoft.graph.message', '#microsoft.graph.contact']) {
      const own = { '@odata.type': type, Own: { A: 1 } };
      expect((await api.send(`${await attach(own)}?$expand=item`)).json.item).toEqual(own);
    }
    const json = itemBody({ '@odata.type': '#microsoft.graph.event', Own: { A: 1 } });
    expectError(await api.send(attachments, { json }), 400, 'RequestBodyRead', /'Own'.*'microsoft.graph.event'/);
  });

  it.each<[string, Entity, string, unknown]>([
    ['event', { subject: 5 }, 'Edm.String', 5],
    ['event', { isAllDay: 'yes' }, 'Edm.Boolean', 'yes'],
    ['event', { start: 'now' }, 'microsoft.graph.dateTimeTimeZone', 'now'],
    ['event', { start: { dateTime: 5 } }, 'Edm.String', 5],
    ['event', { attendees: {} }, 'Collection(microsoft.graph.attendee)', {}],
    ['event', { attendees: ['x'] }, 'microsoft.graph.attendee', 'x'],
    ['event', { attendees: [{ emailAddress: { address: [] } }] }, 'Edm.String', []],
    ['event', { categories: 'x' }, 'Collection(Edm.String)', 'x'],
    ['event', { categories: [null] }, 'Edm.String', null],
    ['event', { importance: 'urgent' }, 'microsoft.graph.importance', 'urgent'],
    ['event', { reminderMinutesBeforeStart: 1.5 }, 'Edm.Int32', 1.5],
    ['event', { reminderMinutesBeforeStart: 2_147_483_648 }, 'Edm.Int32', 2_147_483_648],
    ['event', { recurrence: { pattern: { daysOfWeek: ['someday'] } } }, 'microsoft.graph.dayOfWeek', 'someday'],
    ['event', { location: { coordinates: { latitude: 'north' } } }, 'Edm.Double', 'north'],
    ['event', { lastModifiedDateTime: 'yesterday' }, 'Edm.DateTimeOffset', 'yesterday'],
    ['message', { from: [] }, 'microsoft.graph.recipient', []],
    ['message', { toRecipients: 'x' }, 'Collection(microsoft.graph.recipient)', 'x'],
    ['message', { sentDateTime: '2026-01-01' }, 'Edm.DateTimeOffset', '2026-01-01'],
    ['message', { conversationIndex: '*' }, 'Edm.Binary', '*'],
    ['message', { body: { contentType: 'markdown' } }, 'microsoft.graph.bodyType', 'markdown'],
    ['message', { attachments: {} }, 'Collection(microsoft.graph.attachment)', {}],
    ['eventMessageRequest', { event: { subject: 5 } }, 'Edm.String', 5],
    ['contact', { birthday: 5 }, 'Edm.DateTimeOffset', 5],
    ['contact', { businessPhones: [5] }, 'Edm.String', 5],
    ['contact', { weddingAnniversary: '2026-02-03T00:00:00Z' }, 'Edm.Date', '2026-02-03T00:00:00Z'],
  ])('an item whose %s is %j is refused as of the wrong type', async (type, properties, expected, literal) => {
    const shown = typeof literal === 'string' ? literal : JSON.stringify(literal);
    const count = (await api.send(`${attachments}/$count`)).text;
    const json = itemBody({ '@odata.type': `#microsoft.graph.${type}`, ...properties });
    const property = /\.(?:dateTimeTimeZone|attendee|recipient|attachment)\)?$/.test(expected) ? Object.keys(properties)[0] : undefined;
    expectError(
      await api.send(attachments, { json }),
      400,
      'RequestBodyRead',
      `Cannot convert the literal '${shown}' to the expected type '${expected}'.${property === undefined ? '' : ` It is the value of the property '${property}'.`}`,
    );
    expect((await api.send(`${attachments}/$count`)).text).toBe(count);
  });

  it.each<[string, Entity, string]>([
    ['without a type', { name: 'x' }, 'UnprocessableType'],
    ['without a name', { '@odata.type': '#microsoft.graph.fileAttachment', contentBytes: '' }, 'ErrorInvalidRequest'],
    ['without bytes', { '@odata.type': '#microsoft.graph.fileAttachment', name: 'x' }, 'ErrorInvalidRequest'],
    ['whose bytes are none', fileBody('x', '', { contentBytes: '*' }), 'RequestBodyRead'],
    ['whose item is of no type', itemBody({ '@odata.type': '#microsoft.graph.user' }), 'UnprocessableType'],
    ['whose item has a wrong property', itemBody({ '@odata.type': '#microsoft.graph.event', subject: 5 }), 'RequestBodyRead'],
    ['that refers to no web address', referenceBody({ sourceUrl: 'file:///etc/passwd' }), 'BadRequest'],
  ])('an attachment %s is refused, however deep it is', async (_, attachment, code) => {
    const message = (inner: Entity): Entity => ({ '@odata.type': '#microsoft.graph.message', attachments: [inner] });
    expectError(await api.send(attachments, { json: itemBody(message(attachment)) }), 400, code);
    expectError(await api.send(attachments, { json: itemBody(message(itemBody(message(attachment)))) }), 400, code);
  });

  it('what an item has may be what Graph shows of a message, sent back', async () => {
    const shown = (await api.send(`${nested}?$expand=item`)).json.item;
    const again = await attach(entity(shown));
    // Ids, dates and contexts are those of the attachment that holds all; an item's size counts what it was sent with.
    const own = /^(?:id|lastModifiedDateTime|size|.*@odata\.context)$/;
    const without = (value: unknown): unknown =>
      JSON.parse(JSON.stringify(value), (name, each: unknown) => (own.test(name) ? undefined : each));
    expect(without((await api.send(`${again}?$expand=item`)).json.item)).toEqual(without(shown));
  });
});
