// A function over a change feed that writes down each of its calls, and does what the documents ask of it.
import { app } from '@azure/functions';
import type { InvocationContext, RetryOptions } from '@azure/functions';
import { appendFileSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

interface Document {
  readonly id: string;
  readonly _lsn: number;
  readonly act?: 'fail' | 'failTwice' | 'wait' | 'waitLong' | 'die';
}

const { FEED_LOG: log = '', FEED_OPTIONS: given = '{}', FEED_RETRY: retry = '', LAST_HOOK_MS: lastHook = '0' } = process.env;

const note = (at: 'began' | 'ended', documents: readonly Document[], more: object = {}): void =>
  appendFileSync(log, `${JSON.stringify({ at, pid: process.pid, ids: documents.map(({ id }) => id), ...more })}\n`);

const policy = (text: string): { retry?: RetryOptions } => {
  if (text === '') return {};
  return { retry: { strategy: 'fixedDelay', delayInterval: { milliseconds: 0 }, maxRetryCount: Number(text) } };
};

async function tell(documents: readonly Document[], { retryContext, triggerMetadata }: InvocationContext): Promise<void> {
  const attempt = retryContext?.retryCount ?? 0;
  note('began', documents, { attempt, lsns: documents.map(({ _lsn }) => _lsn), metadata: triggerMetadata === undefined });
  const asks = (act: Document['act']): boolean => documents.some((document) => document.act === act);
  if (asks('wait')) await setTimeout(400);
  if (asks('waitLong')) await setTimeout(1_600);
  if (asks('fail') || (asks('failTwice') && attempt < 2)) throw new Error('the feed’s function failed');
  note('ended', documents);
}

app.cosmosDB<Document>('feed', {
  connection: 'COSMOS',
  databaseName: '%FEED_DATABASE%',
  containerName: 'items',
  leaseContainerPrefix: '%FEED_PREFIX%',
  createLeaseContainerIfNotExists: false,
  maxItemsPerInvocation: 2,
  feedPollDelay: 20,
  leaseAcquireInterval: 50,
  leaseExpirationInterval: 1500,
  leaseRenewInterval: 100,
  ...policy(retry),
  ...(JSON.parse(given) as object),
  handler: tell,
});

// A stop takes as long as this.
app.hook.appTerminate(() => setTimeout(Number(lastHook)));

// After the function has succeeded, before the host can know it: once for each document that asks for it.
app.hook.postInvocation(({ inputs: [documents], error }) => {
  if (!Array.isArray(documents) || (error !== null && error !== undefined)) return;
  for (const { id, act } of documents as readonly Document[]) {
    if (act !== 'die') continue;
    try {
      writeFileSync(`${log}.${id}`, '', { flag: 'wx' });
    } catch {
      continue;
    }
    process.kill(process.pid, 'SIGKILL');
  }
});
