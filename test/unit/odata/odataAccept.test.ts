// Which form of JSON a request asks for, by `Accept` and by `$format`.
import { expect, it } from 'vitest';
import { acceptedFormat, askedFormat, mediaTypeOf } from '../../../lib/odata/format/accept.ts';

const shown = ({ metadata, ieee754Compatible }: ReturnType<typeof acceptedFormat>): string =>
  `${metadata}${ieee754Compatible ? ' with texts' : ''}`;

it.each([
  [null, 'minimal'],
  ['', 'minimal'],
  ['*/*', 'minimal'],
  ['text/html,application/xhtml+xml;q=0.9,image/*;q=0.8', 'minimal'],
  ['no media type at all', 'minimal'],
  ['application/json', 'minimal'],
  ['application/json;odata.metadata=none', 'none'],
  ['application/json; odata.metadata=NONE ; odata.streaming=true', 'none'],
  ['application/json;odata.streaming=true;odata.metadata=full;charset=utf-8', 'full'],
  ['APPLICATION/JSON;ODATA.METADATA=full', 'full'],
  ['application/json;metadata=full', 'full'],
  ['application/json;odata.metadata="full"', 'full'],
  ['application/json;odata=verbose', 'minimal'],
  ['application/json;IEEE754Compatible=true', 'minimal with texts'],
  ['application/json;odata.metadata=none;ieee754compatible=TRUE', 'none with texts'],
  ['application/json;odata.metadata=none;q=0.5,application/json;odata.metadata=full', 'full'],
  ['application/json;odata.metadata=none,application/json;odata.metadata=full', 'none'],
  ['*/*,application/json;odata.metadata=none', 'none'],
  ['*/*,application/json;odata.metadata=none;q=0.9', 'minimal'],
  ['application/json;odata.metadata=none;q=0,application/json', 'minimal'],
  ['application/json;odata.metadata=strange,*/*;q=0.1', 'minimal'],
  ['text/plain, application/json;odata.metadata=none', 'none'],
])('Accept %j is answered with %s', (accept, format) => {
  expect(shown(acceptedFormat(accept))).toBe(format);
});

it.each(['application/json;odata.metadata=strange', 'application/json;q=0', 'application/json;IEEE754Compatible=maybe, text/html'])(
  'Accept %j can not be met',
  (accept) => {
    expect(() => acceptedFormat(accept)).toThrow(expect.objectContaining({ status: 406, code: 'NotAcceptable' }));
  },
);

it.each([
  ['json', 'minimal'],
  ['JSON', 'minimal'],
  ['application/json', 'minimal'],
  ['application/json;odata.metadata=none', 'none'],
  [' application/json; odata.metadata=full ', 'full'],
  ['application/json;IEEE754Compatible=true', 'minimal with texts'],
])('$format=%s is answered with %s', (text, format) => {
  expect(shown(askedFormat(text))).toBe(format);
});

it.each([
  ['xml', 406],
  ['atom', 406],
  ['application/xml', 406],
  ['*/*', 406],
  ['application/json;odata.metadata=strange', 406],
  ['', 400],
  ['none', 400],
  ['json;odata.metadata=none', 400],
])('$format=%s is refused with %i', (text, status) => {
  expect(() => askedFormat(text)).toThrow(expect.objectContaining({ status }));
});

it('The media type says which form it is', () => {
  expect(mediaTypeOf({ metadata: 'none', ieee754Compatible: true })).toBe(
    'application/json; odata.metadata=none; odata.streaming=true; IEEE754Compatible=true; charset=utf-8',
  );
});
