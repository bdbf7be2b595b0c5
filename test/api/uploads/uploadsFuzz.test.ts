// Some of the random upload sessions of `npm run test:fuzz`, held against a plain array of bytes.
import fc from 'fast-check';
import { expect, inject, it } from 'vitest';
import { runSequence, newTally } from '../../fuzz/uploadRun.ts';
import { sequences } from '../../fuzz/uploadSequences.ts';
import { openPlace } from '../../fuzz/place.ts';
import { casesOf } from '../../support/runs.ts';

it('random upload sessions are answered as a plain array of bytes would be, and leave its file', async () => {
  const place = await openPlace(inject('stack'));
  const tally = newTally();
  await fc.assert(
    fc.asyncProperty(sequences, (sequence) => runSequence(place, sequence, tally)),
    { numRuns: casesOf(50) },
  );
  const count = await place.api.send(`/v1.0/me/events/${place.event}/attachments/$count`);
  expect(count.text).toBe(String(tally.remaining));
});
