// Cosmos DB trigger over `mailboxes`: tells subscribers what has changed. The host drops a batch that fails, unless a policy says otherwise:
// here a batch comes again until it was handled.
import { app } from '@azure/functions';
import type { JsonObject } from '../lib/runtime/json.ts';
import { readFeedSettings } from '../lib/runtime/settings/feed.ts';
import { doneBy } from './host/late.ts';

const { database, leasePrefix } = readFeedSettings(process.env);

app.cosmosDB<JsonObject>('changes', {
  connection: 'COSMOS',
  databaseName: database,
  containerName: 'mailboxes',
  leaseContainerName: 'leases',
  leaseContainerPrefix: leasePrefix,
  createLeaseContainerIfNotExists: false,
  // An event has up to 1.9 MB, and the host hands a whole batch over at once.
  maxItemsPerInvocation: 25,
  feedPollDelay: 1_000,
  retry: { strategy: 'fixedDelay', delayInterval: { seconds: 10 }, maxRetryCount: -1 },
  handler: doneBy(({ runChanges }) => runChanges),
});
