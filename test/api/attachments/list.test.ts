// GET …/attachments: the options of a list, each on its own and against each other.
import { beforeAll, describe, expect, it } from 'vitest';
import { demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { entriesOf, idsIn, namesIn, nextLinkOf, pagesFrom } from '../../support/api/answers.ts';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';
import { bareBody, fileBody, itemBody, referenceBody } from '../../support/api/bodies.ts';

/** Names, types and sizes with many ties, in the order of their making. */
const made = Array.from({ length: 13 }, (_, i) => ({
  name: ['b', 'a', 'C', 'a'][i % 4] ?? '',
  contentType: ['text/plain', 'image/png', 'text/css'][i % 3] ?? '',
  size: [5, 1, 5, 30, 200][i % 5] ?? 0,
}));

let api: Api;
let event: string;
let list: string;
let ids: string[];
beforeAll(async () => {
  api = await openApi();
  event = await api.newEvent();
  list = `/v1.0/me/events/${event}/attachments`;
  ids = [];
  for (const { name, contentType, size } of made) {
    const { json } = await api.send(list, { json: fileBody(name, 'x'.repeat(size), { contentType }) });
    ids.push(String(json.id));
  }
});

const get = (query: string): Promise<Answer> => api.send(`${list}?${query}`);

it('the list holds all in the order of their making, files with their bytes', async () => {
  const answer = await api.send(list);
  expect(Object.keys(answer.json)).toEqual(['@odata.context', 'value']);
  expect(answer.json['@odata.context']).toBe(`${api.url}/v1.0/$metadata#users('${demoUsers.adele.id}')/events('${event}')/attachments`);
  expect(idsIn(answer)).toEqual(ids);
  for (const [i, entry] of entriesOf(answer).entries()) {
    expect(entry).toMatchObject({ ...made[i], '@odata.type': '#microsoft.graph.fileAttachment' });
    expect(Buffer.from(String(entry.contentBytes), 'base64').toString()).toBe('x'.repeat(made[i]?.size ?? -1));
    expect(entry).not.toHaveProperty(['@odata.context']);
  }
});

it('the list shows each type as it is shown alone, without what only one entity has', async () => {
  const other = `/beta/me/events/${await api.newEvent()}/attachments`;
  for (const json of [fileBody('a'), itemBody({ subject: 'x' }), referenceBody(), bareBody()]) await api.send(other, { json });
  const entries = entriesOf(await api.send(other));
  expect(entries).toHaveLength(4);
  for (const entry of entries) {
    const { '@odata.context': context, '@odata.mediaContentType': type, ...alone } = (await api.send(`${other}/${String(entry.id)}`)).json;
    expect({ context, entry }).toEqual({ context: `${String(context).replace('/$entity', '')}/$entity`, entry: alone });
    expect(type === undefined).toBe(entry['@odata.type'] !== '#microsoft.graph.fileAttachment');
  }
  const expanded = entriesOf(await api.send(`${other}?$expand=microsoft.graph.itemattachment/item`));
  expect(expanded.map(({ item }) => item)).toEqual([undefined, { subject: 'x' }, undefined, undefined]);
});

describe('$select', () => {
  it('$select leaves out the rest, bytes too, and says so in the context', async () => {
    for (const query of ['$select=id,name', 'select=ID,Name', '%24select=id%2Cname', '$select=id,%20name']) {
      const answer = await get(query);
      expect(String(answer.json['@odata.context'])).toMatch(/\/attachments\(id,name\)$/);
      for (const entry of entriesOf(answer)) expect(Object.keys(entry)).toEqual(['@odata.type', 'id', 'name']);
    }
  });

  it("$select takes a derived type's property by its cast", async () => {
    const answer = await get('$select=microsoft.graph.fileAttachment/contentId,size');
    expect(String(answer.json['@odata.context'])).toMatch(/\/attachments\(microsoft\.graph\.fileAttachment\/contentId,size\)$/);
    for (const entry of entriesOf(answer)) expect(Object.keys(entry)).toEqual(['@odata.type', 'id', 'size', 'contentId']);
  });

  it('$select of everything is everything', async () => {
    expect(entriesOf(await get('$select=*'))).toEqual(entriesOf(await api.send(list)));
  });
});

describe('$top, $skip, $count', () => {
  it.each([
    ['$top=3', [0, 3], true],
    ['$top=13', [0, 13], false],
    ['$skip=4', [4, 13], false],
    ['$skip=4&$top=3', [4, 7], true],
    ['$skip=13', [13, 13], false],
    ['$skip=1000', [13, 13], false],
    ['top=2&skip=11', [11, 13], false],
    ['$top=0', [0, 0], false],
  ])('the list with %s has the part that it asks for', async (query, [from, to], hasMore) => {
    const answer = await get(`${query}&$select=id`);
    expect(idsIn(answer)).toEqual(ids.slice(from, to));
    expect(nextLinkOf(answer) !== undefined).toBe(hasMore);
  });

  it('$count=true counts all, whatever the page holds', async () => {
    const answer = await get('$count=true&$top=2&$skip=1&$select=id');
    expect(Object.keys(answer.json)).toEqual(['@odata.context', '@odata.count', 'value', '@odata.nextLink']);
    expect(answer.json['@odata.count']).toBe(13);
    expect((await get('$count=false')).json).not.toHaveProperty(['@odata.count']);
  });
});

describe('$orderby', () => {
  const keys = { name: 'name', size: 'size', contentType: 'contentType' } as const;
  const sorted = (key: keyof typeof keys, descending: boolean): string[] => {
    const order = made
      .map((entry, i) => ({ value: entry[key], i }))
      .sort((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : a.i - b.i));
    const inOrder = order.map(({ i }) => ids[i] ?? '');
    return descending ? inOrder.reverse() : inOrder;
  };

  it.each(Object.values(keys).flatMap((key) => [false, true].map((descending) => ({ key, descending }))))(
    '$orderby=$key, descending: $descending, ends ties by age, on one page and on many',
    async ({ key, descending }) => {
      const query = `$orderby=${key}%20${descending ? 'desc' : 'asc'}&$select=id`;
      expect(idsIn(await get(query))).toEqual(sorted(key, descending));
      const pages = await pagesFrom(api, `${list}?${query}&$top=2`);
      expect(pages).toHaveLength(7);
      expect(pages.flatMap(idsIn)).toEqual(sorted(key, descending));
    },
  );

  it('$orderby=lastModifiedDateTime orders by what is shown', async () => {
    expect(idsIn(await get('$orderby=lastModifiedDateTime&$select=id'))).toEqual(ids);
    expect((await pagesFrom(api, `${list}?$orderby=lastModifiedDateTime desc&$select=id&$top=5`)).flatMap(idsIn)).toEqual(
      [...ids].reverse(),
    );
  });

  it('$orderby goes with a selection that leaves the property out, and with $skip', async () => {
    expect(idsIn(await get('$orderby=NAME&$select=size&$skip=2&$top=4'))).toEqual(sorted('name', false).slice(2, 6));
    expect(new Set(namesIn(await get('$orderby=name&$top=4')))).toEqual(new Set(['C', 'a']));
  });
});
