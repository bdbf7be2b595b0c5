// Loads two candidates in short turns, so that a busy machine slows both, and each comes first as often as the other.
import { joined, type Bounds, type Client, type Round } from './load.ts';
import type { Ask } from './row.ts';

export type Which = 'ours' | 'floor';
const both: readonly Which[] = ['ours', 'floor'];

/** The turns that each has in a round: what else runs on the machine changes slower than they do. */
const slices = 8;

export interface Candidate {
  readonly ask: Ask;
  /** The process that answers. */
  readonly pid: number;
}

export interface Turns {
  readonly rounds: number;
  /** Of each candidate in a round. */
  readonly bounds: Bounds;
  /** Makes so many things for each candidate that their requests use up, each request one; their ids. */
  readonly make?: ((count: number) => readonly string[] | Promise<readonly string[]>) | undefined;
}

/** Every round of both. What a process does first it does slowly: one round more begins, which doesn't count. */
export async function inTurns(client: Client, candidates: Readonly<Record<Which, Candidate>>, { rounds, bounds, make }: Turns) {
  const slice: Bounds = { ms: bounds.ms / slices, requests: Math.ceil(bounds.requests / slices) };
  const all: Record<Which, Round>[] = [];
  for (let round = -1; round < rounds; round++) {
    const turns: Record<Which, Round[]> = { ours: [], floor: [] };
    // Ours has made what the requests use up, and is warm; the other has slept. A turn more of each doesn't count.
    const first = make === undefined ? 0 : -1;
    const ids = make === undefined ? undefined : [...(await make((slices - first) * slice.requests))];
    for (let turn = first; turn < slices; turn++)
      for (const which of turn % 2 === 0 ? both : both.toReversed()) {
        const { ask, pid } = candidates[which];
        const loaded = await client.load(() => ask(ids?.pop()), slice, pid);
        if (turn >= 0) turns[which].push(loaded);
      }
    if (round >= 0) all.push({ ours: joined(turns.ours), floor: joined(turns.floor) });
  }
  return all;
}
