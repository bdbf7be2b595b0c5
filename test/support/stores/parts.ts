// The dependencies of single parts of the domain, over a test's stores: for tests of one part with a clock or a store of its own.
import type { Stores } from '../../../functions/compose/app.ts';
import type { AddDependencies } from '../../../lib/attachments/draft.ts';
import { systemClock, systemRandomness } from '../../../lib/runtime/clock.ts';
import { createIds } from '../../../lib/runtime/ids.ts';

export const partsOf = ({ mailboxes, contents }: Pick<Stores, 'mailboxes' | 'contents'>): AddDependencies => ({
  documents: mailboxes,
  contents,
  ids: createIds(systemClock, systemRandomness),
  clock: systemClock,
  randomness: systemRandomness,
});
