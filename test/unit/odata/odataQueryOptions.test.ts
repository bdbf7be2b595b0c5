// Query options: what is understood, in every spelling, and what is refused in which words.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ServiceError } from '../../../lib/runtime/errors.ts';
import { attachmentEntity, attachmentList } from '../../../lib/odata/attachment/attachmentQuery.ts';
import { eventList } from '../../../lib/odata/event/eventQuery.ts';
import { noOptions, parseQueryOptions } from '../../../lib/odata/query/queryOptions.ts';
import { errorOf } from '../../support/errors.ts';

type Schema = 'list' | 'entity' | 'none';
const parse = (query: string, schema: Schema = 'list') => {
  const params = new URLSearchParams(query);
  return schema === 'list'
    ? parseQueryOptions(params, attachmentList)
    : schema === 'entity'
      ? parseQueryOptions(params, attachmentEntity)
      : parseQueryOptions(params, noOptions);
};
const nothing = { count: false, expand: {} };
const unknownProperty = (name: string, type = 'microsoft.graph.attachment') =>
  new ServiceError(400, 'RequestBroker--ParseUri', `Could not find a property named '${name}' on type '${type}'.`);

function refusal(query: string, schema?: Schema): unknown {
  try {
    return parse(query, schema);
  } catch (error) {
    return error;
  }
}

describe('names of options', () => {
  it.each(['$top=5', 'top=5', '%24top=5', '$TOP=5', 'Top=5', '%24Top=%35', '?$top=5', '&$top=5&'])('$top is read from %s', (query) => {
    expect(parse(query)).toEqual({ ...nothing, top: 5 });
  });

  it('no option is needed', () => {
    expect(parse('')).toEqual(nothing);
    expect(parse('', 'none')).toEqual(nothing);
  });

  it.each([
    ['$foo=1', '$foo'],
    ['tpo=1', 'tpo'],
    ['$$top=1', '$$top'],
    ['$search=x', '$search'],
    ['$format=json', '$format'],
    ['=1', ''],
  ])('an option is refused as unknown: %s', (query, name) => {
    expect(refusal(query)).toMatchObject({
      status: 400,
      code: 'BadRequest',
      message: `The query option '${name}' is not supported on this resource.`,
    });
  });

  it.each(['$top=1&$top=1', '$top=1&top=2', '$Select=id&%24select=name'])('an option is refused that comes twice: %s', (query) => {
    expect(refusal(query)).toMatchObject({ status: 400, message: expect.stringContaining('more than once') as unknown });
  });

  it.each(['filter', 'top', 'skip', 'count', 'orderby', 'skiptoken'])('one entity has no $%s', (option) => {
    expect(refusal(`$${option}=1`, 'entity')).toMatchObject({ status: 400, code: 'BadRequest' });
  });

  it.each(['select', 'filter', 'top', 'skip', 'count', 'orderby', 'expand', 'skiptoken'])('the option $%s needs a value', (option) => {
    expect(refusal(`$${option}=`)).toMatchObject({ status: 400, message: `The query option '$${option}' has no value.` });
  });
});

const unsupported = (name: string): string => `The query option '${name}' is not supported on this resource.`;
const unknown = (name: string): string => `Could not find a property named '${name}' on type 'microsoft.graph.attachment'.`;

/** A query that a list of attachments refuses, and the code and the message of its refusal (400). */
const refusedOptions: readonly (readonly [query: string, code: string, message: string | RegExp])[] = [
  ['$foo=1', 'BadRequest', unsupported('$foo')],
  ['foo=1', 'BadRequest', unsupported('foo')],
  ['__proto__=1', 'BadRequest', unsupported('__proto__')],
  ['$$top=1', 'BadRequest', unsupported('$$top')],
  ['$search=a', 'BadRequest', unsupported('$search')],
  ['$apply=x', 'BadRequest', unsupported('$apply')],
  ['$top=-1', 'BadRequest', /\$top/],
  ['$top=1001', 'BadRequest', /\$top.* 1000/],
  ['$top=1.5', 'BadRequest', /\$top/],
  ['$top=1e2', 'BadRequest', /\$top/],
  ['$top=0x10', 'BadRequest', /\$top/],
  ['$top=five', 'BadRequest', /\$top/],
  ['$top=', 'BadRequest', /\$top/],
  [`$top=${'9'.repeat(400)}`, 'BadRequest', /\$top/],
  ['$top=٣', 'BadRequest', /\$top/],
  ['$top=1&top=2', 'BadRequest', /\$top.* more than once/],
  ['$skip=-1', 'BadRequest', /\$skip/],
  ['$skip=x', 'BadRequest', /\$skip/],
  ['$skip=2147483648', 'BadRequest', /\$skip/],
  ['$count=1', 'BadRequest', /\$count/],
  ['$count=maybe', 'BadRequest', /\$count/],
  ['$orderby=name,size', 'BadRequest', /one property/],
  ['$orderby=name up', 'BadRequest', /up/],
  ['$orderby=name asc desc', 'BadRequest', /\$orderby/],
  ['$orderby=isInline', 'BadRequest', /'isInline'/],
  ['$orderby=subject desc', 'RequestBroker--ParseUri', unknown('subject')],
  ['$select=nope', 'RequestBroker--ParseUri', unknown('nope')],
  ['$select=constructor', 'RequestBroker--ParseUri', unknown('constructor')],
  ['$select=__proto__', 'RequestBroker--ParseUri', unknown('__proto__')],
  ['$select=id,,name', 'RequestBroker--ParseUri', unknown('')],
  ['$expand=nope', 'RequestBroker--ParseUri', unknown('nope')],
  ['$expand=name', 'BadRequest', /'name'/],
  ['$expand=item($select=subject)', 'BadRequest', /\$expand/],
];

it.each(refusedOptions)('a list refuses %s', (query, code, message) => {
  const matched: unknown = typeof message === 'string' ? message : expect.stringMatching(message);
  expect(refusal(query)).toMatchObject({ status: 400, code, message: matched });
});

it.each([
  ['$search="x"', 'BadRequest', '$search'],
  ['$expand=instances', 'BadRequest', "'instances' cannot be expanded; 'attachments', 'calendar', 'extensions',"],
  ['$expand=attachments($top=1)', 'BadRequest', '$top'],
  ['$expand=attachments,attachments($select=id)', 'BadRequest', 'more than once'],
  ['$expand=calendar($select=nothing)', 'RequestBroker--ParseUri', "'nothing' on type 'microsoft.graph.calendar'"],
  ['$orderby=body', 'BadRequest', 'Ordering'],
  ['$orderby=start/timeZone', 'RequestBroker--ParseUri', 'start/timeZone'],
  ['$orderby=nothing', 'RequestBroker--ParseUri', 'nothing'],
  ['$orderby=start/dateTime,subject,createdDateTime', 'BadRequest', 'at most 2 properties'],
  [`$orderby=${'subject,'.repeat(200)}subject`, 'BadRequest', 'at most 2 properties'],
  ['$orderby=subject,nothing', 'RequestBroker--ParseUri', "'nothing'"],
  ['$orderby=subject,', 'RequestBroker--ParseUri', "named ''"],
  ['$select=nothing', 'RequestBroker--ParseUri', "'nothing' on type 'microsoft.graph.event'"],
  ['$select=subject,nothing', 'RequestBroker--ParseUri', "'nothing'"],
  ['$top=1001', 'BadRequest', '$top'],
  ['$top=-1', 'BadRequest', '$top'],
  ['$top=1&$top=2', 'BadRequest', '$top'],
  ['$count=1', 'BadRequest', '$count'],
  ['$filter=', 'BadRequest', '$filter'],
  ['$apply=x', 'BadRequest', '$apply'],
])('a list of events refuses %s', (query, code, words) => {
  const error = errorOf(() => parseQueryOptions(new URLSearchParams(query), eventList));
  expect(error).toMatchObject({ status: 400, code, message: expect.stringContaining(words) as unknown });
});

describe('$select', () => {
  it.each([
    ['id,name', ['id', 'name'], 'id,name'],
    ['name, id ,name', ['name', 'id'], 'name,id'],
    ['ID,ContentType', ['id', 'contentType'], 'id,contentType'],
    ['id,contentBytes', ['id', 'contentBytes'], 'id,contentBytes'],
    ['microsoft.graph.fileAttachment/contentId', ['contentId'], 'microsoft.graph.fileAttachment/contentId'],
    ['Microsoft.Graph.fileattachment/contentid', ['contentId'], 'microsoft.graph.fileAttachment/contentId'],
    ['microsoft.graph.referenceAttachment/name', ['name'], 'microsoft.graph.referenceAttachment/name'],
    ['sourceUrl,item', ['sourceUrl', 'item'], 'sourceUrl,item'],
  ])('$select=%s is read', (value, select, selectText) => {
    expect(parse(`$select=${encodeURIComponent(value)}`)).toEqual({ ...nothing, select: new Set(select), selectText });
  });

  it.each([
    ['*', '*'],
    ['id,*', '*,id'],
  ])('%s asks for everything', (value, selectText) => {
    expect(parse(`$select=${value}`)).toEqual({ ...nothing, selectText });
  });

  it.each([
    ['subject', unknownProperty('subject')],
    ['id,', unknownProperty('')],
    ['id name', unknownProperty('id name')],
    ['item(id)', unknownProperty('item(id)')],
    ['constructor', unknownProperty('constructor')],
    ['microsoft.graph.fileAttachment', unknownProperty('microsoft.graph.fileAttachment')],
    ['microsoft.graph.event/subject', unknownProperty('microsoft.graph.event/subject')],
    ['microsoft.graph.fileAttachment/sourceUrl', unknownProperty('sourceUrl', 'microsoft.graph.fileAttachment')],
    ['microsoft.graph.fileAttachment/*', unknownProperty('*', 'microsoft.graph.fileAttachment')],
  ])('$select=%s is refused', (value, error) => {
    expect(refusal(`$select=${encodeURIComponent(value)}`)).toEqual(error);
  });
});

describe('numbers', () => {
  it.each([
    ['$top=0', { top: 0 }],
    ['$top=100', { top: 100 }],
    ['$top=0010', { top: 10 }],
    ['$skip=0', { skip: 0 }],
    ['$skip=2147483647', { skip: 2_147_483_647 }],
    ['$count=true', { count: true }],
    ['$count=True', { count: true }],
    ['$count=false', { count: false }],
  ])('the number in %s is read', (query, options) => {
    expect(parse(query)).toEqual({ ...nothing, ...options });
  });

  it('$top reaches 1000', () => {
    expect(parse('$top=1000')).toMatchObject({ top: 1000 });
    expect(refusal('$top=1001')).toMatchObject({ status: 400, message: expect.stringContaining('1000') as unknown });
  });
});

describe('$orderby', () => {
  it.each([
    ['name', 'name', 'asc'],
    ['size desc', 'size', 'desc'],
    ['contenttype ASC', 'contentType', 'asc'],
    ['lastModifiedDateTime  Desc', 'lastModifiedDateTime', 'desc'],
  ])('$orderby=%s is read', (value, property, direction) => {
    expect(parse(`$orderby=${encodeURIComponent(value)}`)).toEqual({ ...nothing, orderBy: [{ property, direction }] });
  });
});

describe('$expand and $skiptoken', () => {
  it.each(['microsoft.graph.itemattachment/item', 'microsoft.graph.itemAttachment/item', 'item'])('$expand=%s is read', (value) => {
    expect(parse(`$expand=${encodeURIComponent(value)}`, 'entity')).toEqual({ ...nothing, expand: { item: {} }, expandText: value });
  });

  it.each([
    ['attachments', unknownProperty('attachments')],
    ['*', unknownProperty('*')],
    ['name', { message: expect.stringContaining("'name' cannot be expanded") as unknown }],
    [
      'microsoft.graph.itemAttachment/item($select=subject)',
      { message: "Of the options inside '$expand' only '$expand' of an item's attachments is supported." },
    ],
  ])('$expand=%s is refused', (value, error) => {
    expect(refusal(`$expand=${encodeURIComponent(value)}`)).toMatchObject(error);
  });

  it('$skiptoken is given on as it came', () => {
    expect(parse('$skiptoken=aB-_9')).toEqual({ ...nothing, skipToken: 'aB-_9' });
  });
});

it('all at once, as a client sends them', () => {
  const query = '$select=id,name,size&$top=50&$skip=10&$count=true&$orderby=name%20desc&$expand=microsoft.graph.itemattachment/item';
  expect(parse(query)).toEqual({
    select: new Set(['id', 'name', 'size']),
    selectText: 'id,name,size',
    top: 50,
    skip: 10,
    count: true,
    orderBy: [{ property: 'name', direction: 'desc' }],
    expand: { item: {} },
    expandText: 'microsoft.graph.itemattachment/item',
  });
});

it('whatever a query says, it is understood or refused with 400', () => {
  const words = ['$select', 'top', '$orderby', '$expand', '$count', 'name desc', '*', '7', 'microsoft.graph.fileAttachment/x'];
  const word = fc.oneof(fc.string(), fc.constantFrom(...words));
  fc.assert(
    fc.property(fc.array(fc.tuple(word, word), { maxLength: 4 }), (pairs) => {
      try {
        parseQueryOptions(new URLSearchParams(pairs), attachmentList);
      } catch (error) {
        expect(error).toBeInstanceOf(ServiceError);
        expect(error).toMatchObject({ status: 400 });
      }
    }),
  );
});
