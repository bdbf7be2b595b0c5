// A reporter that ends a run with one line, `N passed, N failed`, and `, N skipped` if tests were skipped.
import type { Reporter, TestModule } from 'vitest/node';

export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const states = modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state));
    const count = (state: string): number => states.filter((each) => each === state).length;
    // A file that can't be loaded and an error outside of tests count as failures.
    const broken = modules.filter((module) => module.errors().length > 0).length + errors.length;
    const skipped = count('skipped') === 0 ? '' : `, ${count('skipped')} skipped`;
    process.stdout.write(`${count('passed')} passed, ${count('failed') + broken} failed${skipped}\n`);
  }
}
