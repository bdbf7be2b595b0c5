// What the frame that draws a PDF says to the page. A hostile file may have taken that frame over: whatever comes from it is only counted.
import { readObject } from '../../model/json.ts';

/** Pages that are drawn at most. */
export const maxPages = 20;

export type Told =
  /** It waits for the file's bytes. */
  | { readonly pdf: 'ready' }
  /** So many pages are drawn, of so many that the file has. */
  | { readonly pdf: 'drawn'; readonly drawn: number; readonly pages: number }
  /** It can't be drawn: a password is needed, or it is no PDF that can be read. */
  | { readonly pdf: 'refused'; readonly isLocked: boolean };

/** Undefined for anything else. */
export function readTold(data: unknown): Told | undefined {
  const { pdf, drawn, pages, isLocked } = readObject(data);
  if (pdf === 'ready') return { pdf };
  if (pdf === 'refused') return { pdf, isLocked: isLocked === true };
  if (pdf !== 'drawn' || typeof drawn !== 'number' || typeof pages !== 'number') return undefined;
  return { pdf, drawn, pages };
}
