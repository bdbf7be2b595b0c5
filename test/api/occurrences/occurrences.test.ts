// The attachments of an occurrence: its series' without those that it hides, and its own (contract, section 3).
import { beforeAll, describe, expect, it } from 'vitest';
import { entriesOf, idsIn, namesIn, nextLinkOf } from '../../support/api/answers.ts';
import { eventPath, hourOn } from '../../support/api/events.ts';
import { newStranger, type Person } from '../../support/people/people.ts';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';
import { bareBody, fileBody, sessionBody } from '../../support/api/bodies.ts';

let api: Api;
let mailbox: Person;
beforeAll(async () => {
  api = await openApi();
  mailbox = await newStranger(api);
});

const recurrence = { pattern: { type: 'daily', interval: 1 }, range: { type: 'noEnd', startDate: '2027-03-01' } };

interface Pair {
  readonly series: string;
  readonly occurrence: string;
  readonly other: string;
}

/** A series with an attachment, and two of its occurrences. */
async function newPair(): Promise<Pair & { readonly first: string }> {
  const made = await mailbox.newEvent({ ...hourOn('03-01'), recurrence });
  const series = eventPath(made);
  const days = await mailbox.send(`${series}/instances?startDateTime=2027-03-05&endDateTime=2027-03-07`);
  const [one = '', two = ''] = idsIn(days);
  const first = await attach(series, 'first');
  return { series, occurrence: `${series}/instances/${one}`, other: `${series}/instances/${two}`, first };
}

async function attach(event: string, name: string): Promise<string> {
  const { status, json, text } = await mailbox.send(`${event}/attachments`, { json: fileBody(`${name}.txt`, name) });
  expect(status, text).toBe(201);
  return String(json.id);
}

const list = (event: string, query = ''): Promise<Answer> => mailbox.send(`${event}/attachments?$select=id,name${query}`);
const names = async (event: string, query = ''): Promise<string[]> =>
  namesIn(await list(event, query)).map((name) => name.replace('.txt', ''));
const count = async (event: string): Promise<string> => (await mailbox.send(`${event}/attachments/$count`)).text;
const hasAttachments = async (event: string): Promise<unknown> =>
  (await mailbox.send(`${event}?$select=hasAttachments`)).json.hasAttachments;

describe('an occurrence', () => {
  it("an occurrence shows its series' attachments, also those that come later", async () => {
    const { series, occurrence, first } = await newPair();
    await attach(occurrence, 'own');
    await attach(series, 'later');
    expect(await names(occurrence)).toEqual(['first', 'own', 'later']);
    expect(await count(occurrence)).toBe('3');
    expect((await mailbox.send(`${occurrence}/attachments/${first}/$value`)).text).toBe('first');
    expect((await mailbox.send(`${occurrence}/attachments/${first}`)).json).toMatchObject({ id: first, name: 'first.txt' });
  });

  it('an occurrence has its own, which neither the series nor another occurrence has', async () => {
    const { series, occurrence, other } = await newPair();
    const own = await attach(occurrence, 'own');
    for (const event of [series, other]) {
      expect(await names(event)).toEqual(['first']);
      expect(await count(event)).toBe('1');
      expect((await mailbox.send(`${event}/attachments/${own}`)).status).toBe(404);
    }
    expect((await mailbox.send(`${occurrence}/attachments/${own}/$value`)).text).toBe('own');
    expect((await mailbox.send(`${occurrence}/attachments/${own}`, { method: 'PATCH', json: { name: 'renamed' } })).json).toMatchObject({
      id: own,
      name: 'renamed',
    });
    expect((await mailbox.send(`${occurrence}/attachments/${own}`, { method: 'DELETE' })).status).toBe(204);
    expect(await names(occurrence)).toEqual(['first']);
  });

  it("an occurrence hides one of the series' by DELETE, there alone", async () => {
    const { series, occurrence, other, first } = await newPair();
    const path = `${occurrence}/attachments/${first}`;
    expect((await mailbox.send(path, { method: 'DELETE', headers: { 'If-Match': '"x"' } })).status).toBe(412);
    expect((await mailbox.send(path, { method: 'DELETE' })).status).toBe(204);
    for (const method of ['GET', 'PATCH', 'DELETE'])
      expect((await mailbox.send(path, { method, ...(method === 'PATCH' && { json: {} }) })).status).toBe(404);
    expect((await mailbox.send(`${path}/$value`)).status).toBe(404);
    expect([await names(occurrence), await count(occurrence), await hasAttachments(occurrence)]).toEqual([[], '0', false]);
    expect([await names(other), await hasAttachments(other), await names(series)]).toEqual([['first'], true, ['first']]);
    expect((await mailbox.send(`${series}/attachments/${first}`, { method: 'DELETE' })).status).toBe(204);
    expect([await count(occurrence), await count(other), await hasAttachments(other)]).toEqual(['0', '0', false]);
    await attach(series, 'later');
    expect([await names(occurrence), await count(occurrence), await hasAttachments(occurrence)]).toEqual([['later'], '1', true]);
  });

  it("an occurrence changes one of the series' by PATCH into a copy of its own, with bytes of its own", async () => {
    const { series, occurrence, other, first } = await newPair();
    const changed = await mailbox.send(`${occurrence}/attachments/${first}`, { method: 'PATCH', json: { name: 'mine.txt' } });
    expect(changed.status, changed.text).toBe(200);
    expect(changed.json).toMatchObject({ id: first, name: 'mine.txt', size: 5 });
    expect([await names(occurrence), await count(occurrence)]).toEqual([['mine'], '1']);
    expect([await names(series), await names(other)]).toEqual([['first'], ['first']]);
    expect((await mailbox.send(`${series}/attachments/${first}`, { method: 'DELETE' })).status).toBe(204);
    expect((await mailbox.send(`${occurrence}/attachments/${first}/$value`)).text).toBe('first');
    const again = await mailbox.send(`${occurrence}/attachments/${first}`, { method: 'PATCH', json: { name: 'twice.txt' } });
    expect([again.status, await names(occurrence), await count(occurrence)]).toEqual([200, ['twice'], '1']);
    expect((await mailbox.send(`${occurrence}/attachments/${first}`, { method: 'DELETE' })).status).toBe(204);
    expect([await names(occurrence), await count(occurrence)]).toEqual([[], '0']);
  });

  it('an occurrence lists both in one order, in pages without a gap, filtered and counted', async () => {
    const { series, occurrence, first } = await newPair();
    for (const [i, event] of [occurrence, series, series, occurrence, series, occurrence, occurrence].entries())
      await attach(event, `n${8 - i}`);
    await mailbox.send(`${occurrence}/attachments/${first}`, { method: 'PATCH', json: { name: 'n0.txt' } });
    for (const order of ['', '&$orderby=name', '&$orderby=name desc', '&$orderby=size']) {
      const all = await names(occurrence, order);
      expect(all).toHaveLength(8);
      if (order === '&$orderby=name') expect(all).toEqual(['n0', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7', 'n8']);
      const paged: string[] = [];
      for (let next: string | undefined = `${occurrence}/attachments?$select=id,name&$top=3${order}`; next !== undefined;) {
        const page: Answer = await mailbox.send(next);
        paged.push(...namesIn(page).map((name) => name.replace('.txt', '')));
        next = nextLinkOf(page);
      }
      expect(paged, order).toEqual(all);
    }
    const filtered = await list(occurrence, "&$filter=name lt 'n4'&$count=true&$orderby=name");
    expect([namesIn(filtered), filtered.json['@odata.count']]).toEqual([['n0.txt', 'n2.txt', 'n3.txt'], 3]);
    expect(await names(occurrence, '&$orderby=name&$skip=2&$top=2')).toEqual(['n3', 'n4']);
  });

  it('an occurrence takes an upload session, which ends with its series', async () => {
    const { series, occurrence } = await newPair();
    const upload = async (): Promise<string> =>
      String((await mailbox.send(`${occurrence}/attachments/createUploadSession`, { json: sessionBody(5) })).json.uploadUrl);
    const range = { method: 'PUT', body: 'bytes', headers: { 'Content-Range': 'bytes 0-4/5', 'Content-Type': 'application/octet-stream' } };
    const [one, two] = [await upload(), await upload()];
    const done = await mailbox.send(one, range);
    expect(done.status, done.text).toBe(201);
    expect((await mailbox.send(`${occurrence}/attachments/${String(done.json.id)}/$value`)).text).toBe('bytes');
    expect((await mailbox.send(`${String(done.headers.get('location'))}/$value`)).text).toBe('bytes');
    expect([await names(occurrence), await count(occurrence), await names(series)]).toEqual([['first', 'x'], '2', ['first']]);
    expect((await mailbox.send(series, { method: 'DELETE' })).status).toBe(204);
    expect((await mailbox.send(two, range)).status).toBe(404);
    expect((await mailbox.send(`${occurrence}/attachments`)).status).toBe(404);
  });

  it('an occurrence counts and keeps all that is attached to it for the first time at once', async () => {
    const { occurrence } = await newPair();
    const made = await Promise.all(Array.from({ length: 6 }, () => mailbox.send(`${occurrence}/attachments`, { json: bareBody() })));
    expect(made.map(({ status }) => status)).toEqual(Array(6).fill(201));
    expect([await count(occurrence), idsIn(await list(occurrence)).length]).toEqual(['7', 7]);
  });

  it('an occurrence hides or copies all that is deleted or changed on it at once', async () => {
    const { series, occurrence, first } = await newPair();
    const many = [first, ...(await Promise.all(Array.from({ length: 23 }, (_, i) => attach(series, `more ${i}`))))];
    const answers = await Promise.all(
      many.map((id, i) =>
        mailbox.send(`${occurrence}/attachments/${id}`, i < 20 ? { method: 'DELETE' } : { method: 'PATCH', json: { name: 'own.txt' } }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(many.map((_, i) => (i < 20 ? 204 : 200)));
    expect([await count(occurrence), await names(occurrence), await count(series)]).toEqual(['4', Array(4).fill('own'), '24']);
  });

  it('an occurrence loses what is its own when it is cancelled', async () => {
    const { series, occurrence } = await newPair();
    const own = await attach(occurrence, 'own');
    expect((await mailbox.send(occurrence, { method: 'DELETE' })).status).toBe(204);
    expect((await mailbox.send(`${occurrence}/attachments/${own}`)).status).toBe(404);
    expect((await mailbox.send(`${occurrence}/attachments`, { json: bareBody() })).status).toBe(404);
    expect(await names(series)).toEqual(['first']);
  });

  it('an occurrence is expanded with its attachments, and says so in lists', async () => {
    const { series, occurrence, first } = await newPair();
    await attach(occurrence, 'own');
    await mailbox.send(`${occurrence}/attachments/${first}`, { method: 'DELETE' });
    const { json } = await mailbox.send(`${occurrence}?$expand=attachments`);
    expect(json.attachments).toMatchObject([{ name: 'own.txt' }]);
    const days = await mailbox.send(`${series}/instances?startDateTime=2027-03-05&endDateTime=2027-03-07&$select=hasAttachments`);
    expect(entriesOf(days).map(({ hasAttachments: has }) => has)).toEqual([true, true]);
  });
});
