// Attachments whose properties are wrong: each is named in the refusal, on creation and on change, and nothing is stored.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bareBody, fileBody, itemBody, referenceBody } from '../support/api/bodies.ts';
import { openTarget, type Target } from './target.ts';

let target: Target;
beforeAll(async () => (target = await openTarget()));
afterAll(() => target.leftNothing());

type Body = Readonly<Record<string, unknown>>;
const without = (body: Body, name: string): Body => Object.fromEntries(Object.entries(body).filter(([each]) => each !== name));
const file = (more: Body): Body => fileBody('a.txt', 'hello', more);
const bodies = { file: file({}), item: itemBody({}), reference: referenceBody(), bare: bareBody() };

describe('a value of the wrong type is RequestBodyRead, and the message says which type is expected', () => {
  const wrong: [string, Body, string, unknown][] = [
    ...(['file', 'item', 'reference', 'bare'] as const).flatMap((kind): [string, Body, string, unknown][] => [
      [`${kind}: name`, { ...bodies[kind], name: 5 }, 'Edm.String', 5],
      [`${kind}: isInline`, { ...bodies[kind], isInline: 'yes' }, 'Edm.Boolean', 'yes'],
      [`${kind}: isInline`, { ...bodies[kind], isInline: 1 }, 'Edm.Boolean', 1],
    ]),
    ...(['file', 'reference', 'bare'] as const).map((kind): [string, Body, string, unknown] => [
      `${kind}: contentType`,
      { ...bodies[kind], contentType: ['a'] },
      'Edm.String',
      ['a'],
    ]),
    ['@odata.type', file({ '@odata.type': { a: 1 } }), 'Edm.String', { a: 1 }],
    ['contentId', file({ contentId: true }), 'Edm.String', true],
    ['contentBytes', file({ contentBytes: 17 }), 'Edm.Binary', 17],
    ['contentBytes', file({ contentBytes: ['aGVsbG8='] }), 'Edm.Binary', ['aGVsbG8=']],
    ['contentBytes of a wrong length', file({ contentBytes: 'aGVsb' }), 'Edm.Binary', 'aGVsb'],
    ['contentBytes with too much padding', file({ contentBytes: 'aGVsbG8==' }), 'Edm.Binary', 'aGVsbG8=='],
    ['contentBytes with padding in between', file({ contentBytes: 'aGV=bG8=' }), 'Edm.Binary', 'aGV=bG8='],
    ['contentBytes of another alphabet', file({ contentBytes: 'aGVs!G8=' }), 'Edm.Binary', 'aGVs!G8='],
    [
      'contentBytes as a data: URL',
      file({ contentBytes: 'data:text/plain;base64,aGVsbG8=' }),
      'Edm.Binary',
      'data:text/plain;base64,aGVsbG8=',
    ],
    ['sourceUrl', referenceBody({ sourceUrl: 5 }), 'Edm.String', 5],
    ['isFolder', referenceBody({ isFolder: 'maybe' }), 'Edm.Boolean', 'maybe'],
    ['providerType', referenceBody({ providerType: 'floppy' }), 'microsoft.graph.referenceAttachmentProvider', 'floppy'],
    ['providerType', referenceBody({ providerType: 'constructor' }), 'microsoft.graph.referenceAttachmentProvider', 'constructor'],
    ['permission', referenceBody({ permission: 1 }), 'microsoft.graph.referenceAttachmentPermission', 1],
    ['permission', referenceBody({ permission: '' }), 'microsoft.graph.referenceAttachmentPermission', ''],
    ['size above Int32', bareBody({ size: 2_147_483_648 }), 'Edm.Int32', 2_147_483_648],
    ['size that is another text', bareBody({ size: 'five' }), 'Edm.Int32', 'five'],
    ['size with a fraction', bareBody({ size: 1.5 }), 'Edm.Int32', 1.5],
    ['size beyond all numbers', bareBody({ size: 1e300 }), 'Edm.Int32', 1e300],
  ];
  it.each(wrong)(
    'a value of the wrong type is RequestBodyRead, and the message says which type is expected: %s',
    async (_, json, type, literal) => {
      const shown = typeof literal === 'string' ? literal : JSON.stringify(literal);
      await target.refuses({ json }, 400, 'RequestBodyRead', `Cannot convert the literal '${shown}' to the expected type '${type}'.`);
    },
  );

  it.each<[unknown]>([['{}'], [[{}]]])('an item that is %j', async (item) => {
    const shown = typeof item === 'string' ? item : JSON.stringify(item);
    await target.refuses(
      { json: { ...bodies.item, item } },
      400,
      'RequestBodyRead',
      `Cannot convert the literal '${shown}' to the expected type 'microsoft.graph.outlookItem'. It is the value of the property 'item'.`,
    );
  });

  it('a long value of the wrong type is told by its beginning alone', async () => {
    const { json } = await target.refuses(
      { json: file({ contentBytes: '!'.repeat(1_000_000) }) },
      400,
      'RequestBodyRead',
      /^Cannot convert the literal '!{40}…'/,
    );
    expect(JSON.stringify(json).length).toBeLessThan(600);
  });
});

it.each([
  ['file', 'name'],
  ['file', 'contentBytes'],
  ['item', 'name'],
  ['item', 'item'],
  ['reference', 'name'],
  ['reference', 'sourceUrl'],
] as const)('a %s without %s is ErrorInvalidRequest, absent or null', async (kind, property) => {
  const message = `The required property '${property}' is missing.`;
  await target.refuses({ json: without(bodies[kind], property) }, 400, 'ErrorInvalidRequest', message);
  await target.refuses({ json: { ...bodies[kind], [property]: null } }, 400, 'ErrorInvalidRequest', message);
});

describe('a type that is missing or none of the four is UnprocessableType', () => {
  it.each([undefined, null])('a type that is %s is UnprocessableType', async (type) => {
    await target.refuses({ json: file({ '@odata.type': type }) }, 400, 'UnprocessableType', /'@odata.type' is missing/);
  });

  it.each([
    '',
    '#',
    'file',
    'fileAttachment',
    '#microsoft.graph.event',
    '##microsoft.graph.fileAttachment',
    '#microsoft.graph.fileAttachment ',
    'constructor',
    '__proto__',
    'toString',
    '#hasownproperty',
  ])('the type %j is UnprocessableType', async (type) => {
    await target.refuses({ json: { '@odata.type': type, name: 'x' } }, 400, 'UnprocessableType', /is none of/);
  });

  it.each(['#microsoft.graph.user', 'constructor', '__proto__'])('the type %j of an item is UnprocessableType', async (type) => {
    await target.refuses({ json: itemBody({ '@odata.type': type }) }, 400, 'UnprocessableType', /none of an item/);
  });
});

it.each([
  ['bare', 'contentBytes', 'aGVsbG8='],
  ['bare', 'item', {}],
  ['bare', 'sourceUrl', 'https://a.example'],
  ['file', 'item', {}],
  ['file', 'sourceUrl', 'https://a.example'],
  ['item', 'contentBytes', 'aGVsbG8='],
  ['item', 'sourceUrl', 'https://a.example'],
  ['reference', 'contentBytes', 'aGVsbG8='],
  ['reference', 'item', {}],
] as const)('a %s attachment with %s, which would be lost, is refused by its name', async (kind, property, value) => {
  await target.refuses(
    { json: { ...bodies[kind], [property]: value } },
    400,
    'RequestBodyRead',
    new RegExp(`'${property}' does not exist on type`),
  );
});

it.each([
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  ' javascript:alert(1)',
  'file:///etc/passwd',
  'data:text/html,x',
  'ftp://a.example/',
  '/documents/a',
  '//a.example/a',
  'a.example',
  '',
  'https://',
  'http://[::1',
  'vbscript:x',
])('the URL %j is no absolute http or https URL', async (url) => {
  for (const name of ['sourceUrl', 'thumbnailUrl', 'previewUrl'])
    await target.refuses(
      { json: referenceBody({ [name]: url }) },
      400,
      'BadRequest',
      `The property '${name}' must be an absolute http or https URL.`,
    );
});

describe('too long', () => {
  it.each([
    ['name', 256, 255],
    ['contentType', 2049, 2048],
    ['contentId', 2049, 2048],
  ])('%s of %i characters are refused as too long', async (name, length, most) => {
    await target.refuses(
      { json: file({ [name]: 'x'.repeat(length) }) },
      400,
      'BadRequest',
      `The property '${name}' may have at most ${most} characters.`,
    );
  });

  it('a reference’s metadata may not be too long, each for itself and all together', async () => {
    const url = (length: number): string => `https://a.example/${'x'.repeat(length)}`;
    await target.refuses({ json: referenceBody({ sourceUrl: url(32 * 1024) }) }, 400, 'BadRequest', /'sourceUrl' may have at most 32768/);
    const parts = { sourceUrl: url(12_000), thumbnailUrl: url(12_000), previewUrl: url(12_000) };
    await target.refuses({ json: referenceBody(parts) }, 400, 'BadRequest', 'The metadata of a reference may have at most 32768 bytes.');
  });

  it('a name of 255 characters is none', async () => {
    const { status, json } = await target.send({ json: fileBody('x'.repeat(255)) });
    expect(status).toBe(201);
    await target.send({ method: 'DELETE' }, `${target.attachments}/${String(json.id)}`);
  });
});

describe('a change', () => {
  const refusesChange = (json: Body, code: string, message: string | RegExp) =>
    target.refuses({ method: 'PATCH', json }, 400, code, message, target.attachment);

  it.each<[Body, string, string | RegExp]>([
    [{ name: 5 }, 'RequestBodyRead', /'Edm.String'/],
    [{ name: '' }, 'BadRequest', "The property 'name' must not be empty."],
    [{ name: 'x'.repeat(256) }, 'BadRequest', /at most 255/],
    [{ isInline: 'x' }, 'RequestBodyRead', /'Edm.Boolean'/],
    [{ contentBytes: 'aGVsbG9v' }, 'BadRequest', /'contentBytes' cannot be changed/],
    [
      { '@odata.type': '#microsoft.graph.itemAttachment' },
      'RequestBodyRead',
      /'microsoft.graph.itemAttachment'.*'microsoft.graph.fileAttachment'/,
    ],
    [{ item: {} }, 'RequestBodyRead', /'item' does not exist on type 'microsoft.graph.fileAttachment'/],
    [{ sourceUrl: 'https://a.example' }, 'RequestBodyRead', /'sourceUrl' does not exist on type 'microsoft.graph.fileAttachment'/],
  ])('a change to %j is refused', async (json, code, message) => {
    await refusesChange(json, code, message);
  });
});
