// What code costs in CPU of this thread, and not in time, so that a busy machine doesn't count.

const millisecondsSince = (before: NodeJS.CpuUsage): number => {
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
};

/** Milliseconds of CPU that the work takes; of what it awaits, what this thread does of it. */
export async function cpuOf(work: () => unknown): Promise<number> {
  const before = process.threadCpuUsage();
  await work();
  return millisecondsSince(before);
}

/** Costs that grow faster than this grow with the square of the length. */
export const growsWithLength = 30;

/**
 * How many times as much a length costs as an eighth of it: about 8 where costs grow with the length, 64 where they grow with its square.
 * The least of three counts, and what is under a millisecond counts as one.
 */
export function growthOf(work: (length: number) => unknown, length: number): number {
  const leastOf = (size: number): number =>
    Math.min(
      ...[0, 1, 2].map(() => {
        const before = process.threadCpuUsage();
        work(size);
        return millisecondsSince(before);
      }),
    );
  const short = leastOf(Math.ceil(length / 8));
  return leastOf(length) / Math.max(1, short);
}
