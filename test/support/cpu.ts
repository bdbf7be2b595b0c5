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

/**
 * The cost of a length divided by the cost of an eighth of it: about 8 if costs grow linearly, 64 if they grow with the square. It takes
 * the least of three measurements, and counts less than a millisecond as one.
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
