// A step that a client takes, what came of it, and the table of all steps.

/** What came of a step. */
export interface Outcome {
  readonly step: string;
  /** Why it failed, in one line; undefined if it went well. */
  readonly failure?: string;
}

/** Collects the outcomes of one client's steps, in their order. */
export interface Steps {
  /** Takes a step; what it throws is its failure. Resolves to what it gives, undefined if it failed. */
  step<T>(name: string, work: () => Promise<T>): Promise<T | undefined>;
  /** Adds an outcome that the client's own process has reported. */
  add(outcome: Outcome): void;
  readonly outcomes: readonly Outcome[];
}

export function collectSteps(): Steps {
  const outcomes: Outcome[] = [];
  return {
    outcomes,
    add: (outcome) => outcomes.push(outcome),
    async step(name, work) {
      try {
        const given = await work();
        outcomes.push({ step: name });
        return given;
      } catch (error) {
        outcomes.push({ step: name, failure: oneLine(error) });
        return undefined;
      }
    },
  };
}

/** Throws unless it holds. */
export function must(holds: unknown, what: string): asserts holds {
  if (holds !== true) throw new Error(`not so: ${what}`);
}

const longestFailure = 300;

function oneLine(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text.replace(/\s+/g, ' ').slice(0, longestFailure);
}

/** Steps of a client that are known to fail, each with the reason. */
export type Explained = Readonly<Record<string, string>>;

export interface Tally {
  readonly passed: number;
  readonly explained: number;
  /** Failures without an explanation, and explanations of what doesn't fail any more. */
  readonly wrong: readonly string[];
}

/** Holds the outcomes against the explanations: both a failure without one and one without a failure are wrong. */
export function tallyOf(outcomes: readonly Outcome[], explained: Explained): Tally {
  const failed = outcomes.filter(({ failure }) => failure !== undefined);
  const failedSteps = new Set(failed.map(({ step }) => step));
  const stale = Object.keys(explained).filter((step) => !failedSteps.has(step));
  return {
    passed: outcomes.length - failed.length,
    explained: failed.filter(({ step }) => step in explained).length,
    wrong: [
      ...failed.filter(({ step }) => !(step in explained)).map(({ step }) => `${step}: failed`),
      ...stale.map((step) => `${step}: is explained, and doesn't fail`),
    ],
  };
}
