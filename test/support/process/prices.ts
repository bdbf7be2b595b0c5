// What a request costs the app: CPU of its process, and how long its event loop was held at a time.
import { once } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import { z } from 'zod';

const price = z.object({ type: z.literal('price'), cpuMs: z.number(), longestMs: z.number() });

/** In milliseconds of CPU. */
export type Price = z.infer<typeof price>;

export const hasType = (message: unknown, type: string): boolean =>
  typeof message === 'object' && message !== null && 'type' in message && message.type === type;

/** The setting by which an app's process is one that can be asked. */
export const measured = { NODE_OPTIONS: `--import ${new URL('measuredProcess.ts', import.meta.url).href}` };

/** The least of a few times: whatever else the process has done meanwhile makes it more. */
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
