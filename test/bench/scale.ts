// `npm run bench -- --only scale`: from one mailbox to a hundred million attachments and 10,000 requests a second, on paper. It counts what
// requests cost at the emulator, and says which published limit each load meets first (infra/README.md has the table).
import { attachmentRows } from './floor/attachmentRows.ts';
import { eventRows } from './floor/eventRows.ts';
import type { Row } from './floor/row.ts';
import { openWorld, recordedOf, type World } from './floor/world.ts';
import type { Side } from './floor/sides.ts';
import { keep } from './report/results.ts';
import { demandOf, usedLimits, type Costs, type Load } from './scale/limits.ts';

/** The mix of infra/README.md, Costs: 70 % read an attachment or a list, 20 % an event, 10 % add a file. */
const mix = [
  { row: 'get 10 KB', share: 0.35 },
  { row: 'list 6', share: 0.35 },
  { row: 'event get', share: 0.2 },
  { row: 'attach 10 KB', share: 0.1 },
] as const;

/** The event's document and the attachment's. */
const changesOfAdd = 2;

/** Of the query for subscriptions, read twice (`test/domain/notifications/notificationCosts.test.ts`). */
const unitsOfChange = 2.3 * 2;

const loads: readonly Load[] = [
  { mailboxes: 1, attachments: 100, requestsPerSecond: 1 },
  { mailboxes: 100, attachments: 10_000, requestsPerSecond: 10 },
  { mailboxes: 10_000, attachments: 1_000_000, requestsPerSecond: 100 },
  { mailboxes: 100_000, attachments: 10_000_000, requestsPerSecond: 1_000 },
  { mailboxes: 1_000_000, attachments: 100_000_000, requestsPerSecond: 10_000 },
];

export async function benchScale(): Promise<void> {
  const world = await openWorld('sources');
  try {
    const costs = await countedCosts(world);
    console.log(`\nOn paper: ${costs.units.toFixed(1)} RU and ${costs.blobCalls.toFixed(2)} calls of Blob Storage a request of the mix`);
    for (const skew of [0, 0.8, 1])
      for (const load of loads) {
        const demand = demandOf(load, costs, skew);
        const used = usedLimits(demand);
        const met = used.filter((each) => each.used > 1);
        const { mailboxes, attachments, requestsPerSecond } = load;
        console.log(
          `\n  ${mailboxes.toLocaleString('en')} mailboxes (skew ${skew}), ${attachments.toLocaleString('en')} attachments, ${requestsPerSecond.toLocaleString('en')}/s: ` +
            `${Math.round(demand.units).toLocaleString('en')} RU/s, ${demand.documentGB.toFixed(1)} GB of documents, ${demand.physicalPartitions} physical partitions, ${demand.instances} instances`,
        );
        for (const { limit, used: share } of met.length > 0 ? met : used.slice(0, 1))
          console.log(
            `    ${(share * 100).toFixed(0).padStart(5)} %  ${limit.name}: ${limit.most.toLocaleString('en')} ${limit.unit}; beyond: ${limit.beyond}`,
          );
        keep({
          part: 'scale',
          title: `${attachments} attachments, skew ${skew}`,
          figures: { load, costs, demand, used: used.map(({ limit, used: share }) => [limit.name, share]) },
        });
      }
  } finally {
    await world.end();
  }
}

/** What a request of the mix costs: the stores' own charges, of which reads and queries count twice. */
async function countedCosts(world: World): Promise<Costs> {
  const side = await world.start('ours', true);
  let [units, blobCalls, adds] = [0, 0, 0];
  for (const { row: name, share } of mix) {
    const row = [...attachmentRows, ...eventRows].find((each) => each.name === name);
    if (row === undefined) throw new Error(`There is no row ${name}.`);
    const calls = await callsOf(world, row, side);
    for (const { call, charge } of calls) {
      units += share * charge * (call === 'point read' || call === 'query' ? 2 : 1);
      if (call.startsWith('blob')) blobCalls += share;
      if (call === 'blob put') adds += share;
    }
  }
  return { units, adds, blobCalls, changesOfAdd, unitsOfChange };
}

async function callsOf(world: World, row: Row, side: Side) {
  const ask = await (await row.open(world, side)).ours(side);
  await recordedOf(world, ask());
  return (await recordedOf(world, ask())).calls;
}
