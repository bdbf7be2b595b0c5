// The largest file there is, up in parallel ranges and down again: equal byte for byte, and in bounded memory of the app's host.
import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { openApi, type Api } from '../support/api/api.ts';
import { uploadFile } from '../support/clients/largeFile.ts';
import { memoryDuring, peak, residentMebibytes } from '../support/process/residentMemory.ts';
import { startStack, type Stack } from '../support/process/stack.ts';

const mebibyte = 1024 * 1024;
/** 150 in `npm run test:large`; less in `npm test`, where a leak would hide in what varies anyway. */
const fileMebibytes = Number(process.env.FILE_MIB);
const isLargest = fileMebibytes === 150;
/** MiB above idle, at four ranges of 5 MiB at once. */
const mostWhileUploading = 256;
/** MiB by which the last third may be above the first, while two thirds of a file are 100. */
const mostGrowth = 50;

let stack: Stack | undefined;
afterEach(async () => {
  await stack?.stop();
  stack = undefined;
});

/** A stack, and what its host holds when it has served every kind of request once. */
async function startIdle(env: Readonly<Record<string, string>> = {}): Promise<{ api: Api; event: string; pid: number; idle: number }> {
  stack = await startStack({ env });
  const api = await openApi(stack);
  const event = await api.newEvent();
  const path = await uploadFile(api, event, randomBytes(1000));
  expect((await api.send(`${path}/$value`)).status).toBe(200);
  const pid = Number(stack.facts.hostPid);
  await setTimeout(500);
  return { api, event, pid, idle: await residentMebibytes(pid) };
}

const figures = (what: string, values: Readonly<Record<string, number>>): void =>
  console.info(
    `${what}: ${Object.entries(values)
      .map(([name, value]) => `${name} ${value.toFixed(0)} MiB`)
      .join(', ')}`,
  );

describe.skipIf(process.platform === 'win32')(`a file of ${fileMebibytes} MiB`, () => {
  it('a large file goes up in four ranges of 5 MiB at once and comes down by redirect, and the host holds little of it', async () => {
    const { api, event, pid, idle } = await startIdle();
    const bytes = randomBytes(fileMebibytes * mebibyte);
    let received = 0;
    let path = '';
    const up = await memoryDuring(
      pid,
      async () => (path = await uploadFile(api, event, bytes, { onReceived: (total) => (received = total) })),
      () => received / bytes.length,
    );
    const down = await memoryDuring(pid, async () => {
      const redirect = await api.send(`${path}/$value`);
      expect(redirect.status).toBe(302);
      const answer = await fetch(redirect.headers.get('location') ?? '');
      expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
    });
    const [first, last] = [peak(up, 0, 1 / 3), peak(up, 2 / 3, 1)];
    figures(`host, ${fileMebibytes} MiB up in 4 × 5 MiB and down by redirect`, { idle, first, last, up: peak(up), down: peak(down) });
    expect(peak(up) - idle).toBeLessThanOrEqual(mostWhileUploading);
    if (isLargest) expect(last - first).toBeLessThanOrEqual(mostGrowth);
    expect(peak(down)).toBeLessThanOrEqual(peak(up) + 16);
  });

  if (!isLargest) return;

  it('a large file passes through the service where it must, within the budget', async () => {
    const budget = 384;
    const { api, event, pid, idle } = await startIdle({ DOWNLOADS: 'proxy', BYTE_BUDGET_MIB: String(budget) });
    const bytes = randomBytes(fileMebibytes * mebibyte);
    const path = await uploadFile(api, event, bytes);
    const before = await residentMebibytes(pid);
    const down = await memoryDuring(pid, async () => {
      const answer = await fetch(`${api.url}${path}/$value`, {
        headers: { Authorization: `Bearer ${await api.token({ user: 'adele@contoso.example' })}` },
      });
      expect(answer.status).toBe(200);
      expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
    });
    figures(`host, ${fileMebibytes} MiB down through it`, { idle, before, down: peak(down) });
    expect(peak(down) - idle).toBeLessThanOrEqual(budget);
  });
});
