// Preconditions, HEAD and ranges of bytes that are served: one rule for files and items.
import { describe, expect, it } from 'vitest';
import type { Method, Reply } from '../../../lib/http/messages.ts';
import { askedPart, headReply, partReply, type ServedBytes } from '../../../lib/http/servedBytes.ts';

const bytes = Buffer.from('hello');
const served: ServedBytes = {
  what: 'item',
  etag: '"v1"',
  modified: '2026-03-04T05:06:07.890Z',
  length: bytes.length,
  headers: { 'Content-Type': 'text/plain' },
};
const lastModified = 'Wed, 04 Mar 2026 05:06:07 GMT';
const always = { 'Content-Type': 'text/plain', ETag: '"v1"', 'Last-Modified': lastModified, 'Accept-Ranges': 'bytes' };

const ask = (headers: Readonly<Record<string, string>>, method: Method = 'GET') =>
  askedPart({ method, headers: new Headers(headers) }, served);

function answerTo(headers: Readonly<Record<string, string>>): Reply {
  const asked = ask(headers);
  if ('status' in asked) return asked;
  const { range } = asked;
  return partReply(served, asked, range === undefined ? bytes : bytes.subarray(range.first, range.last + 1));
}

describe('served bytes', () => {
  it.each<[Readonly<Record<string, string>>, number, string | undefined, string | undefined]>([
    [{}, 200, 'hello', undefined],
    [{ 'If-Match': '"v1"', 'If-None-Match': '"v0"' }, 200, 'hello', undefined],
    [{ 'If-None-Match': '"v1"' }, 304, undefined, undefined],
    [{ 'If-None-Match': '"v1"', Range: 'bytes=9-' }, 304, undefined, undefined],
    [{ Range: 'bytes=1-2' }, 206, 'el', 'bytes 1-2/5'],
    [{ Range: 'bytes=-2' }, 206, 'lo', 'bytes 3-4/5'],
    [{ Range: 'bytes=1-2', 'If-Range': '"v1"' }, 206, 'el', 'bytes 1-2/5'],
    [{ Range: 'bytes=1-2', 'If-Range': lastModified }, 206, 'el', 'bytes 1-2/5'],
    [{ Range: 'bytes=9-', 'If-Range': '"v0"' }, 200, 'hello', undefined],
  ])('A GET with %j is answered %i with %j (%j).', (headers, status, body, range) => {
    const reply = answerTo(headers);
    expect({ status: reply.status, body: reply.body === undefined ? undefined : Buffer.from(reply.body).toString() }).toEqual({
      status,
      body,
    });
    expect(reply.headers).toEqual({ ...always, ...(range !== undefined && { 'Content-Range': range }) });
  });

  it('A GET is refused with 412 for another version, before its range is looked at.', () => {
    expect(() => ask({ 'If-Match': '"v0"', Range: 'bytes=9-' })).toThrow(expect.objectContaining({ status: 412 }));
  });

  it('A GET is refused with 416 for a range that is not within the bytes, and told how many there are.', () => {
    const message = 'The range is not within the 5 bytes of the item.';
    expect(() => ask({ Range: 'bytes=5-' })).toThrow(
      expect.objectContaining({ status: 416, message, headers: { 'Content-Range': 'bytes */5' } }),
    );
  });

  it('A GET says how many bytes it asks for, and whether they were counted from the end.', () => {
    expect(ask({ Range: 'bytes=1-3' })).toEqual({ range: { first: 1, last: 3 }, length: 3, suffix: false });
    expect(ask({ Range: 'bytes=-9' })).toEqual({ range: { first: 0, last: 4 }, length: 5, suffix: true });
    expect(ask({})).toEqual({ range: undefined, length: 5, suffix: false });
  });

  it('A HEAD has no ranges, not even one that is wrong: it is answered with the header of all bytes.', () => {
    expect(ask({ Range: 'bytes=9-' }, 'HEAD')).toEqual({ range: undefined, length: 5, suffix: false });
    expect(headReply(served)).toEqual({ status: 200, headers: always, bodyLength: 5 });
  });

  it('A HEAD is judged by its preconditions as a GET is.', () => {
    expect(ask({ 'If-None-Match': '"v1"' }, 'HEAD')).toMatchObject({ status: 304, headers: always });
    expect(() => ask({ 'If-Match': '"v0"' }, 'HEAD')).toThrow(expect.objectContaining({ status: 412 }));
  });
});
