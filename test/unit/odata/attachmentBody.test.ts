// Bodies of attachments whose properties are wrong: each is named in the refusal, on creation and on change.
import { describe, expect, it } from 'vitest';
import { readAttachmentChange, readNewAttachment } from '../../../lib/odata/attachment/attachmentBody.ts';
import { checkBody, type BodyName } from '../../../lib/odata/types/bodySchema.ts';
import { isJsonObject } from '../../../lib/odata/types/bodyReader.ts';
import type { NewAttachment } from '../../../lib/attachments/attachment.ts';
import type { JsonObject } from '../../../lib/runtime/json.ts';
import { bareBody, fileBody, itemBody, referenceBody } from '../../support/api/bodies.ts';
import { errorOf } from '../../support/errors.ts';

type Body = Readonly<Record<string, unknown>>;
const file = (more: Body): Body => fileBody('a.txt', 'hello', more);
const item = itemBody({});
const bodies = { file: file({}), item, reference: referenceBody(), bare: bareBody() };
const without = (body: Body, name: string): Body => Object.fromEntries(Object.entries(body).filter(([each]) => each !== name));

/** The body as it comes, held against what it is to be. */
function sent(body: Body, name: BodyName): JsonObject {
  const parsed: unknown = JSON.parse(JSON.stringify(body));
  if (!isJsonObject(parsed)) return expect.fail('no object');
  checkBody(parsed, name);
  return parsed;
}

const made = (body: Body): NewAttachment => readNewAttachment(sent(body, 'newAttachment'));

function refuses(body: Body, code: string, message: string | RegExp): void {
  const matched: unknown = typeof message === 'string' ? message : expect.stringMatching(message);
  expect(errorOf(() => made(body))).toMatchObject({ status: 400, code, message: matched });
}

describe('a value of the wrong type', () => {
  const kinds = (['file', 'item', 'reference', 'bare'] as const).flatMap((kind): [string, Body, string, unknown][] => [
    [`${kind}: name`, { ...bodies[kind], name: 5 }, 'Edm.String', 5],
    [`${kind}: isInline`, { ...bodies[kind], isInline: 'yes' }, 'Edm.Boolean', 'yes'],
    [`${kind}: isInline`, { ...bodies[kind], isInline: 'maybe' }, 'Edm.Boolean', 'maybe'],
    [`${kind}: isInline`, { ...bodies[kind], isInline: 1 }, 'Edm.Boolean', 1],
  ]);
  const types = (['file', 'reference', 'bare'] as const).map((kind): [string, Body, string, unknown] => [
    `${kind}: contentType`,
    { ...bodies[kind], contentType: ['a'] },
    'Edm.String',
    ['a'],
  ]);
  const binary = ['aGVsb', 'aGVsbG8==', 'aGV=bG8=', 'aGVs!G8=', 'a*b', 'data:text/plain;base64,aGVsbG8='].map(
    (contentBytes): [string, Body, string, unknown] => ['contentBytes', file({ contentBytes }), 'Edm.Binary', contentBytes],
  );

  it.each<[string, Body, string, unknown]>([
    ...kinds,
    ...types,
    ...binary,
    ['@odata.type', file({ '@odata.type': { a: 1 } }), 'Edm.String', { a: 1 }],
    ['contentId', file({ contentId: true }), 'Edm.String', true],
    ['contentBytes', file({ contentBytes: 17 }), 'Edm.Binary', 17],
    ['contentBytes', file({ contentBytes: ['aGVsbG8='] }), 'Edm.Binary', ['aGVsbG8=']],
    ['sourceUrl', referenceBody({ sourceUrl: 5 }), 'Edm.String', 5],
    ['isFolder', referenceBody({ isFolder: 'maybe' }), 'Edm.Boolean', 'maybe'],
    ['providerType', referenceBody({ providerType: 'floppy' }), 'microsoft.graph.referenceAttachmentProvider', 'floppy'],
    ['providerType', referenceBody({ providerType: 'constructor' }), 'microsoft.graph.referenceAttachmentProvider', 'constructor'],
    ['permission', referenceBody({ permission: 1 }), 'microsoft.graph.referenceAttachmentPermission', 1],
    ['permission', referenceBody({ permission: '' }), 'microsoft.graph.referenceAttachmentPermission', ''],
    ['permission', referenceBody({ permission: 'all' }), 'microsoft.graph.referenceAttachmentPermission', 'all'],
    ['size above Int32', bareBody({ size: 2_147_483_648 }), 'Edm.Int32', 2_147_483_648],
    ['size that is another text', bareBody({ size: 'five' }), 'Edm.Int32', 'five'],
    ['size with a fraction', bareBody({ size: 1.5 }), 'Edm.Int32', 1.5],
    ['size beyond all numbers', bareBody({ size: 1e300 }), 'Edm.Int32', 1e300],
  ])('a value of the wrong type is told with the type that is expected: %s', (_, body, type, literal) => {
    const shown = typeof literal === 'string' ? literal : JSON.stringify(literal);
    refuses(body, 'RequestBodyRead', `Cannot convert the literal '${shown}' to the expected type '${type}'.`);
  });

  it.each<[unknown]>([['{}'], [[{}]]])('an item that is %j is told with its property too', (given) => {
    const shown = typeof given === 'string' ? given : JSON.stringify(given);
    refuses(
      { ...item, item: given },
      'RequestBodyRead',
      `Cannot convert the literal '${shown}' to the expected type 'microsoft.graph.outlookItem'. It is the value of the property 'item'.`,
    );
  });

  it('a long value of the wrong type is told by its beginning alone', () => {
    const { message } = errorOf(() => made(file({ contentBytes: '!'.repeat(1_000_000) })));
    expect(message).toMatch(/^Cannot convert the literal '!{40}…'/);
    expect(message.length).toBeLessThan(300);
  });
});

it.each([
  ['file', 'name'],
  ['file', 'contentBytes'],
  ['item', 'name'],
  ['item', 'item'],
  ['reference', 'name'],
  ['reference', 'sourceUrl'],
] as const)('a %s without %s is ErrorInvalidRequest, absent or null', (kind, property) => {
  const message = `The required property '${property}' is missing.`;
  refuses(without(bodies[kind], property), 'ErrorInvalidRequest', message);
  refuses({ ...bodies[kind], [property]: null }, 'ErrorInvalidRequest', message);
});

it.each(['file', 'item', 'reference'] as const)('a %s with an empty name is ErrorInvalidRequest', (kind) => {
  refuses({ ...bodies[kind], name: '' }, 'ErrorInvalidRequest', "The required property 'name' is missing.");
});

describe('a type that is missing or none of the four is UnprocessableType', () => {
  it.each([undefined, null])('a type that is %s is UnprocessableType', (type) => {
    refuses(file({ '@odata.type': type }), 'UnprocessableType', /'@odata.type' is missing/);
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
  ])('the type %j is UnprocessableType', (type) => {
    refuses({ '@odata.type': type, name: 'x' }, 'UnprocessableType', /is none of/);
  });

  it.each(['#microsoft.graph.user', 'constructor', '__proto__'])('the type %j of an item is UnprocessableType', (type) => {
    refuses(itemBody({ '@odata.type': type }), 'UnprocessableType', /none of an item/);
  });
});

it.each([
  ['bare', 'contentBytes', 'aGVsbG8='],
  ['bare', 'item', {}],
  ['bare', 'sourceUrl', 'https://a.example'],
  ['file', 'item', {}],
  ['file', 'sourceUrl', 'https://a.example'],
  ['file', 'contentLocation', 'x'],
  ['item', 'contentBytes', 'aGVsbG8='],
  ['item', 'sourceUrl', 'https://a.example'],
  ['item', 'contentType', 'text/calendar'],
  ['reference', 'contentBytes', 'aGVsbG8='],
  ['reference', 'item', {}],
] as const)('a %s attachment with %s, which would be lost, is refused by its name', (kind, property, value) => {
  refuses({ ...bodies[kind], [property]: value }, 'RequestBodyRead', new RegExp(`'${property}'`));
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
])('the URL %j is no absolute http or https URL', (url) => {
  for (const name of ['sourceUrl', 'thumbnailUrl', 'previewUrl'])
    refuses(referenceBody({ [name]: url }), 'BadRequest', `The property '${name}' must be an absolute http or https URL.`);
});

it('a size below zero is refused', () => {
  refuses(bareBody({ size: -1 }), 'BadRequest', /'size' must be from 0 to 2147483647/);
});

describe('too long', () => {
  it.each([
    ['name', 256, 255],
    ['contentType', 2049, 2048],
    ['contentId', 2049, 2048],
  ])('%s of %i characters are refused as too long', (name, length, most) => {
    refuses(file({ [name]: 'x'.repeat(length) }), 'BadRequest', `The property '${name}' may have at most ${most} characters.`);
    expect(made(file({ [name]: 'x'.repeat(most) })).properties).toMatchObject({ [name]: 'x'.repeat(most) });
  });

  it('a reference’s metadata may not be too long, each for itself and all together', () => {
    const url = (length: number): string => `https://a.example/${'x'.repeat(length)}`;
    refuses(referenceBody({ sourceUrl: url(32 * 1024) }), 'BadRequest', /'sourceUrl' may have at most 32768 characters/);
    const parts = { sourceUrl: url(12_000), thumbnailUrl: url(12_000), previewUrl: url(12_000) };
    refuses(referenceBody(parts), 'BadRequest', 'The metadata of a reference may have at most 32768 bytes.');
  });
});

describe('a change', () => {
  const typeNames = { file: 'fileAttachment', item: 'itemAttachment', reference: 'referenceAttachment', bare: 'attachment' } as const;

  it.each<[keyof typeof bodies, Body, string, string | RegExp]>([
    ['file', { name: 5 }, 'RequestBodyRead', /'Edm.String'/],
    ['file', { name: '' }, 'BadRequest', "The property 'name' must not be empty."],
    ['bare', { name: '' }, 'BadRequest', "The property 'name' must not be empty."],
    ['file', { name: 'x'.repeat(256) }, 'BadRequest', /at most 255/],
    ['file', { isInline: 'x' }, 'RequestBodyRead', /'Edm.Boolean'/],
    [
      'file',
      { '@odata.type': '#microsoft.graph.itemAttachment' },
      'RequestBodyRead',
      /'microsoft.graph.itemAttachment'.*'microsoft.graph.fileAttachment'/,
    ],
    ['file', { item: {} }, 'RequestBodyRead', /'item' does not exist on type 'microsoft.graph.fileAttachment'/],
    ['file', { sourceUrl: 'https://a.example' }, 'RequestBodyRead', /'sourceUrl' does not exist on type 'microsoft.graph.fileAttachment'/],
    ['item', { contentType: 'text/calendar' }, 'RequestBodyRead', /'contentType'/],
    ['reference', { sourceUrl: 'javascript:alert(1)' }, 'BadRequest', /'sourceUrl'/],
    ['bare', { size: 5 }, 'BadRequest', /'size' cannot be changed/],
  ])('a change of a %s to %j is refused', (kind, body, code, message) => {
    const { properties } = made(bodies[kind]);
    const matched: unknown = typeof message === 'string' ? message : expect.stringMatching(message);
    const error = errorOf(() => readAttachmentChange(sent(body, typeNames[kind]))(properties));
    expect(error).toMatchObject({ status: 400, code, message: matched });
  });
});
