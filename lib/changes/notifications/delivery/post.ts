// Makes the POST that tells a receiver of up to a hundred notifications, and reads what it answers (contract, section 12).
import { createHash, createHmac } from 'node:crypto';
import type { Outgoing, OutgoingAnswer } from '../../../outgoing/outgoing.ts';
import type { Clock } from '../../../runtime/clock.ts';
import type { JsonObject } from '../../../runtime/json.ts';
import { answerMs } from '../../../runtime/limits/notifications.ts';
import type { Subscription } from '../../subscriptions/subscription.ts';
import type { NotificationRecord } from '../notification.ts';

/** What is told, and to whom: a lifecycle notification carries what it needs of a subscription that may be gone. */
export type Telling =
  | { readonly record: Extract<NotificationRecord, { about: 'change' }>; readonly subscription: Subscription }
  | { readonly record: Extract<NotificationRecord, { about: 'lifecycle' }> };

/** What a receiver made of a POST. `ended`: 410. `failed`: anything else but 2xx. */
export type Outcome =
  | { readonly is: 'taken'; readonly tookMs: number }
  | { readonly is: 'ended' }
  | { readonly is: 'failed'; readonly why: string; readonly retryAfterMs?: number };

export interface PostDependencies {
  readonly outgoing: Outgoing;
  readonly clock: Clock;
  /** Secrets of Standard Webhooks: with some, every POST is signed by each. */
  readonly secrets: readonly Uint8Array[];
  /** A JWT for an application in a tenant, by the service as its issuer, where a POST carries encrypted content. */
  readonly validationToken: (issuer: string, tenant: string, appId: string) => Promise<string>;
}

/** Sends them; all have this URL and tenant. Throws where the validation tokens can't be made. */
export async function post(deps: PostDependencies, url: string, tenant: string, told: readonly Telling[]): Promise<Outcome> {
  const carrying = told.flatMap((each) =>
    'subscription' in each && each.record.encryptedContent !== undefined ? [each.subscription] : [],
  );
  // Of one application there is one token, whatever address its subscriptions were made at.
  const bases = new Map(carrying.map(({ creator, base }) => [creator.appId, base]));
  const tokens = await Promise.all([...bases].map(([appId, base]) => deps.validationToken(base, tenant, appId)));
  const body: JsonObject = { value: told.map(shown), ...(tokens.length > 0 && { validationTokens: tokens }) };
  const bytes = Buffer.from(JSON.stringify(body));
  const headers = { 'Content-Type': 'application/json; charset=utf-8', ...signed(deps, told, bytes) };
  return outcomeOf(await deps.outgoing.post({ url, headers, body: bytes, timeout: answerMs }), deps.clock());
}

const shown = (told: Telling): JsonObject => ('subscription' in told ? shownChange(told) : shownLifecycle(told.record));

function shownChange({ record, subscription }: Extract<Telling, { readonly subscription: Subscription }>): JsonObject {
  const { notificationId, of, changeType, tenant, resource, resourceType, resourceId, etag, encryptedContent } = record;
  return {
    id: notificationId,
    subscriptionId: of,
    subscriptionExpirationDateTime: subscription.expires,
    changeType,
    clientState: subscription.clientState ?? null,
    tenantId: tenant,
    resource,
    resourceData: {
      '@odata.type': `#Microsoft.Graph.${resourceType}`,
      '@odata.id': resource,
      ...(etag !== undefined && { '@odata.etag': etag }),
      id: resourceId,
    },
    ...(encryptedContent && { encryptedContent }),
  };
}

const shownLifecycle = ({
  of,
  expires,
  tenant,
  clientState,
  lifecycleEvent,
}: Extract<NotificationRecord, { about: 'lifecycle' }>): JsonObject => ({
  subscriptionId: of,
  subscriptionExpirationDateTime: expires,
  tenantId: tenant,
  clientState: clientState ?? null,
  lifecycleEvent,
});

/**
 * The headers of Standard Webhooks ("Signature scheme"): one signature for each secret. The id is made of what the POST tells, so that it is the
 * same when the same is repeated.
 */
function signed({ secrets, clock }: PostDependencies, told: readonly Telling[], body: Uint8Array): Record<string, string> {
  if (secrets.length === 0) return {};
  const id = `msg_${createHash('sha256')
    .update(JSON.stringify(told.map(({ record }) => record.notificationId)))
    .digest('base64url')}`;
  const timestamp = String(Math.floor(clock() / 1000));
  const signatures = secrets.map(
    (secret) => `v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.`).update(body).digest('base64')}`,
  );
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}

function outcomeOf(answer: OutgoingAnswer, now: number): Outcome {
  if (answer.is !== 'answered') return { is: 'failed', why: `${answer.is}: ${answer.why}` };
  const { status, took } = answer;
  if (status >= 200 && status < 300) return { is: 'taken', tookMs: took };
  if (status === 410) return { is: 'ended' };
  const retryAfterMs = status === 429 || status === 503 ? retryAfterOf(answer.retryAfter, now) : undefined;
  return { is: 'failed', why: `answered ${status}`, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

/** Milliseconds: seconds, or until an HTTP date (RFC 9110, section 10.2.3); undefined for anything else. */
function retryAfterOf(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
