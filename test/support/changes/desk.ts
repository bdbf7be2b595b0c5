// The set-up of tests of notifications: a receiver for the whole file, and for each test somebody new whom it tells at a path of their own.
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Housemate } from '../people/household.ts';
import { anHour } from '../api/events.ts';
import { startWatching, type Watching } from './watching.ts';

export interface WatchedDesk {
  readonly watching: Watching;
  /** The test's own person, and where the receiver gets what is told to them; it takes everything at first. */
  readonly adele: Housemate;
  readonly path: string;
  /** Makes an event of theirs, and gives its id. */
  make(subject?: string): Promise<string>;
}

/** To be called at the top of a file: it sets up before each test, and ends everything behind the last. */
export function watchedDesk(): WatchedDesk {
  let watching: Watching | undefined;
  let adele: Housemate | undefined;
  let number = 0;
  beforeAll(async () => {
    watching = await startWatching();
  });
  afterAll(() => watching?.close());
  beforeEach(async () => {
    adele = await watching?.household.come(`adele${++number}`);
    if (watching === undefined) return;
    watching.receiver.posts.length = 0;
    watching.receiver.answers(() => ({ status: 202 }));
  });
  const there = <T>(one: T | undefined): T => {
    if (one === undefined) throw new Error('Only a test has it.');
    return one;
  };
  return {
    get watching() {
      return there(watching);
    },
    get adele() {
      return there(adele);
    },
    get path() {
      return `/${number}`;
    },
    make: async (subject = 'plan') => String((await there(adele).must('POST', '/v1.0/me/events', { subject, ...anHour })).json.id),
  };
}
