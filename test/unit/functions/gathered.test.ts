// Lines of the log that wait for each other: how often they are written, and that none is lost, however a process ends.
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { gathered } from '../../../functions/host/gathered.ts';

it('lines that come together are written at once, in their order, and none twice', () => {
  const written: string[] = [];
  const waits: (() => void)[] = [];
  const log = gathered(
    (lines) => written.push(lines),
    (end) => waits.push(end),
  );
  for (let line = 0; line < 100; line++) log.add(String(line));
  expect([written, waits.length]).toEqual([[], 1]);
  waits[0]?.();
  log.flush();
  expect(written).toEqual([Array.from({ length: 100 }, (_, line) => String(line)).join('\n')]);
  log.add('next');
  expect(waits).toHaveLength(2);
  log.flush();
  waits[1]?.();
  expect(written.slice(1)).toEqual(['next']);
});

/** A process that logs two lines and an error between them, and then ends. */
const ended = (by: string) => {
  const log = new URL('../../../functions/host/log.ts', import.meta.url).href;
  const script = `
    const { logSweep, logFailure } = await import(${JSON.stringify(log)});
    const stores = { counts: {}, ms: 0, charge: 0, throttled: 0, retries: 0 };
    logSweep({ sweep: 1 }, 1, stores);
    logFailure('between', new Error('of ours'));
    logSweep({ sweep: 2 }, 1, stores);
    ${by}`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', env: { PATH: process.env.PATH } });
};

const stays = 'setInterval(() => undefined, 1_000);';

it.each<[string, string, { readonly status: number | null; readonly signal: string | null }]>([
  ['by itself', '', { status: 0, signal: null }],
  ['when it says so', 'process.exit(7)', { status: 7, signal: null }],
  ['by an error that nobody catches', `${stays} throw new Error('nobody catches')`, { status: 1, signal: null }],
  ['by a promise that nobody catches', `${stays} void Promise.reject(new Error('nobody catches'))`, { status: 1, signal: null }],
  ['by SIGTERM', `${stays} process.kill(process.pid, 'SIGTERM')`, { status: null, signal: 'SIGTERM' }],
  ['by SIGINT', `${stays} process.kill(process.pid, 'SIGINT')`, { status: null, signal: 'SIGINT' }],
  ['by SIGHUP', `${stays} process.kill(process.pid, 'SIGHUP')`, { status: null, signal: 'SIGHUP' }],
  [
    'later, since somebody else listens for SIGTERM, and hears it once',
    `${stays} let heard = 0; process.on('SIGTERM', () => { heard++; setTimeout(() => process.exit(heard), 50); }); process.kill(process.pid, 'SIGTERM')`,
    { status: 1, signal: null },
  ],
])('a process that ends %s has written its whole log', (_, by, end) => {
  const { stdout, stderr, ...ending } = ended(by);
  expect(ending).toMatchObject(end);
  expect(stdout.match(/"sweep":\d/g)).toEqual(['"sweep":1', '"sweep":2']);
  expect(stderr).toContain('"event":"between"');
});
