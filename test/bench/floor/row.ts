// What a row of the comparison with the floor is: add one by an object in attachmentRows.ts or eventRows.ts.
import type { Bounds, Sent } from './load.ts';
import type { Answer } from './plan.ts';
import type { Recorded } from './recorder.ts';
import type { Side } from './sides.ts';
import type { World } from './world.ts';

/** A request; `id` is what it names, where the row's requests name something that they use up. */
export type Ask = (id?: string) => Sent;

/** A row whose data is there. */
export interface Opened {
  /** The requests to ours. What one asks of the stores is recorded, and is what the floor does, which gets the same bodies. */
  readonly ours: (side: Pick<Side, 'url'>) => Ask | Promise<Ask>;
  readonly answer: Answer;
  /**
   * For what ours answers from memory: the calls of a function that remembers nothing, made of those of a process that has just started. Else
   * the floor makes the calls that ours makes once it is warm.
   */
  readonly withoutMemory?: (first: readonly Recorded[]) => readonly Recorded[];
  /** Makes so many things that requests use up, and gives their ids. */
  readonly make?: (side: Side, count: number) => Promise<readonly string[]>;
  /** The id of what the answer to a recorded request says was made. */
  readonly made?: (json: Readonly<Record<string, unknown>>) => string;
}

export interface Row {
  readonly name: string;
  /** Else two seconds, or as many requests as take that long. */
  readonly bounds?: Partial<Bounds>;
  /** Makes the row's data, by an app over the stack's stores. */
  open(world: World, side: Side): Promise<Opened>;
}
