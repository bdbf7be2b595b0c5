// The clock of a process of the local stack, which a test can move: whatever asks the system for the time there gets the moved one.

const System = Date;
let offset = 0;

/** Milliseconds by which the clock is moved; 0 until somebody moves it. */
export const clockOffset = (): number => offset;

/**
 * Moves this process's clock to `by` milliseconds beside the system's; it goes on from there. `Date` stands for all that asks: our own code,
 * and the libraries that sign, verify and expire. How long something takes is measured and bounded by the system's time as before: `setTimeout`,
 * `performance.now()`, `AbortSignal.timeout`; and TLS's own look at certificates doesn't follow. Waits are another matter (`waits.ts`).
 */
export function moveClock(by: number): void {
  offset = by;
  globalThis.Date = by === 0 ? System : moved;
}

const now = (): number => System.now() + offset;

const moved = new Proxy(System, {
  construct: (target, given: unknown[], made): object => Reflect.construct(target, given.length === 0 ? [now()] : given, made) as object,
  apply: () => new System(now()).toString(),
  get: (target, name): unknown => (name === 'now' ? now : Reflect.get(target, name)),
});
