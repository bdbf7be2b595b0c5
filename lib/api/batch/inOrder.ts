// Runs the requests of a batch: each one as soon as those that it waits for have been answered, independent ones side by side.
import { places } from '../../runtime/mutex.ts';

/**
 * Returns the results of all requests, in the order of the batch. `order` has for each request the positions of those that it waits for,
 * without a circle; `run` gets the request's position and their results. At most `atOnce` requests run at the same time; a request waits
 * for nothing else.
 */
export async function inOrder<T>(
  order: readonly (readonly number[])[],
  atOnce: number,
  run: (position: number, before: readonly T[]) => Promise<T>,
): Promise<readonly T[]> {
  const place = places(atOnce);
  const started = new Map<number, Promise<T>>();
  const start = (position: number): Promise<T> => {
    const already = started.get(position);
    if (already !== undefined) return already;
    const before = (order[position] ?? []).map(start);
    const running = Promise.all(before).then((results) => place(() => run(position, results)));
    started.set(position, running);
    return running;
  };
  return Promise.all(order.map((_, position) => start(position)));
}
