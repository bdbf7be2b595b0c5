// Ranges of $value through the running stack: a file that is served, not redirected to.
import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';

let api: Api;

beforeAll(async () => {
  api = await openApi();
});

async function newSmallFile(bytes: Buffer): Promise<string> {
  const event = await api.newEvent();
  return `/v1.0/me/events/${event}/attachments/${await api.newFile(event, 'x', bytes)}/$value`;
}

const ask = (url: string, range: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
  api.send(url, { headers: { Range: range, ...headers } });

describe('a file of up to 4 MiB', () => {
  it('a file of up to 4 MiB is read by one range', async () => {
    const bytes = randomBytes(1000);
    const url = await newSmallFile(bytes);
    for (const [range, first, end] of [
      ['bytes=0-99', 0, 100],
      ['bytes=900-', 900, 1000],
      ['bytes=-10', 990, 1000],
      ['bytes=5-5000', 5, 1000],
    ] as const) {
      const answer = await ask(url, range);
      expect(answer.status).toBe(206);
      expect(answer.headers.get('content-range')).toBe(`bytes ${first}-${end - 1}/1000`);
      expect(answer.bytes.equals(bytes.subarray(first, end))).toBe(true);
    }
  });

  it('a file of up to 4 MiB is whole where the range is none, several, or of another version', async () => {
    const bytes = randomBytes(100);
    const url = await newSmallFile(bytes);
    for (const answer of [
      await ask(url, 'bytes=0-1,5-6'),
      await ask(url, 'nonsense'),
      await ask(url, 'bytes=0-1', { 'If-Range': '"other"' }),
    ]) {
      expect(answer.status).toBe(200);
      expect(answer.headers.get('accept-ranges')).toBe('bytes');
      expect(answer.bytes.equals(bytes)).toBe(true);
    }
    const etag = String((await api.send(url)).headers.get('etag'));
    expect((await ask(url, 'bytes=0-1', { 'If-Range': etag })).status).toBe(206);
    const head = await api.send(url, { method: 'HEAD', headers: { Range: 'bytes=0-1' } });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '100']);
  });

  it('a file of up to 4 MiB says its size where the range is outside', async () => {
    const answer = await ask(await newSmallFile(randomBytes(100)), 'bytes=100-');
    expect(answer.status).toBe(416);
    expect(answer.headers.get('content-range')).toBe('bytes */100');
    expect(answer.json).toMatchObject({ error: { code: 'InvalidRange', message: expect.stringContaining('100') as unknown } });
  });
});
