// Races between requests: who loses one tries again, a bounded number of times.
import { expect, it } from 'vitest';
import { ServiceError } from '../../../lib/runtime/errors.ts';
import { attemptsOf, lost, winRace } from '../../../lib/stores/races.ts';

const text = 'Too many requests change this at once.';

it('An attempt that was lost is made again, and knows how many were lost before it.', async () => {
  const seen: number[] = [];
  const won = await winRace(attemptsOf.change, text, (losses) => {
    seen.push(losses);
    return Promise.resolve(losses < 3 ? lost : 'won');
  });
  expect({ won, seen }).toEqual({ won: 'won', seen: [0, 1, 2, 3] });
});

it.each([undefined, false, null, 0, ''])('Whatever an attempt gives that is not `lost` wins, %j too.', async (value) => {
  let attempts = 0;
  const won = await winRace(attemptsOf.change, text, () => {
    attempts++;
    return Promise.resolve(value);
  });
  expect({ won, attempts }).toEqual({ won: value, attempts: 1 });
});

it.each(Object.entries(attemptsOf))(
  'A request that has lost all its attempts (%s: %i) is told so, and when to come again.',
  async (_, most) => {
    let attempts = 0;
    const losing = winRace(most, text, () => {
      attempts++;
      return Promise.resolve(lost);
    });
    await expect(losing).rejects.toMatchObject({ status: 503, code: 'ServiceUnavailable', message: text, headers: { 'Retry-After': '1' } });
    expect(attempts).toBe(most);
  },
);

it('What an attempt throws is thrown at once.', async () => {
  let attempts = 0;
  const failing = winRace(attemptsOf.change, text, () => {
    attempts++;
    return attempts === 1 ? Promise.resolve(lost) : Promise.reject(new ServiceError(412, 'ErrorIrresolvableConflict', 'Changed.'));
  });
  await expect(failing).rejects.toMatchObject({ status: 412 });
  expect(attempts).toBe(2);
});

it('What was made for the attempts is cleaned up before the error is thrown, and only when all are lost.', async () => {
  const done: string[] = [];
  const cleaned = (): Promise<Error> => {
    done.push('cleaned');
    return Promise.resolve(new ServiceError(507, 'ErrorQuotaExceeded', 'Full.'));
  };
  const losing = winRace(attemptsOf.claim, cleaned, () => {
    done.push('lost');
    return Promise.resolve(lost);
  });
  await expect(losing).rejects.toMatchObject({ status: 507 });
  expect(done).toEqual(['lost', 'lost', 'lost', 'lost', 'cleaned']);

  done.length = 0;
  await winRace(attemptsOf.claim, cleaned, () => Promise.resolve('won'));
  expect(done).toEqual([]);
});
