// Does something for each of many, some at once: hundreds would wait for each other longer than a call to a store may take.

/** Twenty at once, in order. */
export async function twentyAtOnce<T, R>(all: readonly T[], each: (one: T) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (let begin = 0; begin < all.length; begin += 20) done.push(...(await Promise.all(all.slice(begin, begin + 20).map(each))));
  return done;
}
