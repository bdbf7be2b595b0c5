// Bodies that are no JSON, no object, or not of this world: each is refused in the envelope, and nothing is stored.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileBody, itemBody } from '../support/api/bodies.ts';
import { openTarget, raw, type Target } from './target.ts';

let target: Target;
beforeAll(async () => (target = await openTarget()));
afterAll(() => target.leftNothing());

const file = JSON.stringify(fileBody('a.txt'));
const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part))));

describe('refused as what cannot be read', () => {
  // Every other text that is no body: `test/unit/api/httpJsonBody.test.ts`.
  it.each<[string, string | Uint8Array<ArrayBuffer>, RegExp]>([
    ['JSON that ends in a string', file.slice(0, -3), /not JSON in UTF-8/],
    ['an array', `[${file}]`, /not a JSON object/],
    ['invalid UTF-8', bytes('{"name":"', [0xff, 0xfe], '"}'), /not JSON in UTF-8/],
    ['100,000 brackets that open only', '['.repeat(100_000), /nested deeper than 64 levels/],
  ])('a body is refused as what cannot be read: %s', async (_, body, message) => {
    await target.refuses(raw(body), 400, 'UnableToDeserializePostBody', message);
  });
});

it('every path that takes a body refuses what cannot be read', async () => {
  for (const [method, path] of [
    ['PUT', target.event],
    ['PATCH', target.attachment],
    ['POST', '/v1.0/me/events'],
  ] as const)
    await target.refuses({ ...raw('{'), method }, 400, 'UnableToDeserializePostBody', /not JSON/, path);
});

describe('taken for what it is', () => {
  const created = async (body: string): Promise<Readonly<Record<string, unknown>>> => {
    const { status, json, text } = await target.send(raw(body));
    expect(status, text).toBe(201);
    await target.send({ method: 'DELETE' }, `${target.attachments}/${String(json.id)}`);
    return json;
  };

  it('a property that comes twice is the last one', async () => {
    expect(await created(file.replace('{', '{"name":"first",'))).toMatchObject({ name: 'a.txt' });
  });

  it('half a surrogate pair in a name, escaped', async () => {
    expect(await created(file.replace('a.txt', '\\ud83d.txt'))).toMatchObject({ name: '\ud83d.txt' });
  });

  it('__proto__ and constructor are an item’s properties like others, and pollute nothing', async () => {
    const item =
      '{"@odata.type":"#microsoft.graph.contact","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":"x"}';
    const body = JSON.stringify(itemBody({})).replace('"item":{}', `"item":${item}`);
    for (const name of ['__proto__', 'constructor', 'toString'])
      await target.refuses(raw(body.replace('"item":', `"${name}":{"name":"x"},"item":`)), 400, 'RequestBodyRead', new RegExp(`'${name}'`));
    const { status, json } = await target.send(raw(body));
    expect(status).toBe(201);
    const path = `${target.attachments}/${String(json.id)}`;
    const got = await target.send({ method: 'GET' }, `${path}/microsoft.graph.itemAttachment/item`);
    expect(got.status).toBe(200);
    expect(got.text.replace(/"@odata.context":"[^"]*",/, '')).toBe(item);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    expect((await target.send({ method: 'GET' })).text).not.toContain('polluted');
    await target.send({ method: 'DELETE' }, path);
  });
});
