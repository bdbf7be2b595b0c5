// Which requests of a batch wait for which: by their ids, each known and none waiting for itself.
import { badRequest } from '../../runtime/errors.ts';

/** The properties of a batch's request that determine its order. */
export interface Ordered {
  readonly id: string;
  /** Ids of the requests that it waits for. */
  readonly dependsOn: readonly string[];
}

/** Characters of an id that an error repeats. */
const shownLength = 40;

/** An id as errors name it. */
export const quotedId = (id: string): string => `'${id.length > shownLength ? `${id.slice(0, shownLength)}…` : id}'`;

/**
 * For each request the positions of those that it waits for, each once. Ids are equal in any case of letters (Graph, "Combine multiple
 * HTTP requests using JSON batching"). Throws 400 that names an id that is there twice, one that isn't there, or a circle.
 */
export function orderOf(requests: readonly Ordered[]): readonly (readonly number[])[] {
  const positions = new Map<string, number>();
  for (const [position, { id }] of requests.entries()) {
    if (positions.has(canonical(id)))
      throw badRequest(`The id ${quotedId(id)} is there more than once in the batch; each request needs its own.`);
    positions.set(canonical(id), position);
  }
  const order = requests.map(({ id, dependsOn }) => {
    const awaited = dependsOn.map((other) => {
      const position = positions.get(canonical(other));
      if (position === undefined)
        throw badRequest(`The request ${quotedId(id)} depends on ${quotedId(other)}, which is no request of the batch.`);
      return position;
    });
    return [...new Set(awaited)];
  });
  const circle = circleIn(order);
  if (circle !== undefined) {
    const way = circle.map((position) => quotedId(requests[position]?.id ?? ''));
    throw badRequest(`The requests of the batch wait for one another: ${[...way, way[0]].join(' depends on ')}.`);
  }
  return order;
}

const canonical = (id: string): string => id.toLowerCase();

/** The positions of a way from a request back to itself, or nothing when every request can be reached in some order. */
function circleIn(order: readonly (readonly number[])[]): readonly number[] | undefined {
  const waiting = new Map(order.entries());
  for (let before = -1; before !== waiting.size;) {
    before = waiting.size;
    for (const [position, awaited] of waiting) if (!awaited.some((each) => waiting.has(each))) waiting.delete(position);
  }
  const [start] = waiting.keys();
  if (start === undefined) return undefined;
  // Each remaining request waits for another remaining one, so following them leads back to one that was passed.
  const way = [start];
  for (;;) {
    const next = order[way.at(-1) ?? start]?.find((each) => waiting.has(each)) ?? start;
    if (way.includes(next)) return way.slice(way.indexOf(next));
    way.push(next);
  }
}
