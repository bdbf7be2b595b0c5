// Limits that Azure publishes, and what the service takes of each: the arithmetic of infra/README.md, "From one mailbox to a hundred million
// attachments". All of it is per region and account, by default; some can be raised by a ticket.

/** What a service has to bear. */
export interface Load {
  readonly mailboxes: number;
  readonly attachments: number;
  readonly requestsPerSecond: number;
}

/** What one request of the mix takes, counted at the emulator. Reads cost twice: the account is strongly consistent. */
export interface Costs {
  /** Request units of a request of the mix. */
  readonly units: number;
  /** Requests in a second that add a file, as a share of all. */
  readonly adds: number;
  /** Calls of Blob Storage for each request. */
  readonly blobCalls: number;
  /** Documents that an addition writes, each of which the change feed gives. */
  readonly changesOfAdd: number;
  /** Request units of a change that nobody is told of. */
  readonly unitsOfChange: number;
}

/** What one thing takes, estimated; the README says from what. */
const sizes = {
  /** Bytes of an attachment's document with its share of the index and of its event. */
  documentBytes: 2_500,
  fileBytes: 100_000,
  /** Requests a second that an instance of 2 GB and one core serves. */
  perInstance: 40,
  /** Milliseconds that a batch of the feed takes. */
  batchMs: 200,
  /** Documents of a batch: `functions/changes.ts`. */
  batch: 25,
} as const;

const GB = 1e9;

/** What all of it comes to. `hottest` is of the mailbox, or of the physical partition, that has the most. */
export interface Demand {
  readonly units: number;
  readonly documentGB: number;
  readonly physicalPartitions: number;
  readonly hottestMailbox: { readonly units: number; readonly documentGB: number };
  readonly hottestPartition: { readonly units: number; readonly changes: number };
  readonly blobCalls: number;
  readonly egressGbps: number;
  readonly fileTB: number;
  readonly instances: number;
}

export interface Limit {
  readonly name: string;
  readonly most: number;
  readonly unit: string;
  readonly of: (demand: Demand) => number;
  /** What there is to do beyond it. */
  readonly beyond: string;
}

/** Changes a second that one lease's reader gets through: a lease is one physical partition, and its batches come one after the other. */
const changesPerLease = (1000 / sizes.batchMs) * sizes.batch;

export const limits: readonly Limit[] = [
  {
    name: 'Cosmos DB, a serverless container',
    most: 5_000,
    unit: 'RU/s',
    of: ({ units }) => units,
    beyond: 'autoscale (CALENDAR_COSMOS_AUTOSCALE_MAX_THROUGHPUT)',
  },
  {
    name: 'Cosmos DB, one mailbox (logical partition)',
    most: 10_000,
    unit: 'RU/s',
    of: ({ hottestMailbox }) => hottestMailbox.units,
    beyond: 'none: 429 to that mailbox alone',
  },
  {
    name: 'Cosmos DB, one mailbox’s documents',
    most: 20,
    unit: 'GB',
    of: ({ hottestMailbox }) => hottestMailbox.documentGB,
    beyond: 'none: 507 to that mailbox alone',
  },
  {
    name: 'Cosmos DB, the fullest physical partition',
    most: 10_000,
    unit: 'RU/s',
    of: ({ hottestPartition }) => hottestPartition.units,
    beyond: 'more throughput, by which it splits',
  },
  {
    name: 'Cosmos DB, a container',
    most: 1_000_000,
    unit: 'RU/s',
    of: ({ hottestPartition, physicalPartitions }) => hottestPartition.units * physicalPartitions,
    beyond: 'a ticket',
  },
  {
    name: 'Blob Storage, requests',
    most: 20_000,
    unit: '/s',
    of: ({ blobCalls }) => blobCalls,
    beyond: 'a ticket, 40,000 in some regions',
  },
  { name: 'Blob Storage, egress', most: 50, unit: 'Gbit/s', of: ({ egressGbps }) => egressGbps, beyond: 'a ticket, 200 in some regions' },
  { name: 'Blob Storage, capacity', most: 5_629, unit: 'TB', of: ({ fileTB }) => fileTB, beyond: 'a ticket' },
  {
    name: 'Functions, instances as deployed',
    most: 40,
    unit: 'instances',
    of: ({ instances }) => instances,
    beyond: 'CALENDAR_MAXIMUM_INSTANCE_COUNT, to 1,000',
  },
  {
    name: 'Functions, memory of a region and subscription (512,000 MB)',
    most: 250,
    unit: 'instances of 2 GB',
    of: ({ instances }) => instances,
    beyond: 'a ticket',
  },
  {
    name: 'Trigger, the lease of the fullest physical partition',
    most: changesPerLease,
    unit: 'changes/s',
    of: ({ hottestPartition }) => hottestPartition.changes,
    beyond: 'larger batches; more partitions have more leases',
  },
];

/** How evenly mailboxes are asked: the n-th has a share of 1 / n to this power (Zipf's law); 0 is all alike. */
export type Skew = number;

const maxUnits = 10_000;
const maxGB = 50;

/** The limits that a load meets, from the one that it is furthest beyond. `used` is 1 at the limit. */
export const usedLimits = (demand: Demand): readonly { readonly limit: Limit; readonly used: number }[] =>
  limits.map((limit) => ({ limit, used: limit.of(demand) / limit.most })).toSorted((a, b) => b.used - a.used);

/**
 * Gives each mailbox its share of the load and its place, by a hash, in a physical partition. There are as many of these as documents and
 * request units need: they split until the fullest has no more than it may, or has one mailbox alone.
 */
export function demandOf({ mailboxes, attachments, requestsPerSecond }: Load, costs: Costs, skew: Skew): Demand {
  const shares = Float64Array.from({ length: mailboxes }, (_, at) => (at + 1) ** -skew);
  const whole = shares.reduce((sum, share) => sum + share, 0);
  const hottest = (shares[0] ?? 0) / whole;
  const changes = requestsPerSecond * costs.adds * costs.changesOfAdd;
  const units = requestsPerSecond * costs.units + changes * costs.unitsOfChange;
  const documentGB = (attachments * sizes.documentBytes) / GB;
  let partitions = Math.max(1, Math.ceil(units / maxUnits), Math.ceil(documentGB / maxGB));
  let fullest = fullestShare(shares, partitions) / whole;
  while (fullest * units > maxUnits && hottest * units <= maxUnits && partitions < 100 * mailboxes) {
    partitions *= 2;
    fullest = fullestShare(shares, partitions) / whole;
  }
  const blobCalls = requestsPerSecond * costs.blobCalls;
  return {
    units,
    documentGB,
    physicalPartitions: partitions,
    hottestMailbox: { units: hottest * units, documentGB: hottest * documentGB },
    hottestPartition: { units: fullest * units, changes: fullest * changes },
    blobCalls,
    egressGbps: (requestsPerSecond * (costs.blobCalls - costs.adds) * sizes.fileBytes * 8) / 1e9,
    fileTB: (attachments * sizes.fileBytes) / 1e12,
    instances: Math.ceil(requestsPerSecond / sizes.perInstance),
  };
}

/** The largest sum of shares in a partition. */
function fullestShare(shares: Float64Array, partitions: number): number {
  const sums = new Float64Array(partitions);
  for (const [at, share] of shares.entries()) {
    const place = Math.floor((hash(at) / 2 ** 32) * partitions);
    sums[place] = (sums[place] ?? 0) + share;
  }
  return sums.reduce((most, sum) => Math.max(most, sum), 0);
}

/** 32 bits that look like chance, of a number (the last steps of MurmurHash3). */
function hash(number: number): number {
  let bits = number ^ 0x9e3779b9;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
