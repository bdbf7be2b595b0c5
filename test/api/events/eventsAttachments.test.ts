// Events made with their attachments, events shown with them, and filters on attachments.
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openApi, type Api } from '../../support/api/api.ts';
import { anHour, eventPath, subjects } from '../../support/api/events.ts';
import { entriesOf, refusal } from '../../support/api/answers.ts';
import { newStranger, type Person } from '../../support/people/people.ts';

let api: Api;
let mailbox: Person;
beforeAll(async () => {
  api = await openApi();
});
beforeEach(async () => {
  mailbox = await newStranger(api);
});

const file = (name: string, content = name, more: object = {}) => ({
  '@odata.type': '#microsoft.graph.fileAttachment',
  name,
  contentBytes: Buffer.from(content).toString('base64'),
  ...more,
});
const item = (name: string) => ({
  '@odata.type': '#microsoft.graph.itemAttachment',
  name,
  item: { '@odata.type': 'microsoft.graph.event', subject: name },
});
const reference = (name: string) => ({ '@odata.type': '#microsoft.graph.referenceAttachment', name, sourceUrl: 'https://files.example/x' });
const bare = (name: string) => ({ '@odata.type': '#microsoft.graph.attachment', name });
const names = (entries: readonly Readonly<Record<string, unknown>>[]) => entries.map(({ name }) => name);

describe('POST …/events with attachments', () => {
  it('POST …/events with attachments makes the event and all of them', async () => {
    const made = await mailbox.newEvent({ subject: 'x', attachments: [file('a.txt'), item('b'), reference('c'), bare('d')] });
    expect(made.hasAttachments).toBe(true);
    const path = `${eventPath(made)}/attachments`;
    const entries = entriesOf(await mailbox.send(path));
    expect(names(entries)).toEqual(['a.txt', 'b', 'c', 'd']);
    expect((await mailbox.send(`${path}/$count`)).text).toBe('4');
    expect((await mailbox.send(`${path}/${String(entries[0]?.id)}/$value`)).text).toBe('a.txt');
    for (const { id } of entries) expect((await mailbox.send(`${path}/${String(id)}`, { method: 'DELETE' })).status).toBe(204);
    expect((await mailbox.send(eventPath(made))).json.hasAttachments).toBe(false);
  });

  it('POST …/events with attachments takes 90', async () => {
    const made = await mailbox.newEvent({
      attachments: Array.from({ length: 90 }, (_, i) => (i % 2 === 0 ? file(`f${i}`) : bare(`b${i}`))),
    });
    expect((await mailbox.send(`${eventPath(made)}/attachments/$count`)).text).toBe('90');
  });

  it.each([
    [Array.from({ length: 91 }, () => bare('x')), 400, 'at most 90'],
    [[file('good'), { name: 'no type' }], 400, '@odata.type'],
    [[file('good'), { ...file('bad'), contentBytes: '*' }], 400, 'Edm.Binary'],
    ['none', 400, 'Collection'],
    [
      Array.from({ length: 90 }, () => ({ ...reference('x'), thumbnailUrl: `https://files.example/${'y'.repeat(25_000)}` })),
      413,
      'at most',
    ],
  ])('POST …/events with attachments makes nothing where one of them cannot be: %#', async (attachments, status, words) => {
    const answer = await mailbox.send('/v1.0/me/events', { json: { subject: 'x', attachments, ...anHour } });
    expect(refusal(answer)).toMatchObject({ status, message: expect.stringContaining(words) as unknown });
    expect(subjects(await mailbox.send('/v1.0/me/events'))).toEqual([]);
  });
});

describe('GET …/events/{id}?$expand=attachments', () => {
  it('GET …/events/{id}?$expand=attachments shows what the list of attachments shows', async () => {
    const made = await mailbox.newEvent({ subject: 'x', attachments: [file('a.txt'), bare('b')] });
    const answer = await mailbox.send(`${eventPath(made)}?$expand=attachments&$select=subject`);
    const list = await mailbox.send(`${eventPath(made)}/attachments`);
    expect(answer.json).toMatchObject({
      subject: 'x',
      attachments: list.json.value,
      'attachments@odata.context': list.json['@odata.context'],
    });
    expect(answer.json).not.toHaveProperty('body');
    expect(answer.json).not.toHaveProperty('attachments@odata.nextLink');
    expect(answer.json['@odata.context']).toMatch(/events\(subject,attachments\(\)\)\/\$entity$/);
  });

  it('GET …/events/{id}?$expand=attachments shows of each attachment what `$select` inside the parentheses names, by its cast too', async () => {
    const made = await mailbox.newEvent({ subject: 'x', attachments: [file('a.txt'), bare('b')] });
    for (const [inside, select] of [
      ['($select=id,name,contentType)', 'id,name,contentType'],
      ['( $SELECT = id , name ;)', 'id,name'],
      ['(select=name,microsoft.graph.fileAttachment/contentId)', 'name,microsoft.graph.fileAttachment/contentId'],
      ['()', '*'],
    ] as const) {
      const answer = await mailbox.send(`${eventPath(made)}?$select=subject&$expand=attachments${inside}`);
      const list = await mailbox.send(`${eventPath(made)}/attachments?$select=${select}`);
      expect(answer.json.attachments, inside).toEqual(list.json.value);
      expect(String(answer.json.attachments).includes('contentBytes'), inside).toBe(false);
    }
    const { json } = await mailbox.send(`${eventPath(made)}?$expand=attachments($select=id,name)`);
    expect(json['@odata.context']).toMatch(/events\(attachments\(id,name\)\)\/\$entity$/);
    expect(json['attachments@odata.context']).toMatch(/attachments\(id,name\)$/);
  });

  it.each([
    ['($top=1)', 'BadRequest', "'$top'"],
    ['($select=id;$filter=size gt 1)', 'BadRequest', "'$filter'"],
    ['($select=id;$select=name)', 'BadRequest', 'more than once'],
    ['($select)', 'BadRequest', "'$select' has no value"],
    ['($select=nothing)', 'RequestBroker--ParseUri', "'nothing'"],
    ['($expand=x($expand=y($expand=z)))', 'BadRequest', "'$expand'"],
    ['($select=id),attachments', 'BadRequest', 'more than once'],
    ['($select=id', 'BadRequest', 'parentheses'],
  ])('GET …/events/{id}?$expand=attachments refuses %s by name', async (inside, code, words) => {
    const path = eventPath(await mailbox.newEvent());
    const answer = await mailbox.send(`${path}?$expand=attachments${inside}`);
    expect(refusal(answer)).toEqual({ status: 400, code, message: expect.stringContaining(words) as unknown });
  });

  it('GET …/events/{id}?$expand=attachments leads to the rest by a link', async () => {
    const made = await mailbox.newEvent({ attachments: Array.from({ length: 60 }, (_, i) => bare(`a${i}`)) });
    const path = `${eventPath(made)}/attachments`;
    await Promise.all(Array.from({ length: 45 }, (_, i) => mailbox.send(path, { json: bare(`b${i}`) })));
    const { json } = await mailbox.send(`${eventPath(made)}?$expand=attachments`);
    expect(json.attachments).toHaveLength(100);
    const rest = await mailbox.send(String(json['attachments@odata.nextLink']));
    expect(entriesOf(rest)).toHaveLength(5);
    expect(rest.json).not.toHaveProperty('@odata.nextLink');
    const named = await mailbox.send(`${eventPath(made)}?$expand=attachments($select=name)`);
    const others = entriesOf(await mailbox.send(String(named.json['attachments@odata.nextLink'])));
    expect([others.length, ...new Set(others.flatMap((entry) => Object.keys(entry)))]).toEqual([5, '@odata.type', 'id', 'name']);
  });

  it('GET …/events/{id}?$expand= is refused for what is nothing to expand', async () => {
    const path = eventPath(await mailbox.newEvent());
    expect(refusal(await mailbox.send(`${path}?$expand=location`))).toMatchObject({ status: 400, code: 'BadRequest' });
    expect(refusal(await mailbox.send(`${path}?$expand=nothing`)).code).toBe('RequestBroker--ParseUri');
  });
});

describe('GET …/attachments?$filter', () => {
  let path: string;
  beforeEach(async () => {
    const attachments = [
      file('Report.pdf', 'x'.repeat(1000)),
      file('logo.png', 'y', { isInline: true, contentId: 'logo' }),
      item("O'Neill"),
      reference('link'),
      bare('bare'),
    ];
    path = `${eventPath(await mailbox.newEvent({ attachments }))}/attachments`;
  });

  it.each([
    ["name eq 'link'", ['link']],
    ["name eq 'O''Neill'", ["O'Neill"]],
    ["name ne 'link' and not (isof('microsoft.graph.fileAttachment'))", ["O'Neill", 'bare']],
    ["startswith(name,'re')", ['Report.pdf']],
    ["contains(name,'l')", ['logo.png', "O'Neill", 'link']],
    ["startswith(name,'re') eq false", ['logo.png', "O'Neill", 'link', 'bare']],
    ['size ge 1000', ['Report.pdf']],
    ['isInline', ['logo.png']],
    ['isInline ne true', ['Report.pdf', "O'Neill", 'link', 'bare']],
    ["contentType eq 'image/png' or contentType eq 'application/pdf'", ['Report.pdf', 'logo.png']],
    ["contentType eq null and isof('microsoft.graph.referenceAttachment')", ['link']],
    ["microsoft.graph.fileAttachment/contentId eq 'logo'", ['logo.png']],
    ['isof(microsoft.graph.attachment)', ['Report.pdf', 'logo.png', "O'Neill", 'link', 'bare']],
    ['lastModifiedDateTime gt 2020-01-01T00:00:00Z', ['Report.pdf', 'logo.png', "O'Neill", 'link', 'bare']],
    ['lastModifiedDateTime lt 2020-01-01T00:00:00Z', []],
    ["name eq 'x'') or (name ne '''", []],
  ])('$filter=%s finds the attachments that it says', async (filter, expected) => {
    const answer = await mailbox.send(`${path}?$filter=${encodeURIComponent(filter)}&$count=true&$select=name`);
    expect(names(entriesOf(answer))).toEqual(expected);
    expect(answer.json['@odata.count']).toBe(expected.length);
  });

  it('a $filter of attachments holds on every page, with an order of its own', async () => {
    const query = `$filter=${encodeURIComponent("contains(name,'l')")}&$orderby=name desc&$top=2&$select=name`;
    const first = await mailbox.send(`${path}?${query}`);
    expect(names(entriesOf(first))).toEqual(['logo.png', 'link']);
    const second = await mailbox.send(String(first.json['@odata.nextLink']));
    expect(names(entriesOf(second))).toEqual(["O'Neill"]);
    expect(second.json).not.toHaveProperty('@odata.nextLink');
    const other = String(first.json['@odata.nextLink']).replace(/filter=[^&]*/, `filter=${encodeURIComponent("contains(name,'i')")}`);
    expect((await mailbox.send(other)).status).toBe(400);
  });

  it('a $filter of attachments compares what is shown: a second is all of it', async () => {
    const only = `${eventPath(await mailbox.newEvent())}/attachments`;
    const { json } = await mailbox.send(only, { json: bare('one') });
    const at = String(json.lastModifiedDateTime);
    const matching = async (filter: string) => entriesOf(await mailbox.send(`${only}?$filter=${filter}`)).length;
    expect(await matching(`lastModifiedDateTime eq ${at}`)).toBe(1);
    expect(await matching(`lastModifiedDateTime ge ${at} and lastModifiedDateTime le ${at}`)).toBe(1);
    expect(await matching(`lastModifiedDateTime gt ${at} or lastModifiedDateTime lt ${at} or lastModifiedDateTime ne ${at}`)).toBe(0);
  });

  it.each([
    ["subject eq 'x'", 'RequestBroker--ParseUri', "'subject'"],
    ["contentBytes eq 'x'", 'BadRequest', 'contentBytes'],
    ["size eq 'x'", 'BadRequest', 'text value'],
    ["endswith(name,'x')", 'BadRequest', 'endswith'],
    ["isof('microsoft.graph.event')", 'BadRequest', 'microsoft.graph.event'],
    ["name eq 'x", 'BadRequest', 'character 9'],
  ])('a $filter of attachments that is %s is refused', async (filter, code, words) => {
    const answer = await mailbox.send(`${path}?$filter=${encodeURIComponent(filter)}`);
    expect(refusal(answer)).toEqual({ status: 400, code, message: expect.stringContaining(words) as unknown });
  });
});
