// Pages of a list: no entry is skipped or repeated while others come and go, no link can be forged, and no page is too heavy.
import { beforeAll, describe, expect, it } from 'vitest';
import { entriesOf, expectError, idsIn, namesIn, nextLinkOf, pagesFrom } from '../../support/api/answers.ts';
import { openApi, type Api } from '../../support/api/api.ts';
import { bareBody, fileBody } from '../../support/api/bodies.ts';

let api: Api;
beforeAll(async () => {
  api = await openApi();
});

const newList = async (): Promise<string> => `/v1.0/me/events/${await api.newEvent()}/attachments`;

async function add(list: string, name: string): Promise<string> {
  const { status, json } = await api.send(list, { json: bareBody({ name, size: name.length }) });
  expect(status).toBe(201);
  return String(json.id);
}

const nameAt = (i: number): string => `name ${String((i * 7) % 40).padStart(3, '0')}`;

it.each(['', '$orderby=name&', '$orderby=name desc&', '$orderby=size&', '$orderby=lastModifiedDateTime desc&'])(
  'a walk by pages shows each entry once while others come and go: %s',
  async (order) => {
    const list = await newList();
    const ids: string[] = [];
    for (let i = 0; i < 40; i++) ids.push(await add(list, nameAt(i)));
    const whole = idsIn(await api.send(`${list}?${order}$select=id`));
    expect([...whole].sort()).toEqual([...ids].sort());

    const seen: string[] = [];
    const gone = new Set<string>();
    let next: string | undefined = `${list}?${order}$select=id&$top=6`;
    while (next !== undefined) {
      const page = await api.send(next);
      seen.push(...idsIn(page));
      next = nextLinkOf(page);
      if (next === undefined) continue;
      // The last entry that was seen, which the link may name; one that wasn't seen yet; and new ones before, behind and between.
      const victims = [seen.at(-1), whole.find((id) => !seen.includes(id) && !gone.has(id) && id !== whole.at(-1))];
      for (const id of victims)
        if (id !== undefined && (await api.send(`${list}/${id}`, { method: 'DELETE' })).status === 204 && !seen.includes(id)) gone.add(id);
      for (const name of ['name', 'name 020x', 'zzz']) await add(list, name);
      if (seen.length > 200) expect.fail('the list has no end');
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(gone.size).toBeGreaterThan(3);
    expect(seen.filter((id) => whole.includes(id))).toEqual(whole.filter((id) => !gone.has(id)));
  },
);

describe('nextLink', () => {
  const first = async (list: string, query = '$top=2&$select=id'): Promise<string> =>
    nextLinkOf(await api.send(`${list}?${query}`)) ?? expect.fail('no link');
  let list: string;
  beforeAll(async () => {
    list = await newList();
    for (let i = 0; i < 5; i++) await add(list, nameAt(i));
  });

  it('nextLink is absolute, keeps the options, and is a plain query', async () => {
    const link = new URL(await first(list, '$top=2&$select=id,name&$orderby=name desc&$count=true&$skip=1'));
    expect(`${link.origin}${link.pathname}`).toBe(`${api.url}${list}`);
    expect([...link.searchParams.keys()]).toEqual(['$top', '$select', '$orderby', '$count', '$skiptoken']);
    expect(link.href).toMatch(/[?&]\$skiptoken=[A-Za-z0-9_-]+$/);
    const page = await api.send(link.href);
    expect({ count: page.json['@odata.count'], entries: entriesOf(page).length }).toEqual({ count: 5, entries: 2 });
  });

  it('nextLink leads on from another spelling of the same event, and in the other version', async () => {
    const { searchParams } = new URL(await first(list));
    const page = await api.send(`${list.replace('v1.0/me', 'beta/me/calendar')}?${searchParams.toString()}`);
    expect(idsIn(page)).toEqual(idsIn(await api.send(`${list}?$select=id&$skip=2&$top=2`)));
  });

  it('nextLink is good for nothing when a character is changed', async () => {
    const link = await first(list, '$top=2&$select=id&$orderby=name');
    const [base = '', token = ''] = link.split('$skiptoken=');
    for (let i = 0; i < token.length; i += 5) {
      const other = token.slice(0, i) + (token[i] === 'A' ? 'B' : 'A') + token.slice(i + 1);
      expectError(
        await api.send(`${base}$skiptoken=${other}`),
        400,
        'BadRequest',
        "The value of '$skiptoken' is not one that this list gave.",
      );
    }
    for (const other of [token.slice(1), token.slice(0, -1), `${token}A`, `${token}=`, 'x'.repeat(3000)])
      expectError(await api.send(`${base}$skiptoken=${other}`), 400, 'BadRequest');
  });

  it("nextLink is good for nothing with other options, or another event's list", async () => {
    const token = new URL(await first(list)).searchParams.get('$skiptoken') ?? '';
    for (const options of [
      '$top=3&$select=id',
      '$top=2',
      '$top=2&$select=name',
      '$top=2&$select=id&$orderby=name',
      '$top=2&$select=id&$count=true',
    ])
      expectError(await api.send(`${list}?${options}&$skiptoken=${token}`), 400, 'BadRequest', /\$skiptoken/);
    const other = await newList();
    for (let i = 0; i < 3; i++) await add(other, nameAt(i));
    expectError(await api.send(`${other}?$top=2&$select=id&$skiptoken=${token}`), 400, 'BadRequest', /\$skiptoken/);
  });
});

it('a page ends at 100 entries by default, and at $top up to 1,000 without bytes', async () => {
  const list = await newList();
  const names = Array.from({ length: 130 }, (_, i) => `n${i}`);
  for (let i = 0; i < names.length; i += 26) await Promise.all(names.slice(i, i + 26).map((name) => add(list, name)));
  for (const [query, sizes] of [
    ['', [100, 30]],
    ['?$top=1000', [100, 30]],
    ['?$top=1000&$select=id', [130]],
    ['?$select=id', [100, 30]],
  ] as const) {
    const pages = await pagesFrom(api, `${list}${query}`);
    expect(
      pages.map((page) => entriesOf(page).length),
      query,
    ).toEqual(sizes);
  }
});

it('a page ends when its bytes reach 8 MiB, holding at least one', async () => {
  const list = await newList();
  const names = ['first', 'second', 'third'];
  for (const name of names) expect((await api.send(list, { json: fileBody(name, Buffer.alloc(3_000_000, name)) })).status).toBe(201);
  const pages = await pagesFrom(api, list);
  expect(pages.map(namesIn)).toEqual([['first', 'second'], ['third']]);
  for (const entry of pages.flatMap(entriesOf)) expect(String(entry.contentBytes)).toHaveLength(4_000_000);
  expect((await pagesFrom(api, `${list}?$select=name,size`)).map(namesIn)).toEqual([names]);
  expect((await pagesFrom(api, `${list}?$orderby=name desc`)).map(namesIn)).toEqual([['third', 'second'], ['first']]);
  for (const id of pages.flatMap(idsIn)) await api.send(`${list}/${id}`, { method: 'DELETE' });
});

it('a page leads on behind an entry whose sort value is as long as one may be', async () => {
  const list = await newList();
  const names = ['a', 'b', 'c'].map((first) => first + '名'.repeat(254));
  const types = names.map((name) => name.padEnd(1024, '名'));
  for (const [i, name] of names.entries())
    expect((await api.send(list, { json: bareBody({ name, contentType: types[i] }) })).status).toBe(201);
  for (const property of ['name', 'contentType']) {
    const pages = await pagesFrom(api, `${list}?$orderby=${property}&$top=1&$select=name`);
    expect(pages.flatMap(namesIn), property).toEqual(names);
  }
});
