// Query options that a list of attachments refuses, for the tests of the reader of options and of the whole service.

const unsupported = (name: string): string => `The query option '${name}' is not supported on this resource.`;
const unknown = (name: string): string => `Could not find a property named '${name}' on type 'microsoft.graph.attachment'.`;

/** A query, and the code and the message of its refusal (400). */
export const refusedOptions: readonly (readonly [query: string, code: string, message: string | RegExp])[] = [
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
