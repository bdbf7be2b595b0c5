// Measures the CPU time that code takes in this thread; unlike elapsed time, it doesn't depend on how busy the machine is.

const millisecondsSince = (before: NodeJS.CpuUsage): number => {
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
};

/** Milliseconds of CPU time of the work, with what this thread does while the work waits. */
export async function cpuOf(work: () => unknown): Promise<number> {
  const before = process.threadCpuUsage();
  await work();
  return millisecondsSince(before);
}

/** A growth above this means that costs grow with the square of the length. */
export const growsWithLength = 30;

/** Rounds that are taken at least, so that no first one, before the code is compiled, decides; and at most. */
const rounds = { least: 3, most: 12 };

/**
 * The cost of a length divided by the cost of an eighth of it: about 8 if costs grow linearly, 64 if they grow with the square. Both are
 * measured in turns, so that a busy machine slows both, until the least of each show that they don't grow so. The short work is done eight
 * times in a row, so that both leave as much for the garbage collector. Counts less than a millisecond as one.
 */
export function growthOf(work: (length: number) => unknown, length: number): number {
  const cpuOfAll = (times: number, size: number): number => {
    const before = process.threadCpuUsage();
    for (let i = 0; i < times; i++) work(size);
    return millisecondsSince(before) / times;
  };
  let [short, long] = [Infinity, Infinity];
  const growth = (): number => long / Math.max(1, short);
  for (let round = 0; round < rounds.least || (round < rounds.most && growth() >= growsWithLength); round++) {
    short = Math.min(short, cpuOfAll(8, Math.ceil(length / 8)));
    long = Math.min(long, cpuOfAll(1, length));
  }
  return growth();
}
