// Lists page by page, and counts, what lies in a window of time, and the exceptions of a series.
import type { Documents } from '../../stores/documents.ts';
import { countExceptions, listExceptions } from '../occurrences/exceptions.ts';
import { listInstances, listWindow } from './window.ts';
import { countInstances, countWindow } from './windowCount.ts';

/** The function's type without its first parameter, the store. */
type OverStore<F> = F extends (documents: Documents, ...given: infer G) => infer R ? (...given: G) => R : never;

export interface Windows {
  /** The events of a calendar in the window; see `listWindow`. */
  readonly list: OverStore<typeof listWindow>;
  /** How many entries all its pages have together. */
  readonly count: OverStore<typeof countWindow>;
  /** The occurrences of a series in the window; see `listInstances`. */
  readonly instances: OverStore<typeof listInstances>;
  readonly countInstances: OverStore<typeof countInstances>;
  /** The exceptions of a series, in the order of their dates; see `listExceptions`. */
  readonly exceptions: OverStore<typeof listExceptions>;
  readonly countExceptions: OverStore<typeof countExceptions>;
}

export const createWindows = ({ documents }: { readonly documents: Documents }): Windows => ({
  list: (...given) => listWindow(documents, ...given),
  count: (...given) => countWindow(documents, ...given),
  instances: (...given) => listInstances(documents, ...given),
  countInstances: (...given) => countInstances(documents, ...given),
  exceptions: (...given) => listExceptions(documents, ...given),
  countExceptions: (...given) => countExceptions(documents, ...given),
});
