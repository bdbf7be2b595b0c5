// How much of the slow tests runs: a part in each run, all of it weekly (`EVERY_ORDER=1 npm run test:orders`).

/** Whether all of the slow tests run. */
export const isWhole = process.env.EVERY_ORDER !== undefined;

/** The number of random cases for a property: new ones in each run, ten times as many weekly. */
export const casesOf = (few: number): number => (isWhole ? 10 * few : few);
