// What this process really holds: memory that a collection doesn't free. What merely waits for one depends on what else has run.
import { setFlagsFromString } from 'node:v8';
import { createContext, Script } from 'node:vm';

setFlagsFromString('--expose-gc');
/** A context that is made with the flag has the collection by name. */
const context = createContext();
const collect = new Script('gc()');

/** Bytes on the heap and in array buffers. */
export function heldBytes(): number {
  collect.runInContext(context);
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
