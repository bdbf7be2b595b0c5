// The API's document: it is one, it has all that the service has, and what the service answers is what it says.
import { randomUUID } from 'node:crypto';
import { Validator } from '@seriousme/openapi-schema-validator';
import { beforeAll, describe, expect, it } from 'vitest';
import { readExamples } from '../../../infra/openapi/describe.ts';
import { openapi, operationsOf } from '../../../infra/openapi/openapi.ts';
import { describedPaths, templateOf } from '../../../infra/openapi/paths.ts';
import { servicePathsBeside } from '../../../infra/openapi/beside/service.ts';
import { uploadPaths } from '../../../infra/openapi/beside/uploads.ts';
import { allowedMethods, resourceOf, resources } from '../../../lib/api/routes.ts';
import { uploadMethods } from '../../../lib/api/uploads/uploads.ts';
import { operationName } from '../../../lib/paths/reference.ts';
import { parsePath } from '../../../lib/paths/grammar.ts';
import { maxInlineBytes } from '../../../lib/runtime/limits.ts';
import { openApi, type Answer, type Sent } from '../../support/api/api.ts';
import { eventPath, weeklySeries } from '../../support/api/events.ts';
import { judgeBy } from '../../support/openapi/holdTo.ts';
import { notMet, notShown } from '../../support/openapi/notShown.ts';
import { placesIn } from '../../support/openapi/places.ts';
import { hardships } from '../../support/openapi/story/hardships.ts';
import { tell, type Told } from '../../support/openapi/tell.ts';
import { startReceiver } from '../../support/receivers/receiver.ts';

const examples = await readExamples();
const made = openapi('1.2.3', examples);
const judge = judgeBy(made);

/** Where each operation stands, by its id. */
const places = placesIn(made);

function placeOf(id: string) {
  const place = places.get(id);
  if (place === undefined) throw new Error(`The document has no operation '${id}'.`);
  return place;
}

/** What is wrong with a body that was sent. */
function faultsOfRequest(id: string, body: unknown): readonly string[] {
  const { path, method } = placeOf(id);
  return judge(['paths', path, method, 'requestBody', 'content', 'application/json', 'schema'], body);
}

/** Where the document has the body of an error, which the operations share. */
const errorOf = (status: number): readonly string[] => ['components', 'responses', String(status), 'content', 'application/json', 'schema'];

/** What is wrong with an answer that has a body. */
function faultsOfAnswer(id: string, status: number, body: unknown): readonly string[] {
  const { path, method, responses } = placeOf(id);
  const answered = responses[String(status)];
  if (answered === undefined) return [`The document has no ${status} of '${id}'.`];
  if (answered.$ref !== undefined) return judge(errorOf(status), body);
  const type = Object.keys(answered.content ?? {})[0];
  if (type === undefined) return body === undefined || body === '' ? [] : ['The document has no body.'];
  return judge(['paths', path, method, 'responses', String(status), 'content', type, 'schema'], body);
}

describe('the document', () => {
  it('the document is one of OpenAPI 3.1, of which every reference leads somewhere', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(made));
    expect(errors ?? []).toEqual([]);
    expect(valid).toBe(true);
    const named = [...JSON.stringify(made).matchAll(/"#\/components\/(\w+)\/([^"]+)"/g)];
    const components = made.components as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    expect(named.length).toBeGreaterThan(1000);
    expect(named.filter(([, kind = '', name = '']) => components[kind]?.[name] === undefined)).toEqual([]);
  });

  it('the document has every resource of the table of routes, and each path all methods that the table lets it have', () => {
    expect([...new Set(describedPaths.map(({ at }) => resourceOf(at)))].sort()).toEqual([...resources].sort());
    for (const path of describedPaths) {
      const allowed = allowedMethods(path.at).filter((method) => method !== 'HEAD');
      expect(
        operationsOf(path)
          .map(([method]) => method)
          .sort(),
        templateOf(path),
      ).toEqual([...allowed].sort());
    }
    const uploads = Object.keys(uploadPaths()['/uploads/{token}'] as object).filter((name) => /^(?:get|put|post|patch|delete)$/.test(name));
    expect(uploads.sort()).toEqual(
      uploadMethods
        .filter((method) => method !== 'HEAD')
        .map((method) => method.toLowerCase())
        .sort(),
    );
  });

  it('every path is one that the grammar takes, and names what it stands for', () => {
    for (const path of describedPaths) {
      const spelled = `/v1.0${templateOf(path).replaceAll(/\{([\w-]+)\}/g, 'a$1')}`;
      expect(operationName(parsePath(spelled)), spelled).toBe(operationName(path.at));
    }
    expect(new Set(describedPaths.map(templateOf)).size).toBe(describedPaths.length);
  });

  it('every operation has a name of its own, a summary, a permission or a reason to need none, and all errors that any request may meet', () => {
    const ids = describedPaths.flatMap((path) => operationsOf(path).map(([, { id }]) => id));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z][A-Za-z]+$/.test(id))).toEqual([]);
    const free = [...places.values()].filter(({ security }) => security.length === 0).map(({ operationId }) => operationId);
    const beside = [...places.values()]
      .filter(({ path }) => Object.hasOwn(servicePathsBeside(), path))
      .map(({ operationId }) => operationId);
    expect(free.sort()).toEqual(['cancelUpload', 'getMetadata', 'getUpload', 'sendUploadRange', ...beside].sort());
    for (const id of ids) expect(Object.keys(placeOf(id).responses), id).toEqual(expect.arrayContaining(['400', '429', '500', '503']));
  });
});

describe('the examples', () => {
  const { operations, errors } = examples;
  const recorded = Object.entries(operations);
  const refused = Object.entries(errors).flatMap(([status, met]) => Object.entries(met).map(([id, each]) => [status, id, each] as const));

  it('every operation has an example, of an error where it has no other, but for those that are left out for a reason', () => {
    const shown = new Set([...recorded.map(([id]) => id), ...refused.map(([, id]) => id)]);
    expect([...places.keys()].filter((id) => !shown.has(id)).sort()).toEqual(Object.keys(notShown).sort());
    expect([...shown].filter((id) => !places.has(id))).toEqual([]);
  });

  it('every error has an example, but for those that are left out for a reason', () => {
    const listed = new Set(
      [...places.values()].flatMap(({ responses }) => Object.keys(responses).filter((status) => Number(status) >= 400)),
    );
    expect([...listed].filter((status) => errors[status] === undefined).sort()).toEqual(Object.keys(notMet));
    expect(Object.keys(errors).filter((status) => !listed.has(status))).toEqual([]);
  });

  it('every example is what the schemas of its operation say', () => {
    const faults = recorded.flatMap(([id, { request, status, answer }]) => [
      ...(request === undefined ? [] : faultsOfRequest(id, request).map((fault) => `${id} is asked: ${fault}`)),
      ...(answer === undefined ? [] : faultsOfAnswer(id, status, answer).map((fault) => `${id} answers: ${fault}`)),
    ]);
    expect(faults).toEqual([]);
  });

  it('every error is in the envelope that the document describes', () => {
    const faults = refused.flatMap(([status, id, { answer }]) =>
      judge(errorOf(Number(status)), answer).map((fault) => `${status} ${id}: ${fault}`),
    );
    expect(faults).toEqual([]);
  });

  it('every example is in the document, beside what it is an example of', () => {
    const placed = recorded.flatMap(([id, { asked }]) => (String(placeOf(id).description).includes(asked) ? [] : [id]));
    expect(placed).toEqual([]);
    const { createEvent } = operations;
    expect(placeOf('createEvent')).toMatchObject({
      requestBody: { content: { 'application/json': { example: createEvent?.request } } },
      responses: { 201: { content: { 'application/json': { example: createEvent?.answer } } } },
    });
    expect(made).toHaveProperty(
      ['components', 'responses', '404', 'content', 'application/json', 'examples', 'getPhoto', 'value'],
      errors['404']?.getPhoto?.answer,
    );
  });

  it('no example names where it was recorded', () => {
    expect(JSON.stringify(examples)).not.toMatch(/localhost|127\.0\.0\.1/);
  });

  it('an answer with a property that is not described, or without one that must be there, is told apart', () => {
    const { answer } = operations.getMe ?? {};
    expect(faultsOfAnswer('getMe', 200, { ...(answer as object), unheard: 1 })).toEqual([expect.stringContaining('unheard')]);
    expect(faultsOfAnswer('listEvents', 200, {})).toEqual([expect.stringContaining('value')]);
    expect(faultsOfAnswer('getMe', 418, {})).toEqual(["The document has no 418 of 'getMe'."]);
  });
});

const daily = {
  ...weeklySeries(),
  recurrence: { pattern: { type: 'daily', interval: 1 }, range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 200 } },
};
/** A file that is a part of an item, and a span with more occurrences than `$expand` shows. */
const attached = { '@odata.type': '#microsoft.graph.fileAttachment', name: 'inner.txt', contentBytes: 'aGVsbG8=' };
const span = 'startDateTime=2027-01-01T00:00:00Z&endDateTime=2028-12-31T00:00:00Z';

describe('what the service answers', () => {
  let told: readonly Told[];
  beforeAll(async () => {
    const suffix = randomUUID().slice(0, 8);
    const [adele = '', megan = ''] = ['adele', 'megan'].map((name) => `${name}-${suffix}@contoso.example`);
    const receiver = await startReceiver();
    told = await tell(await openApi(), { adele, megan, suffix, receiver: receiver.url, now: new Date() });
    await receiver.stop();
  });

  it('every answer of the story has a status and a body that the document describes', () => {
    const known = new Set([...told.map(({ operation }) => operation), ...hardships.flatMap(({ steps }) => steps.map(([id]) => id))]);
    expect([...places.keys()].filter((id) => !known.has(id))).toEqual([]);
    const faults = told.flatMap(({ operation: id, answer: { status, text } }) => {
      const body: unknown = /^[[{]/.test(text) ? JSON.parse(text) : text === '' ? undefined : text;
      return faultsOfAnswer(id, status, body).map((fault) => `${id}: ${fault}`);
    });
    expect(faults).toEqual([]);
  });

  it('what is expanded, and what an upload answers, has no annotation that the document does not describe', async () => {
    const api = await openApi();
    const ask = async (id: string, path: string, sent: Sent = {}): Promise<Answer['json']> => {
      const { status, json, text } = await api.send(path, sent);
      expect(status, text).toBeLessThan(300);
      expect(faultsOfAnswer(id, status, json), id).toEqual([]);
      return json;
    };
    const event = eventPath(await ask('createEvent', '/v1.0/me/events', { json: daily }));
    const attachments = `${event}/attachments`;
    const item = { '@odata.type': '#microsoft.graph.event', subject: 'attached', attachments: [attached] };
    await ask('createEventAttachment', attachments, { json: { '@odata.type': '#microsoft.graph.itemAttachment', name: 'an item', item } });
    const size = maxInlineBytes + 1;
    const { uploadUrl } = await ask('createEventUploadSession', `${attachments}/createUploadSession`, {
      json: { AttachmentItem: { attachmentType: 'file', name: 'large.bin', size } },
    });
    const put = async (from: number, end: number): Promise<Answer['json']> =>
      ask('sendUploadRange', String(uploadUrl), {
        method: 'PUT',
        token: null,
        headers: { 'Content-Type': 'application/octet-stream', 'Content-Range': `bytes ${from}-${end - 1}/${size}` },
        body: new Uint8Array(end - from),
      });
    expect(await put(0, 327_680)).toHaveProperty('ExpirationDateTime');
    await ask('getUpload', String(uploadUrl), { token: null });
    const { id } = await put(327_680, size);
    expect(await ask('getEventAttachment', `${attachments}/${String(id)}`)).toHaveProperty(['@odata.mediaReadLink']);
    const expanded = await ask('listEventAttachments', `${attachments}?$expand=microsoft.graph.itemAttachment/item`);
    expect(JSON.stringify(expanded)).toContain('"item@odata.context"');
    expect(JSON.stringify(expanded)).toContain('"@odata.mediaContentType"');
    const shown = await ask('getEvent', `${event}?$expand=attachments,calendar,extensions,instances&${span}`);
    expect(Object.keys(shown)).toEqual(expect.arrayContaining(['attachments@odata.context', 'instances@odata.nextLink']));
  });

  it('the headers that the document names are those that answers have', () => {
    const missing = told.flatMap(({ operation: id, answer: { status, headers } }) =>
      Object.keys(placeOf(id).responses[String(status)]?.headers ?? {})
        .filter((name) => name !== 'Preference-Applied' && !headers.has(name))
        .map((name) => `${id}, ${status}: ${name}`),
    );
    expect(missing).toEqual([]);
  });
});
