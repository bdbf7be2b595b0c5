// Translates places in a stack to files and lines of the sources: the app runs as one minified file, with its source map beside it.
import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** The file that runs: this one, or the bundle that contains it. */
const running = fileURLToPath(import.meta.url);

let kept: SourceMap | 'none' | undefined;

/**
 * Replaces each place in the bundle by its place in the sources; returns the stack as it is if there is no source map. The map is read at
 * the first error, since Node's own source map support would add a third to the time of every cold start.
 */
export function readableStack(stack: string | undefined): string | undefined {
  kept ??= readMap();
  if (kept === 'none' || stack === undefined) return stack;
  const map = kept;
  return stack.replaceAll(/([^\s()]+):(\d+):(\d+)/g, (place, file: string, line: string, column: string) => {
    if (!file.endsWith(running)) return place;
    const { data: origin } = originSchema.safeParse(map.findOrigin(Number(line), Number(column)));
    return origin === undefined ? place : `${origin.fileName.replace(/^(?:\.\.\/)+/, '')}:${origin.lineNumber}:${origin.columnNumber}`;
  });
}

const originSchema = z.object({ fileName: z.string(), lineNumber: z.number(), columnNumber: z.number() });

const mapSchema = z.object({ version: z.number(), sources: z.array(z.string()), names: z.array(z.string()), mappings: z.string() });

function readMap(): SourceMap | 'none' {
  try {
    const map = mapSchema.parse(JSON.parse(readFileSync(`${running}.map`, 'utf8')));
    return new SourceMap({ ...map, file: running, sourcesContent: [], sourceRoot: '' });
  } catch {
    return 'none';
  }
}
