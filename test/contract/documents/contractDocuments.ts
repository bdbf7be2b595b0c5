// What the suites of the document store's contract write.
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { Document, Documents, Write } from '../../../lib/stores/documents.ts';

/** Values that a store which built text of them would stumble over. */
export const hostileValues = [
  "it's",
  '"',
  '\\',
  '\\"',
  '" OR true OR "',
  "' OR 1=1 --",
  '@p0',
  '/* */',
  '${x}',
  '{"a":1}',
  '\u2028\u2029',
  '\0',
  '\n\r\t',
  '😀',
  'é',
  'e\u0301',
  ' ',
  '',
];

/** A partition that no other test writes to. */
export const partition = (): string => `t:users:${randomUUID()}`;
export const create = (document: Document): Write => ({ write: 'create', document });

/** Writes the documents by one batch. */
export async function putInto(store: Documents, mailbox: string, ...documents: readonly [Document, ...Document[]]): Promise<void> {
  const [first, ...rest] = documents;
  expect(await store.commit(mailbox, [create(first), ...rest.map(create)])).toMatchObject({ outcome: 'done' });
}
