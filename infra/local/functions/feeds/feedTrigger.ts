// Reads a Cosmos DB trigger as an app has registered it, with the defaults of the real extension (4.x).
import { z } from 'zod';
import { resolveSetting } from '../triggers/settings.ts';

/** A container of an account that settings of this prefix lead to. */
export interface Place {
  readonly connection: string;
  readonly database: string;
  readonly container: string;
}

/** A change feed and how it is read; times are milliseconds. */
export interface FeedTrigger {
  readonly monitored: Place;
  readonly leases: Place & { readonly prefix: string; readonly created: boolean };
  readonly most: number;
  readonly pollDelay: number;
  readonly acquireInterval: number;
  readonly expirationInterval: number;
  readonly renewInterval: number;
  /** Where a lease begins that has handled nothing yet. */
  readonly start: 'now' | 'beginning' | Date;
}

const text = z.string().min(1);
/** 0 and a missing number mean the default. */
const positive = (otherwise: number) =>
  z
    .number()
    .int()
    .nullish()
    .transform((value) => (value == null || value <= 0 ? otherwise : value));

const binding = z.object({
  connection: text,
  databaseName: text,
  containerName: text,
  leaseConnection: text.nullish(),
  leaseDatabaseName: text.nullish(),
  leaseContainerName: text.default('leases'),
  leaseContainerPrefix: z.string().default(''),
  createLeaseContainerIfNotExists: z.boolean().nullish(),
  maxItemsPerInvocation: positive(100),
  feedPollDelay: positive(5_000),
  leaseAcquireInterval: positive(13_000),
  leaseExpirationInterval: positive(60_000),
  leaseRenewInterval: positive(17_000),
  startFromBeginning: z.boolean().nullish(),
  startFromTime: text.nullish(),
  changeFeedMode: z.literal('LatestVersion').nullish(),
});

/** Reads the trigger's binding; names may be settings (`%NAME%`). Throws an error that says what is wrong. */
export function readFeedTrigger(given: unknown, environment: NodeJS.ProcessEnv): FeedTrigger {
  const parsed = binding.safeParse(given);
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error).replace(/\s*\n\s*/g, ' '));
  const read = parsed.data;
  const resolved = (name: string): string => resolveSetting(name, environment);
  const monitored = { connection: read.connection, database: resolved(read.databaseName), container: resolved(read.containerName) };
  const leases = {
    connection: read.leaseConnection ?? read.connection,
    database: resolved(read.leaseDatabaseName ?? read.databaseName),
    container: resolved(read.leaseContainerName),
    prefix: resolved(read.leaseContainerPrefix),
    created: read.createLeaseContainerIfNotExists === true,
  };
  if (
    JSON.stringify(monitored) === JSON.stringify({ connection: leases.connection, database: leases.database, container: leases.container })
  )
    throw new Error('The monitored container cannot be the one that stores the leases.');
  return {
    monitored,
    leases,
    most: read.maxItemsPerInvocation,
    pollDelay: read.feedPollDelay,
    acquireInterval: read.leaseAcquireInterval,
    expirationInterval: read.leaseExpirationInterval,
    renewInterval: read.leaseRenewInterval,
    start: startOf(read.startFromBeginning === true, read.startFromTime ?? undefined),
  };
}

function startOf(fromBeginning: boolean, fromTime: string | undefined): FeedTrigger['start'] {
  if (fromTime === undefined) return fromBeginning ? 'beginning' : 'now';
  if (fromBeginning) throw new Error('Only one of startFromBeginning and startFromTime can be used.');
  const time = new Date(fromTime);
  if (Number.isNaN(time.getTime())) throw new Error(`The startFromTime '${fromTime}' is no ISO 8601 date.`);
  return time;
}
