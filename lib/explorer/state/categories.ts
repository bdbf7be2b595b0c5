// The categories of the mailbox's list, for their colours and for what a form offers.
import { signal, type ReadonlySignal } from '@preact/signals';
import { askAll } from '../graph.ts';
import { readCategory, type Category } from '../model/category.ts';

const state = signal<readonly Category[]>([]);

export const categories: ReadonlySignal<readonly Category[]> = state;

/** Reads the list; who may not read it sees categories without a colour. */
export async function readCategories(): Promise<void> {
  const read = await askAll('/me/outlook/masterCategories?$top=1000&$select=displayName,color').catch(() => []);
  state.value = read.map(readCategory);
}
