// Works out which requests of a batch wait for which, and refuses unknown ids and circles.
import { badRequest } from '../../runtime/errors.ts';

/** The properties of a batch's request that decide when it runs. */
export interface Ordered {
  readonly id: string;
  /** Ids of the requests that this one waits for. */
  readonly dependsOn: readonly string[];
}

/** Characters of an id that an error repeats. */
const shownLength = 40;

/** An id as error messages show it: quoted and at most 40 characters long. */
export const quotedId = (id: string): string => `'${id.length > shownLength ? `${id.slice(0, shownLength)}…` : id}'`;

/**
 * For each request the positions of those that it waits for, each once. Compares ids without regard to case (Graph, "Combine multiple
 * HTTP requests using JSON batching"). Throws 400 that names the id for an id that occurs twice, an unknown id and a circle.
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

/** The positions of requests that wait for one another in a circle; undefined if there is no circle. */
function circleIn(order: readonly (readonly number[])[]): readonly number[] | undefined {
  const waiting = new Map(order.entries());
  for (let before = -1; before !== waiting.size;) {
    before = waiting.size;
    for (const [position, awaited] of waiting) if (!awaited.some((each) => waiting.has(each))) waiting.delete(position);
  }
  const [start] = waiting.keys();
  if (start === undefined) return undefined;
  // Each remaining request waits for another remaining one, so whoever follows them comes back to a request that was already passed.
  const way = [start];
  for (;;) {
    const next = order[way.at(-1) ?? start]?.find((each) => waiting.has(each)) ?? start;
    if (way.includes(next)) return way.slice(way.indexOf(next));
    way.push(next);
  }
}
