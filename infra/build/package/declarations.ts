// The types of `calendar-attachments/testing`, from the sources' own declarations.
import { readFile } from 'node:fs/promises';
import ts from 'typescript';

/** One file, which imports nothing. */
export async function declarations(): Promise<string> {
  const source = await readFile(new URL('../../local/testing/types.ts', import.meta.url), 'utf8');
  const { outputText } = ts.transpileDeclaration(source, { compilerOptions: { strict: true } });
  return `${outputText}
/**
 * Starts a cloud on free ports and waits until it is ready, one to three seconds. It ends with this process, which it doesn't keep from ending.
 * Rejects with the cloud's own words when it can't start, or its seed is refused.
 */
export declare function startCalendarCloud(options?: StartOptions): Promise<CalendarCloud>;
`;
}
