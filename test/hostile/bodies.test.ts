// Bodies that are no JSON, no object, or not of this world: each is refused in the envelope, and nothing is stored.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileBody, itemBody } from '../support/api/bodies.ts';
import { openTarget, raw, type Target } from './target.ts';

let target: Target;
beforeAll(async () => (target = await openTarget()));
afterAll(() => target.leftNothing());

const file = JSON.stringify(fileBody('a.txt'));
const nested = (levels: number, open: string, close: string, core = '1'): string => `${open.repeat(levels)}${core}${close.repeat(levels)}`;
const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part))));

describe('refused as what cannot be read', () => {
  it.each<[string, string | Uint8Array<ArrayBuffer>, RegExp]>([
    ['nothing', '', /not JSON in UTF-8/],
    ['text', 'hello', /not JSON in UTF-8/],
    ['a form', 'name=a&contentBytes=b', /not JSON in UTF-8/],
    ['XML', '<attachment name="a"/>', /not JSON in UTF-8/],
    ['JSON that ends too early', file.slice(0, -1), /not JSON in UTF-8/],
    ['JSON that ends in a string', file.slice(0, -3), /not JSON in UTF-8/],
    ['JSON with something behind it', `${file}x`, /not JSON in UTF-8/],
    ['two objects', `${file}${file}`, /not JSON in UTF-8/],
    ['a comma too many', file.replace(/}$/, ',}'), /not JSON in UTF-8/],
    ['a comment', `/* */${file}`, /not JSON in UTF-8/],
    ['single quotes', file.replaceAll('"', "'"), /not JSON in UTF-8/],
    ['an array', `[${file}]`, /not a JSON object/],
    ['a number', '42', /not a JSON object/],
    ['null', 'null', /not a JSON object/],
    ['a string', '"{}"', /not a JSON object/],
    ['a raw NUL', '\0', /not JSON in UTF-8/],
    ['a raw NUL in a string', bytes('{"name":"a', [0], 'b"}'), /not JSON in UTF-8/],
    ['a raw line break in a string', '{"name":"a\nb"}', /not JSON in UTF-8/],
    ['invalid UTF-8', bytes('{"name":"', [0xff, 0xfe], '"}'), /not JSON in UTF-8/],
    ['an overlong encoding', bytes('{"name":"', [0xc0, 0xaf], '"}'), /not JSON in UTF-8/],
    ['an encoded half of a pair', bytes('{"name":"', [0xed, 0xa0, 0x80], '"}'), /not JSON in UTF-8/],
    ['UTF-16', new Uint8Array(Buffer.from(`\uFEFF${file}`, 'utf16le')), /not JSON in UTF-8/],
    ['100,000 objects in each other', nested(100_000, '{"a":', '}'), /nested deeper than 64 levels/],
    ['100,000 arrays in each other', `{"a":${nested(100_000, '[', ']')}}`, /nested deeper than 64 levels/],
    ['100,000 brackets that open only', '['.repeat(100_000), /nested deeper than 64 levels/],
    ['an item 65 levels deep', JSON.stringify(itemBody({})).replace('{}', nested(65, '{"a":', '}')), /nested deeper than 64 levels/],
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

  it('a byte order mark is ignored', async () => {
    expect(await created(`\uFEFF${file}`)).toMatchObject({ name: 'a.txt' });
  });

  it('brackets in strings nest nothing', async () => {
    const name = '[{"'.repeat(80);
    expect(await created(JSON.stringify(fileBody(name)))).toMatchObject({ name });
  });

  it('half a surrogate pair in a name, escaped', async () => {
    expect(await created(file.replace('a.txt', '\\ud83d.txt'))).toMatchObject({ name: '\ud83d.txt' });
  });

  it('read-only properties are ignored', async () => {
    const made = await created(
      JSON.stringify(fileBody('a.txt', 'hello', { id: 'mine', size: 1, lastModifiedDateTime: 'x', contentLocation: null })),
    );
    expect(made).toMatchObject({ size: 5, contentLocation: null });
    expect(made.id).not.toBe('mine');
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
