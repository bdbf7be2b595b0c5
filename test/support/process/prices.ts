// Measures what a request costs the app: the CPU time of its process, and how long it blocked the event loop.
import { once } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import { z } from 'zod';

const price = z.object({ type: z.literal('price'), cpuMs: z.number(), longestMs: z.number() });

/** CPU time in milliseconds. */
export type Price = z.infer<typeof price>;

export const hasType = (message: unknown, type: string): boolean =>
  typeof message === 'object' && message !== null && 'type' in message && message.type === type;

/** The setting that loads the measurement into an app's process. */
export const measured = { NODE_OPTIONS: `--import ${new URL('measuredProcess.ts', import.meta.url).href}` };

/** The least of several measurements, since other work of the process only adds to them. */
export async function priceOf(child: ChildProcess, work: () => Promise<unknown>, times = 3): Promise<Price> {
  let least: Price = { type: 'price', cpuMs: Infinity, longestMs: Infinity };
  for (let i = 0; i < times; i++) {
    await asked(child);
    await work();
    const { cpuMs, longestMs } = await asked(child);
    least = { type: 'price', cpuMs: Math.min(least.cpuMs, cpuMs), longestMs: Math.min(least.longestMs, longestMs) };
  }
  return least;
}

async function asked(child: ChildProcess): Promise<Price> {
  const answer: Promise<unknown[]> = once(child, 'message');
  child.send({ type: 'price' });
  const [message] = await answer;
  return price.parse(message);
}
