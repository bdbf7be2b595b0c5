// The API's document: it is one, it has all that the service has, and what the service answers is what it says.
import { randomUUID } from 'node:crypto';
import { Validator } from '@seriousme/openapi-schema-validator';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
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
import { tell, type Told } from '../../support/openapi/story.ts';

const examples = await readExamples();
const made = openapi('1.2.3', examples);
const judge = judgeBy(made);

const operation = z.looseObject({
  operationId: z.string(),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  requestBody: z.looseObject({ content: z.record(z.string(), z.unknown()) }).optional(),
  responses: z.record(z.string(), z.looseObject({ content: z.record(z.string(), z.unknown()).optional() })),
});
const paths = z.record(z.string(), z.record(z.string(), z.unknown())).parse(made.paths);

/** Where each operation stands, by its id. */
const places = new Map(
  Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, given]) => {
      const { success, data } = operation.safeParse(given);
      return success ? [[data.operationId, { path, method, ...data }] as const] : [];
    }),
  ),
);

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

/** What is wrong with an answer that has a body. */
function faultsOfAnswer(id: string, status: number, body: unknown): readonly string[] {
  const { path, method, responses } = placeOf(id);
  const answered = responses[String(status)];
  if (answered === undefined) return [`The document has no ${status} of '${id}'.`];
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
    const besides = Object.keys(servicePathsBeside()).map((path) => paths[path]);
    const told = besides.map((item) => operation.parse(item?.get).operationId);
    expect(free.sort()).toEqual(['cancelUpload', 'getMetadata', 'getUpload', 'sendUploadRange', ...told].sort());
    for (const id of ids) expect(Object.keys(placeOf(id).responses), id).toEqual(expect.arrayContaining(['400', '429', '500', '503']));
  });
});

describe('the examples', () => {
  const recorded = Object.entries(examples);

  it('there are dozens of examples, each of an operation that is there', () => {
    expect(recorded.length).toBeGreaterThan(50);
    expect(recorded.filter(([id]) => !places.has(id))).toEqual([]);
  });

  it.each(recorded)('the example of %s is what its schemas say', (id, { request, answer }) => {
    if (request !== undefined) expect(faultsOfRequest(id, request)).toEqual([]);
    if (answer === undefined) return;
    const status = ['200', '201'].find((each) => placeOf(id).responses[each]?.content !== undefined);
    expect(faultsOfAnswer(id, Number(status), answer)).toEqual([]);
  });

  it('an answer with a property that is not described, or without one that must be there, is told apart', () => {
    const { answer } = examples.getMe ?? {};
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
    told = await tell(await openApi(), randomUUID().slice(0, 8));
  });

  it('every answer of the story has a status and a body that the document describes', () => {
    expect(told.length).toBeGreaterThan(50);
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
    for (const { operation: id, answer } of told) {
      const answered = z
        .looseObject({ headers: z.record(z.string(), z.unknown()).optional() })
        .parse(placeOf(id).responses[String(answer.status)]);
      const missing = Object.keys(answered.headers ?? {}).filter((name) => name !== 'Preference-Applied' && !answer.headers.has(name));
      expect(missing, id).toEqual([]);
    }
  });
});
