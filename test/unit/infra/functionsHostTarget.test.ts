// How the Functions host reads a request target: limits, decoding, dot segments.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodePath, encodePath, readTarget } from '../../../infra/local/functions/http/requestTarget.ts';

describe('readTarget', () => {
  test.each([
    ['/v1.0/me', { path: '/v1.0/me', query: '' }],
    ['/a?b=%2F&c', { path: '/a', query: '?b=%2F&c' }],
    ['/a?', { path: '/a', query: '?' }],
    ['/caf%C3%A9/%20', { path: '/café/ ', query: '' }],
    ['/a/%2e%2E/b/./c', { path: '/b/c', query: '' }],
    ['/../..', { path: '/', query: '' }],
    ['/a/b/..', { path: '/a/', query: '' }],
    ['/a//b', { path: '/a//b', query: '' }],
    ['http://elsewhere.example/a?b', { path: '/a', query: '?b' }],
    ['http://elsewhere.example', { path: '/', query: '' }],
    ['*', { path: '/', query: '' }],
  ])('readTarget reads %s', (text, target) => {
    expect(readTarget(text)).toEqual(target);
  });

  test.each([
    ['an encoded slash', '/a%2Fb', 404],
    ['an encoded slash in lower case', '/a%2fb', 404],
    ['a zero byte', '/a%00', 400],
    ['a byte outside ASCII', '/caf\u00e9', 400],
    ['no path', 'a', 400],
    ['4,097 characters', `/${'a'.repeat(4096)}`, 414],
  ] as const)('%s is refused', (_what, text, status) => {
    expect(readTarget(text)).toBe(status);
  });

  test('a target of 4,096 characters is read', () => {
    expect(readTarget(`/${'a'.repeat(4095)}`)).toMatchObject({ query: '' });
  });

  test('no input makes readTarget throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('/', '%', '.', '2', 'e', 'f', 'C', '3', '?', 'é') }), (text) => {
        const target = readTarget(`/${text}`);
        expect(typeof target === 'number' || target.path.startsWith('/')).toBe(true);
      }),
    );
  });
});

describe('decoding', () => {
  test('any text comes back from its encoding', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }).filter((text) => text.isWellFormed()),
        (text) => {
          expect(decodePath(encodeURIComponent(text))).toBe(text);
        },
      ),
    );
  });

  test('what is not UTF-8 stays as it is written', () => {
    expect(decodePath('/%ff%C3%A9%C3/%zz%4')).toBe('/%ffé%C3/%zz%4');
  });

  test('decoding is done once', () => {
    expect(decodePath('/%2541')).toBe('/%41');
  });
});

describe('encodePath', () => {
  test('encodePath encodes what a path may not hold, and keeps what looks encoded', () => {
    expect(encodePath("/a b/é😀/('x')/%41/%zz/a\\b#?")).toBe("/a%20b/%C3%A9%F0%9F%98%80/('x')/%41/%25zz/a%5Cb%23%3F");
  });
});
