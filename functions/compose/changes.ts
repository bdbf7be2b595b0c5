// What becomes of changes that the trigger brings; loaded with the first of them, so that no request waits for it.
import { lagOf, type ChangeMeter } from '../../lib/changes/changeMeter.ts';
import type { Clock } from '../../lib/runtime/clock.ts';
import type { JsonObject } from '../../lib/runtime/json.ts';

interface ChangesDeps {
  readonly clock: Clock;
  readonly meter: ChangeMeter;
}

/** Handles documents as the feed gives them. Rejects where they must come again. */
export function composeChanges({ clock, meter }: ChangesDeps): (documents: readonly JsonObject[]) => Promise<void> {
  return (documents) => {
    meter.feed(documents.length, lagOf(documents, clock()));
    return Promise.resolve();
  };
}
