// The headers of a served file: nothing that a caller chose can make a browser run it, or the server stumble.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { contentHeaders } from '../../../lib/http/contentHeaders.ts';

const type = (contentType: string | null) => contentHeaders('a.txt', contentType)['Content-Type'];
const disposition = (name: string | null) => contentHeaders(name, null)['Content-Disposition'];

it('a file is a download in a sandbox', () => {
  expect(contentHeaders('page.html', 'text/html')).toEqual({
    'Content-Type': 'text/html',
    'Content-Disposition': 'attachment; filename=page.html',
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "sandbox; default-src 'none'",
    'Cache-Control': 'private, no-cache',
  });
});

it.each([
  ['Text/Plain; Charset=UTF-8', 'text/plain;charset=UTF-8'],
  [null, 'application/octet-stream'],
  ['', 'application/octet-stream'],
  ['text', 'application/octet-stream'],
  ['text/html\r\nSet-Cookie: a=b', 'application/octet-stream'],
  ['text/plain; x="é"', 'application/octet-stream'],
  ['téxt/plain', 'application/octet-stream'],
])('the content type %j is served as %s', (given, served) => {
  expect(type(given)).toBe(served);
});

it.each([
  ['menu.txt', 'attachment; filename=menu.txt'],
  ['Speisekarte für €5.txt', 'attachment; filename="Speisekarte f?r ?5.txt"; filename*=UTF-8\'\'Speisekarte%20f%C3%BCr%20%E2%82%AC5.txt'],
  ['a"b.txt', 'attachment; filename="a\\"b.txt"'],
  ['../a\\b.txt', 'attachment; filename=.._a_b.txt'],
  ['a\r\nSet-Cookie: b', 'attachment; filename="a__Set-Cookie: b"'],
  ['invoice\u202Etxt.exe', 'attachment; filename=invoice_txt.exe'],
  ['half \uD800 pair', 'attachment; filename="half _ pair"'],
  [null, 'attachment'],
])('the name %j is offered as %s', (name, offered) => {
  expect(disposition(name)).toBe(offered);
});

it('whatever the name and type, each header is one line of ASCII, and the file a download', () => {
  const text = fc.option(fc.oneof(fc.string({ unit: 'binary' }), fc.string()), { nil: null });
  fc.assert(
    fc.property(text, text, (name, contentType) => {
      const headers = contentHeaders(name, contentType);
      for (const value of Object.values(headers)) expect(value).toMatch(/^[\x20-\x7e]*$/);
      expect(headers['Content-Disposition']).toMatch(/^attachment(?:;|$)/);
    }),
    { numRuns: 300 },
  );
});
