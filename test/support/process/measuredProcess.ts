// Loaded into the app's process before the app: tells its parent what work has cost there, in CPU and not in time, so that a busy machine
// doesn't count.
import { hasType, type Price } from './prices.ts';

let thread = process.threadCpuUsage();
let whole = process.cpuUsage();
let longestMs = 0;

/** Looks again and again how much the thread has worked since the last look: what nobody could interrupt. */
function look(): void {
  const { user, system } = process.threadCpuUsage(thread);
  longestMs = Math.max(longestMs, (user + system) / 1000);
  thread = process.threadCpuUsage();
}

setInterval(look, 1).unref();

process.on('message', (message) => {
  if (!hasType(message, 'price')) return;
  look();
  const { user, system } = process.cpuUsage(whole);
  const price: Price = { type: 'price', cpuMs: (user + system) / 1000, longestMs };
  process.send?.(price);
  whole = process.cpuUsage();
  longestMs = 0;
});
