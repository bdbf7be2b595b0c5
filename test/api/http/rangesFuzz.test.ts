// A thousand random Range headers against files of all kinds of sizes: each is answered by a slice of an array of bytes.
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { expectError } from '../../support/api/answers.ts';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';
import { sessionBody } from '../../support/api/bodies.ts';
import { casesOf } from '../../support/runs.ts';

/** What a header asks for: `last` is left out of a range to the end, `first` of one that counts from it. None: no one range. */
interface Asked {
  readonly header: string;
  readonly range?: { readonly first?: bigint; readonly last?: bigint };
}

const position = fc.oneof(
  { weight: 4, arbitrary: fc.bigInt({ min: 0n, max: 1_200n }) },
  { weight: 2, arbitrary: fc.bigInt({ min: 4_000_000n, max: 4_400_000n }) },
  { weight: 1, arbitrary: fc.constantFrom(2n ** 31n, 2n ** 53n, 2n ** 64n, 10n ** 40n) },
);
const blank = fc.constantFrom('', '', '', ' ', '\t', '  ');
const unit = fc.constantFrom('bytes', 'bytes', 'bytes', 'Bytes', 'BYTES');
const zeros = fc.constantFrom('', '', '0', '000000000000000000');

const one: fc.Arbitrary<Asked> = fc
  .record({ before: blank, unit, around: blank, zeros, first: position, last: position, kind: fc.constantFrom('both', 'open', 'suffix') })
  .map(({ before, unit: name, around, zeros: leading, first, last, kind }) => {
    const spec = kind === 'both' ? `${leading}${first}-${last}` : kind === 'open' ? `${leading}${first}-` : `-${leading}${last}`;
    const range = { ...(kind !== 'suffix' && { first }), ...(kind !== 'open' && { last }) };
    return { header: `${before}${name}${around}=${around}${spec}${before}`, range };
  });

const several = fc
  .array(fc.tuple(position, position), { minLength: 2, maxLength: 4 })
  .map((specs): Asked => ({ header: `bytes=${specs.map(([first, last]) => `${first}-${last}`).join(',')}` }));

const nothing = fc
  .oneof(
    fc.string({ unit: fc.constantFrom('b', 'bytes', '=', '0', '1', '7', '99', '-', ',', ' ', '\t', ';'), maxLength: 30 }),
    fc.constantFrom(
      'bytes=-',
      'bytes=',
      'bytes',
      'bytes=0-9-',
      'bytes=+0-9',
      'bytes=0x0-0x9',
      'bytes=1e1-',
      'bytes=0 - 9',
      'bytes=--5',
      'bytes 0-9/10',
    ),
    one.map(({ header }) => header.replace(/bytes/i, 'items')),
  )
  .filter((header) => !/^bytes\s*=\s*(?:\d+-\d*|-\d+)$/i.test(header.trim()))
  .map((header): Asked => ({ header }));

const asked = fc.oneof({ weight: 8, arbitrary: one }, { weight: 1, arbitrary: several }, { weight: 2, arbitrary: nothing });
const ifRange = fc.constantFrom('none', 'none', 'none', 'current', 'weak', 'other', 'its date', 'another date');

/** A part of the file, the file as a whole, or none of it. */
type Wanted = Buffer | 'whole' | 'outside';

function wanted({ range }: Asked, bytes: Buffer): Wanted {
  if (range === undefined) return 'whole';
  const { first, last } = range;
  if (first === undefined) {
    if (last === undefined || last === 0n) return 'outside';
    return bytes.length === 0 ? 'whole' : bytes.subarray(-clipped(last));
  }
  if (last !== undefined && last < first) return 'whole';
  const slice = bytes.subarray(clipped(first), last === undefined ? undefined : clipped(last + 1n));
  return slice.length === 0 ? 'outside' : slice;
}

/** No file is that large. */
const clipped = (position: bigint): number => Number(position < 10_000_000n ? position : 10_000_000n);

/** Larger files are the content store's to serve (contract, section 2). */
const maxServedBytes = 4 * 1024 * 1024;

interface File {
  readonly bytes: Buffer<ArrayBuffer>;
  readonly url: string;
  readonly etag: string;
  readonly lastModified: string;
}

let api: Api;
let files: readonly File[];
beforeAll(async () => {
  api = await openApi();
  const event = `/v1.0/me/events/${await api.newEvent()}`;
  const made: File[] = [];
  for (const size of [0, 1, 1_000, 70_000, maxServedBytes + 100_000]) {
    const bytes = randomBytes(size);
    const url = `${event}/attachments/${size > 100_000 ? await upload(event, bytes) : await api.newFile(event.split('/').at(-1) ?? '', 'x', bytes)}/$value`;
    const { headers } = await api.send(url, { method: 'HEAD' });
    const redirect = headers.get('location');
    const source = redirect === null ? headers : (await api.send(redirect, { method: 'HEAD', token: null })).headers;
    made.push({ bytes, url, etag: source.get('etag') ?? '', lastModified: headers.get('last-modified') ?? '' });
  }
  files = made;
});

async function upload(event: string, bytes: Buffer<ArrayBuffer>): Promise<string> {
  const { json } = await api.send(`${event}/attachments/createUploadSession`, { json: sessionBody(bytes.length) });
  const headers = { 'Content-Range': `bytes 0-${bytes.length - 1}/${bytes.length}` };
  const made = await api.send(String(json.uploadUrl), { method: 'PUT', body: new Uint8Array(bytes), headers, token: null });
  return String(made.json.id);
}

const namedBy = {
  none: () => undefined,
  current: ({ etag }: File) => etag,
  weak: ({ etag }: File) => `W/${etag}`,
  other: () => '"other"',
  'its date': ({ lastModified }: File) => lastModified,
  'another date': () => 'Sun, 22 Nov 2020 00:00:00 GMT',
} as const;

function expectPart(answer: Answer, { bytes }: File, want: Wanted): void {
  if (want === 'outside') {
    expectError(answer, 416, 'InvalidRange', new RegExp(String(bytes.length)));
    expect(answer.headers.get('content-range')).toBe(`bytes */${bytes.length}`);
    return;
  }
  const part = want === 'whole' ? bytes : want;
  const first = part.byteOffset - bytes.byteOffset;
  expect(answer.status).toBe(want === 'whole' ? 200 : 206);
  expect(answer.headers.get('content-range')).toBe(want === 'whole' ? null : `bytes ${first}-${first + part.length - 1}/${bytes.length}`);
  expect(answer.bytes.equals(part)).toBe(true);
}

it('random Range headers, with and without If-Range, are answered by slices', async () => {
  await fc.assert(
    fc.asyncProperty(asked, fc.nat(4), ifRange, async (question, which, tag) => {
      const file = files[which] ?? expect.fail('no file');
      const condition = namedBy[tag](file);
      const headers = { Range: question.header, ...(condition !== undefined && { 'If-Range': condition }) };
      const answer = await api.send(file.url, { headers });
      const stands = tag === 'none' || tag === 'current' || (tag === 'its date' && file.lastModified !== '');
      const want = stands ? wanted(question, file.bytes) : 'whole';
      const isFromEnd = want !== 'whole' && question.range?.first === undefined;
      if (file.bytes.length <= maxServedBytes || want === 'outside' || isFromEnd) {
        expectPart(answer, file, want);
        return;
      }
      expect(answer.status).toBe(302);
      // What the content store makes of no range, or of If-Range, is its own.
      if (want !== 'whole') expectPart(await api.send(String(answer.headers.get('location')), { token: null, headers }), file, want);
    }),
    { numRuns: casesOf(300) },
  );
});
