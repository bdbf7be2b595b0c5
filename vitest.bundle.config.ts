// The tests as vitest.config.ts has them, with every stack running the app as it is deployed (npm run test:bundle).
export { default } from './vitest.config.ts';

// Read by test/support/process/stack.ts, in the workers, which inherit it, and in the set-up of the run, which no setting of Vitest's reaches.
process.env.STACK_FLAGS = '--bundle';
