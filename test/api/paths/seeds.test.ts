// The two documents the service began with: each request as printed, by each of their 13 templates, and its answer held to them.
import { beforeAll, describe, expect, it } from 'vitest';
import { demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { seedExamples, type PrintedProperty, type SeedExample } from '../../fixtures/seeds.ts';
import { seedTemplates } from '../../fixtures/seedTemplates.ts';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';
import { demoIdsFor, fillTemplate, idsOfEvent } from '../../support/data/fillTemplate.ts';

/** Where the documents contradict themselves, or print an example's value; what the service gives instead, and why. */
const contradictions: readonly { example: SeedExample['name']; what: string; given: unknown; because: string }[] = [
  ...(['file', 'item'] as const).flatMap((example) => [
    { example, what: 'status', given: 201, because: 'the text above the example says 201 Created' },
    { example, what: 'isInline', given: false, because: "the request doesn't ask for it, and the default is false" },
  ]),
  { example: 'file', what: 'contentType', given: 'application/octet-stream', because: 'nothing was sent, and the name has no extension' },
  { example: 'file', what: 'size', given: 13, because: 'the 18 digits of base64url are 13 bytes' },
  { example: 'item', what: 'contentType', given: null, because: 'only files have one; the full answer of a reference shows null' },
  { example: 'item', what: 'size', given: 2, because: "an item's size is that of its JSON" },
  { example: 'reference', what: 'size', given: expect.any(Number), because: "it is the metadata's own" },
  { example: 'bare', what: 'Content-length', given: 146, because: 'printed lengths are not those of the printed bodies' },
  { example: 'file', what: 'Content-length', given: 118, because: 'printed lengths are not those of the printed bodies' },
  { example: 'item', what: 'Content-length', given: 92, because: 'printed lengths are not those of the printed bodies' },
  { example: 'reference', what: 'Content-length', given: 274, because: 'printed lengths are not those of the printed bodies' },
];

/** Examples of what is different each time: the form counts. The context has quoted keys instead of slashes. */
const formOf: Readonly<Record<string, RegExp>> = {
  id: /^[A-Za-z0-9_=-]{1,256}$/,
  lastModifiedDateTime: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
  '@odata.context': /^http:\/\/[^/]+\/beta\/\$metadata#(users|groups)\('[0-9a-f-]{36}'\)\/events\('[^']+'\)\/attachments\/\$entity$/,
};

let api: Api;
let application: string;
beforeAll(async () => {
  api = await openApi();
  application = await api.token({ app: true });
});

/** The first document's path goes through another user's mailbox, which only an application may; `me` is for people. */
const sendSeed = (example: SeedExample, path: string): Promise<Answer> => {
  const token = path.includes('/me/') ? {} : { token: application };
  return api.send(path, { method: 'POST', body: example.body, headers: { 'Content-Type': 'application/json' }, ...token });
};

/** What to expect where the documents print something. */
function expected(example: SeedExample, what: string, printed: unknown): unknown {
  const found = contradictions.find((each) => each.example === example.name && each.what === what);
  return found === undefined ? printed : found.given;
}

function expectProperty(example: SeedExample, answer: Answer, [name, printed]: PrintedProperty): void {
  const form = formOf[name];
  if (form === undefined) expect(answer.json[name], name).toEqual(expected(example, name, printed));
  else expect(answer.json[name], name).toMatch(form);
}

/** All properties of each type in the documents' order; the two short answers name fewer, with the id last, and say that all are given. */
const orders: Readonly<Record<SeedExample['name'], readonly string[]>> = {
  bare: ['@odata.context', ...namesOf('bare')],
  file: ['@odata.context', ...namesOf('bare'), 'contentId', 'contentLocation', 'contentBytes'],
  item: ['@odata.context', ...namesOf('bare')],
  reference: namesOf('reference'),
};

function namesOf(example: SeedExample['name']): string[] {
  return seedExamples.filter(({ name }) => name === example).flatMap(({ answer }) => answer.properties.map(([name]) => name));
}

describe.each(seedTemplates)('POST %s', (template) => {
  it.each(seedExamples)('POST answers the $name example as printed', async (example) => {
    const answer = await sendSeed(example, `/beta${fillTemplate(template, demoIdsFor(template))}`);

    expect(answer.status, answer.text).toBe(expected(example, 'status', example.answer.status));
    expect(answer.headers.get('content-type')).toMatch(/^application\/json\b/);
    expect(Object.keys(answer.json)).toEqual(orders[example.name]);
    for (const property of example.answer.properties) expectProperty(example, answer, property);
  });

  it('POST takes the same requests in v1.0, and keeps what they bring', async () => {
    for (const example of seedExamples) {
      const answer = await sendSeed(example, `/v1.0${fillTemplate(template, demoIdsFor(template))}`);
      expect(answer.status, answer.text).toBe(201);
      const { status, json } = await api.send(answer.headers.get('location') ?? '', { token: application });
      expect(status).toBe(200);
      const { '@odata.mediaContentType': mediaContentType, ...stored } = json;
      expect(stored).toEqual(answer.json);
      expect(mediaContentType).toBe(example.name === 'file' ? 'application/octet-stream' : undefined);
    }
  });
});

it('a path takes adele by her userPrincipalName where the templates say so', async () => {
  const named = seedTemplates.filter((template) => template.includes('userPrincipalName'));
  expect(named).toHaveLength(5);
  for (const template of named)
    for (const example of seedExamples) {
      const path = fillTemplate(template, { ...demoIdsFor(template), users: demoUsers.adele.upn });
      expect((await sendSeed(example, `/beta${path}`)).status).toBe(201);
    }
});

it('$value gives the file of the example back byte for byte, leftover bits of its base64url ignored', async () => {
  const example = seedExamples.find(({ name }) => name === 'file') ?? expect.fail('no example of a file');
  const event = await api.newEvent();
  const { json } = await sendSeed(example, `/beta${fillTemplate('/me/events/{id}/attachments', idsOfEvent(event))}`);
  const { bytes } = await api.send(`/beta/me/events/${event}/attachments/${String(json.id)}/$value`);
  expect(bytes).toEqual(Buffer.from('contentBytes-value', 'base64url'));
  expect(Buffer.from(String(json.contentBytes), 'base64')).toEqual(bytes);
});

it('an answer contradicts the documents only where they print something else', () => {
  for (const { example, what, given } of contradictions) {
    const printed = seedExamples
      .filter(({ name }) => name === example)
      .map(({ headers, answer }) => {
        if (what === 'status') return answer.status;
        return what === 'Content-length' ? Number(headers[what]) : answer.properties.find(([name]) => name === what)?.[1];
      });
    expect(printed, `${example} ${what}`).toHaveLength(1);
    expect(printed[0]).not.toBeUndefined();
    expect(printed[0]).not.toBe(given);
  }
});

it.each(seedExamples)('the body of the $name example is sent in its own length, not in the printed one', (example) => {
  expect(Buffer.byteLength(example.body)).toBe(expected(example, 'Content-length', Number(example.headers['Content-length'])));
});
