// The samples that test against the package, and what each needs.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

export interface Sample {
  /** Its folder in `samples/testing`. */
  readonly name: string;
  /** Packages of npm, in their exact versions. */
  readonly packages: readonly string[];
  readonly command: readonly string[];
  /** Why it can't run on this machine; undefined if it can. */
  readonly missing?: () => string | undefined;
}

export const samples: readonly Sample[] = [
  { name: 'vitest', packages: ['vitest@5.1.1'], command: ['vitest', 'run'] },
  { name: 'jest', packages: ['jest@30.5.2'], command: ['jest', '--testMatch', '**/*.test.mjs'] },
  { name: 'msal', packages: ['@azure/msal-node@7.2.1'], command: ['node', '--test'] },
  {
    name: 'playwright',
    packages: ['@playwright/test@1.65.1'],
    command: ['playwright', 'test'],
    missing: () => (existsSync(process.env.CHROMIUM_PATH ?? '') ? undefined : 'CHROMIUM_PATH names no browser'),
  },
  {
    name: 'xunit',
    packages: [],
    command: ['dotnet', 'test', '--nologo'],
    missing: () => (spawnSync('dotnet', ['--version']).status === 0 ? undefined : 'there is no dotnet'),
  },
];
