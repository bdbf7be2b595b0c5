// Runs the steps one after the other, prints the result of each, and removes what they made.
import { createClient, requireStatus, type Client, type Identity } from './client.ts';
import { SmokeFailure } from './failure.ts';
import type { SmokeOptions } from './options.ts';
import type { Made } from './step.ts';
import { stepsFor } from './steps.ts';
import { readToken, requireGuestClaims } from './token.ts';

type Say = (line: string) => void;

/** Whether all steps succeeded. `stopping` ends the run early; it still removes what the steps made. */
export async function runSmoke(options: SmokeOptions, say: Say, stopping: AbortSignal): Promise<boolean> {
  const { url, token, tokenApp, group } = options;
  const began = performance.now();
  say(`Smoke test of ${url}`);
  const made = new Set<Made>();
  const making = (what: Made): (() => void) => {
    made.add(what);
    return () => made.delete(what);
  };
  let passed = 0;
  const step = async (name: string, work: () => Promise<void>): Promise<boolean> => {
    const went = await timed(name, work, say);
    if (went) passed++;
    return went;
  };

  let identities: { user: Identity; application: Identity | undefined } | undefined;
  let well = await step('the tokens can be used', () => {
    const user = { token, facts: readToken(token, '--token', 'user') };
    const application = tokenApp === undefined ? undefined : { token: tokenApp, facts: readToken(tokenApp, '--token-app', 'application') };
    requireGuestClaims(user.facts);
    identities = { user, application };
    return Promise.resolve();
  });
  if (identities !== undefined) {
    const steps = stepsFor({ ...identities, group, ask: createClient(url, stopping), making });
    for (const [name, work] of steps) if (well) well = await step(name, work);
  }
  const clean = await cleanUp(createClient(url, new AbortController().signal), made, step);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  say(
    well && clean
      ? `All ${passed} steps passed in ${seconds} s.`
      : `Failed, after ${passed} ${passed === 1 ? 'step' : 'steps'} that passed, in ${seconds} s.`,
  );
  return well && clean;
}

async function cleanUp(
  ask: Client,
  made: Iterable<Made>,
  step: (name: string, work: () => Promise<void>) => Promise<boolean>,
): Promise<boolean> {
  let clean = true;
  for (const { path, as } of made) {
    const removed = await step(`what was made is removed: ${path}`, async () => {
      requireStatus(await ask(path, { method: 'DELETE', as }), 204, 404);
    });
    clean &&= removed;
  }
  return clean;
}

/** One line for a step, and below it what is wrong; no stack, which only a developer could use. */
async function timed(name: string, work: () => Promise<void>, say: Say): Promise<boolean> {
  const began = performance.now();
  const line = (word: string): string =>
    `${word} ${Math.round(performance.now() - began)
      .toString()
      .padStart(6)} ms  ${name}`;
  try {
    await work();
    say(line('  ok'));
    return true;
  } catch (error) {
    say(line('FAIL'));
    say(`         ${error instanceof SmokeFailure ? error.message : `The smoke test itself failed: ${String(error)}`}`);
    return false;
  }
}
