// The smoke test's steps for a large file: an upload session in two ranges, and a download by redirect.
import { randomBytes } from 'node:crypto';
import { require, requireStatus, type Client, type Identity } from './client.ts';
import type { Step } from './step.ts';

/** More than 4 MiB: such a file is downloaded by redirect. */
const size = 5 * 1024 * 1024;
const cut = 3 * 1024 * 1024;

export function* uploadSteps(ask: Client, list: string, as: Identity): Generator<Step> {
  const bytes = randomBytes(size);
  let uploadUrl = '';
  let location = '';

  yield [
    'an upload session is opened',
    async () => {
      const json = { AttachmentItem: { attachmentType: 'file', name: 'smoke.bin', size } };
      const answer = await ask(`${list}/createUploadSession`, { json, as });
      requireStatus(answer, 201);
      const { uploadUrl: url } = answer.json;
      require(typeof url === 'string' && URL.canParse(url), answer, "it has no 'uploadUrl'.");
      uploadUrl = String(url);
    },
  ];
  yield [
    'two ranges are sent to its URL',
    async () => {
      const put = (first: number, end: number) =>
        ask(uploadUrl, {
          method: 'PUT',
          bytes: new Uint8Array(bytes.subarray(first, end)),
          headers: { 'Content-Range': `bytes ${first}-${end - 1}/${size}`, 'Content-Type': 'application/octet-stream' },
        });
      const first = await put(0, cut);
      requireStatus(first, 200);
      const expected = [`${cut}-`];
      const next = first.json.nextExpectedRanges;
      require(JSON.stringify(next) ===
        JSON.stringify(expected), first, `'nextExpectedRanges' are ${JSON.stringify(next)}, not ["${cut}-"].`);
      const last = await put(cut, size);
      requireStatus(last, 201);
      location = last.headers.get('location') ?? '';
      require(location !== '', last, 'it has no Location.');
    },
  ];
  yield [
    'the file is downloaded byte for byte',
    async () => {
      const { pathname } = new URL(location);
      const answer = await ask(`${pathname}/$value`, { as });
      requireStatus(answer, 302, 200);
      const target = answer.headers.get('location') ?? '';
      const file = answer.status === 200 ? answer : await ask(target);
      requireStatus(file, 200);
      require(file.bytes.equals(bytes), file, `it has ${file.bytes.length} bytes that are not the ${size} that were sent.`);
    },
  ];
}
