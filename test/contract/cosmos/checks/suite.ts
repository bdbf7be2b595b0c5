// All checks by theme, and how one is run: by itself, with a deadline.
import { setTimeout as pause } from 'node:timers/promises';
import { account } from '../account.ts';
import { batchChecks } from './batchChecks.ts';
import type { Check, Context } from './check.ts';
import { feedChecks } from './feedChecks.ts';
import { itemChecks } from './itemChecks.ts';
import { keyChecks } from './keyChecks.ts';
import { pagingChecks } from './pagingChecks.ts';
import { patchChecks } from './patchChecks.ts';
import { orderChecks } from './orderChecks.ts';
import { queryChecks } from './queryChecks.ts';
import { scriptChecks } from './scriptChecks.ts';
import { timeChecks } from './timeChecks.ts';

export interface Theme {
  readonly name: string;
  readonly checks: readonly Check[];
}

export const themes: readonly Theme[] = [
  { name: 'account', checks: account },
  { name: 'items', checks: itemChecks },
  { name: 'patch', checks: patchChecks },
  { name: 'batch', checks: batchChecks },
  { name: 'queries', checks: [...queryChecks, ...orderChecks] },
  { name: 'paging', checks: pagingChecks },
  { name: 'keys', checks: keyChecks },
  { name: 'time', checks: timeChecks },
  { name: 'change feed', checks: feedChecks },
  { name: 'scripts', checks: scriptChecks },
];

/** Rejects with what the check found wrong, or when it takes longer than `deadline` milliseconds. */
export async function runCheck({ run }: Check, context: Context, deadline = 25_000): Promise<void> {
  const over = new AbortController();
  const timeout = pause(deadline, undefined, { signal: over.signal, ref: false }).then(() => {
    throw new Error(`no answer within ${deadline} ms`);
  });
  timeout.catch(() => undefined);
  try {
    await Promise.race([run(context), timeout]);
  } finally {
    over.abort();
  }
}
