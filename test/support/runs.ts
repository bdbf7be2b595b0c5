// How much of what takes minutes is tried: a part in each run of the tests, all of it weekly (`EVERY_ORDER=1 npm run test:orders`).

/** Whether all of it is tried. */
export const isWhole = process.env.EVERY_ORDER !== undefined;

/** How many random cases a property is held against: another few in each run, ten times as many weekly. */
export const casesOf = (few: number): number => (isWhole ? 10 * few : few);
