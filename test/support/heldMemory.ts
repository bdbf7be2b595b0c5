// Measures the memory that this process holds after a garbage collection. Without a collection, the number depends on what ran before.
import { setFlagsFromString } from 'node:v8';
import { createContext, Script } from 'node:vm';

setFlagsFromString('--expose-gc');
/** A new context has the global `gc` once the flag is set. */
const context = createContext();
const collect = new Script('gc()');

/** Bytes on the heap and in array buffers after a collection. */
export function heldBytes(): number {
  collect.runInContext(context);
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
