// How the local programs talk to a person: strict flags, one line for a mistake, and an exit code for scripts.
import { parseArgs } from 'node:util';
import type { ParseArgsOptionsConfig } from 'node:util';
import { describe } from '../process/child.ts';

/** A wrong command line: the program prints one line and its usage, and ends with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The flags of a command line. Throws UsageError for an unknown flag, a stray word, a missing or an unwanted value. */
export function parseFlags<const Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: Options,
): ReturnType<typeof parseArgs<{ options: Options; strict: true; allowPositionals: false }>>['values'] {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    if (!(error instanceof TypeError) || !('code' in error) || !String(error.code).startsWith('ERR_PARSE_ARGS_')) throw error;
    // Node's advice on how to quote positional arguments would mislead: the programs have none.
    const [sentence = error.message] = error.message.split(/\.\s/);
    throw new UsageError(`${sentence.replace(/\.$/, '')}.`, { cause: error });
  }
}

/** Runs a program to its end. Exit code 2 and the usage for a wrong call, 1 and one line for anything else that fails. */
export async function runProgram(usage: string, main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\n\n${usage}`);
      process.exitCode = 2;
    } else {
      process.stderr.write(`${describe(error)}\n`);
      process.exitCode = 1;
    }
  }
}
