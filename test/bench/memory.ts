// Measures what the app's process holds: a large file against a small one, 200 posts at once, slow readers, and small requests beside them.
import { randomBytes } from 'node:crypto';
import http from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { openApi, type Api } from '../support/api/api.ts';
import { fileBody } from '../support/api/bodies.ts';
import { uploadFile } from '../support/clients/largeFile.ts';
import { memoryDuring, peak, residentMebibytes } from '../support/process/residentMemory.ts';
import { startStack, type Stack } from '../support/process/stack.ts';
import type { Options } from './report/options.ts';
import { keep } from './report/results.ts';
import { quantile } from './report/statistics.ts';

const mebibyte = 1024 * 1024;
/** A file whose JSON is just below the limit of a request, 4 MiB. */
const largestFile = 3 * mebibyte - 1024;

interface Bench {
  readonly api: Api;
  readonly event: string;
  readonly pid: number;
  readonly token: string;
}

/** `npm run bench -- --only memory`: MiB above what the process held before, and what was answered. Needs Linux or macOS. */
export async function benchMemory({ quick }: Options): Promise<void> {
  if (process.platform === 'win32') return;
  console.log("\nMemory of the app's process, in MiB above what it held before");
  const stack = await startStack();
  try {
    const bench = await open(stack);
    for (const size of quick ? [10, 60] : [10, 150]) await oneFile(bench, size);
    await posts(bench, quick ? 60 : 200, 'by callers without limits of their own');
    await slowReaders(bench, 64);
    await besideLarge(bench, quick ? 2_000 : 10_000);
  } finally {
    await stack.stop();
  }
  const limited = await startStack({ env: { CALLER_AT_ONCE: '' } });
  try {
    await posts(await open(limited), quick ? 60 : 200, 'by one caller, who has 16 at once');
  } finally {
    await limited.stop();
  }
}

async function open(stack: Stack): Promise<Bench> {
  const api = await openApi(stack);
  const event = await api.newEvent();
  const token = await api.token({ user: 'adele@contoso.example' });
  const bench = { api, event, pid: Number(stack.facts.hostPid), token };
  for (let i = 0; i < 5; i++) await api.send(`${await uploadFile(api, event, randomBytes(mebibyte))}/$value`);
  return bench;
}

function show(title: string, figures: Readonly<Record<string, number>>): void {
  console.log(
    `  ${title.padEnd(52)} ${Object.entries(figures)
      .map(([name, value]) => `${name} ${value.toFixed(value < 10 ? 1 : 0)}`)
      .join(', ')}`,
  );
  keep({ part: 'memory', title, figures });
}

/** The peak above what the process holds now, while something is done. */
async function peakOf({ pid }: Bench, work: () => Promise<unknown>): Promise<number> {
  await setTimeout(1_000);
  const before = await residentMebibytes(pid);
  return peak(await memoryDuring(pid, work)) - before;
}

async function oneFile(bench: Bench, size: number): Promise<void> {
  const bytes = randomBytes(size * mebibyte);
  let path = '';
  const up = await peakOf(bench, async () => (path = await uploadFile(bench.api, bench.event, bytes)));
  const down = await peakOf(bench, async () => {
    const redirect = await bench.api.send(`${path}/$value`);
    const answer = await fetch(redirect.headers.get('location') ?? '');
    if (!Buffer.from(await answer.arrayBuffer()).equals(bytes)) throw new Error('Other bytes came back.');
  });
  show(`${size} MiB in ranges of 5 MiB, 4 at a time, and back`, { up, down });
}

/**
 * So many posts of 4 MiB at once; whoever is told to come again does so, until all are accepted. Beyond the budget of bytes, that is 503; beyond
 * what a caller has at once, 429, before anything of the body is read.
 */
async function posts(bench: Bench, count: number, by: string): Promise<void> {
  const { api } = bench;
  const event = await api.newEvent();
  const json = fileBody('large.bin', randomBytes(largestFile), {});
  const statuses = new Map<number, number>();
  const most = await peakOf(bench, () =>
    Promise.all(
      Array.from({ length: count }, async () => {
        for (;;) {
          const { status, headers, text } = await api.send(`/v1.0/me/events/${event}/attachments`, {
            json,
            headers: { Prefer: 'return=minimal' },
          });
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
          if (status === 204) return;
          if (status !== 503 && status !== 429) throw new Error(`${status}: ${text}`);
          await setTimeout(1000 * Number(headers.get('retry-after') ?? 1) * (1 + Math.random()));
        }
      }),
    ),
  );
  const number = Number((await api.send(`/v1.0/me/events/${event}/attachments/$count`)).text);
  if (number !== count) throw new Error(`${number} of ${count} attachments are there.`);
  show(`${count} posts of 4 MiB at once, ${by}`, {
    peak: most,
    ...Object.fromEntries([...statuses].map(([status, times]) => [`answers ${status}:`, times])),
  });
}

/** Readers who take a value of 4 MiB in a few seconds each. */
async function slowReaders(bench: Bench, count: number): Promise<void> {
  const path = `${await uploadFile(bench.api, bench.event, randomBytes(4 * mebibyte))}/$value`;
  const read = (): Promise<number> =>
    new Promise((resolve, reject) => {
      http
        .get(`${bench.api.url}${path}`, { agent: false, headers: { Authorization: `Bearer ${bench.token}` } }, (response) => {
          response.on('data', () => {
            response.pause();
            void setTimeout(50).then(() => response.resume());
          });
          response.on('end', () => resolve(response.statusCode ?? 0));
          response.on('error', reject);
        })
        .on('error', reject);
    });
  let statuses: readonly number[] = [];
  const most = await peakOf(bench, async () => (statuses = await Promise.all(Array.from({ length: count }, read))));
  show(`${count} slow readers of 4 MiB`, {
    peak: most,
    served: statuses.filter((status) => status === 200).length,
    'told to come again': statuses.filter((status) => status === 503).length,
  });
}

/** Latencies of small requests, one after the other: alone, and beside four who attach files of 3 MiB all the time. */
async function besideLarge({ api, event }: Bench, ms: number): Promise<void> {
  const small = async (): Promise<readonly number[]> => {
    const times: number[] = [];
    for (const end = performance.now() + ms; performance.now() < end;) {
      const began = performance.now();
      await api.send(`/v1.0/me/events/${event}?$select=subject`);
      times.push(performance.now() - began);
    }
    return times;
  };
  const alone = await small();
  const json = fileBody('large.bin', randomBytes(largestFile), {});
  let over = false;
  const large = Array.from({ length: 4 }, async () => {
    while (!over) await api.send(`/v1.0/me/events/${event}/attachments`, { json, headers: { Prefer: 'return=minimal' } });
  });
  const beside = await small();
  over = true;
  await Promise.all(large);
  show('ms of a small request, alone and beside 4 large posts', {
    'p50 alone': quantile(alone, 0.5),
    'p99 alone': quantile(alone, 0.99),
    'p50 beside': quantile(beside, 0.5),
    'p99 beside': quantile(beside, 0.99),
  });
}
