// Loaded into the app's process before the app: reports the CPU time that work takes there to its parent. Unlike elapsed time, it doesn't
// depend on how busy the machine is.
import { hasType, type Price } from './prices.ts';

let thread = process.threadCpuUsage();
let whole = process.cpuUsage();
let longestMs = 0;

/** Measures repeatedly how long the thread has worked without a pause, since nothing can interrupt it. */
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
