// The arithmetic of the scale on paper: what a load comes to, and which limit it meets.
import { expect, it } from 'vitest';
import { demandOf, limits, usedLimits, type Costs } from '../../bench/scale/limits.ts';

const costs: Costs = { units: 10, adds: 0.1, blobCalls: 0.45, changesOfAdd: 2, unitsOfChange: 5 };
const usedOf = (name: string, demand: Parameters<typeof usedLimits>[0]): number =>
  usedLimits(demand).find(({ limit }) => limit.name.startsWith(name))?.used ?? NaN;

it('the scale adds up: units of requests and of changes, documents, files, calls and instances', () => {
  const demand = demandOf({ mailboxes: 1, attachments: 1_000_000, requestsPerSecond: 100 }, costs, 0);
  // 100 requests of 10 RU; 100 × 0.1 × 2 changes of 5 RU.
  expect(demand.units).toBeCloseTo(1_100);
  expect(demand.documentGB).toBeCloseTo(2.5);
  expect(demand.fileTB).toBeCloseTo(0.1);
  expect(demand.blobCalls).toBeCloseTo(45);
  // 0.35 downloads of 100 KB for each request.
  expect(demand.egressGbps).toBeCloseTo(0.028);
  expect(demand.instances).toBe(3);
  expect(demand.physicalPartitions).toBe(1);
  expect(demand.hottestPartition.changes).toBeCloseTo(20);
});

it('the scale gives the one mailbox all of the load, however it is skewed', () => {
  for (const skew of [0, 0.8, 1]) {
    const { units, documentGB, hottestMailbox, hottestPartition } = demandOf(
      { mailboxes: 1, attachments: 100, requestsPerSecond: 7 },
      costs,
      skew,
    );
    expect(hottestMailbox).toEqual({ units, documentGB });
    expect(hottestPartition.units).toBe(units);
  }
});

it('the scale splits partitions until the fullest has no more than it may, while no mailbox alone has more', () => {
  const load = { mailboxes: 100_000, attachments: 10_000_000, requestsPerSecond: 10_000 };
  for (const skew of [0, 0.5, 0.8]) {
    const { units, physicalPartitions, hottestPartition, hottestMailbox } = demandOf(load, costs, skew);
    expect(hottestMailbox.units).toBeLessThan(10_000);
    expect(hottestPartition.units).toBeLessThanOrEqual(10_000);
    expect(hottestPartition.units).toBeGreaterThanOrEqual(units / physicalPartitions);
    expect(hottestPartition.units).toBeGreaterThanOrEqual(hottestMailbox.units);
    expect(physicalPartitions).toBeGreaterThanOrEqual(Math.ceil(units / 10_000));
  }
});

it('the scale has a partition for each 50 GB, though nobody asks anything', () => {
  const demand = demandOf({ mailboxes: 1_000, attachments: 100_000_000, requestsPerSecond: 0 }, costs, 0);
  expect(demand.documentGB).toBeCloseTo(250);
  expect(demand.physicalPartitions).toBe(5);
});

it('the scale gives the first of many mailboxes its share by Zipf’s law', () => {
  // 1 + 1/2 + 1/3 + 1/4 = 25/12.
  const { units, hottestMailbox } = demandOf({ mailboxes: 4, attachments: 4, requestsPerSecond: 10 }, costs, 1);
  expect(hottestMailbox.units / units).toBeCloseTo(12 / 25);
});

it('the scale says which limit a load meets first, and what one mailbox bears', () => {
  const alone = demandOf({ mailboxes: 1, attachments: 16_000_000, requestsPerSecond: 1_000 }, costs, 0);
  expect(usedOf('Cosmos DB, one mailbox (logical', alone)).toBeCloseTo(1.1);
  expect(usedOf('Cosmos DB, one mailbox’s documents', alone)).toBeCloseTo(2);
  const [first] = usedLimits(alone);
  expect([first?.limit.name, first?.used]).toEqual(['Cosmos DB, a serverless container', 2.2]);
  expect(usedLimits(alone)).toHaveLength(limits.length);
});
