// Translates places in a stack to files and lines of the sources: the app runs as minified files, each with its source map beside it.
import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** The folder of this file, or that of the bundle that contains it: its files lie beside one another, each with its map. */
const folder = dirname(fileURLToPath(import.meta.url));

const kept = new Map<string, SourceMap | 'none'>();

/**
 * Replaces each place in the bundle by its place in the sources; leaves what has no source map as it is. A map is read at the first error in its
 * file, since Node's own source map support would add a third to the time of every cold start.
 */
export function readableStack(stack: string | undefined): string | undefined {
  return stack?.replaceAll(/([^\s()]+):(\d+):(\d+)/g, (place, file: string, line: string, column: string) => {
    const path = join(folder, basename(file));
    if (!file.endsWith(path)) return place;
    const map = kept.get(path) ?? readMap(path);
    kept.set(path, map);
    if (map === 'none') return place;
    const { data: origin } = originSchema.safeParse(map.findOrigin(Number(line), Number(column)));
    return origin === undefined ? place : `${origin.fileName.replace(/^(?:\.\.\/)+/, '')}:${origin.lineNumber}:${origin.columnNumber}`;
  });
}

const originSchema = z.object({ fileName: z.string(), lineNumber: z.number(), columnNumber: z.number() });

const mapSchema = z.object({ version: z.number(), sources: z.array(z.string()), names: z.array(z.string()), mappings: z.string() });

function readMap(file: string): SourceMap | 'none' {
  try {
    const map = mapSchema.parse(JSON.parse(readFileSync(`${file}.map`, 'utf8')));
    return new SourceMap({ ...map, file, sourcesContent: [], sourceRoot: '' });
  } catch {
    return 'none';
  }
}
