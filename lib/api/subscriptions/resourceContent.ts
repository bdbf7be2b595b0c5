// What a notification with resource data carries: the selected properties, as GET gives them to the subscription's creator at the time.
import { callerOf } from '../../access/resolve/subscriber.ts';
import { encryptFor } from '../../changes/resourceData/encrypt.ts';
import type { Subscription } from '../../changes/subscriptions/subscription.ts';
import type { Request } from '../../http/messages.ts';
import { readPreferences } from '../../odata/query/preferences.ts';
import { parsePath } from '../../paths/grammar.ts';
import type { ByteBudget } from '../../runtime/byteBudget.ts';
import type { Randomness } from '../../runtime/clock.ts';
import { Fault, ServiceError } from '../../runtime/errors.ts';
import type { JsonObject } from '../../runtime/json.ts';
import { maxNotifiedContentBytes } from '../../runtime/limits/notifications.ts';
import type { Call, Services } from '../call.ts';
import { createLinks } from '../links.ts';
import { answer } from '../routes.ts';

export interface ResourceContentDependencies {
  readonly services: Services;
  readonly budget: ByteBudget;
  readonly randomness: Randomness;
  /** The base of URLs in it, where a subscription doesn't know the one that it was made by. */
  readonly publicUrl: string | undefined;
}

/** `changeNotificationEncryptedContent`; undefined where the subscription asks for none, and where there is none to carry. */
export type ResourceContent = (subscription: Subscription, path: string) => Promise<JsonObject | undefined>;

/**
 * Reads `path` (behind the mailbox: `Events/{id}`) with the options of the subscription's resource, by the operation that answers a GET
 * there, and encrypts what it says. Undefined above 32 KB, and where the creator is shown nothing (any more); throws where that can't be known.
 */
export function createResourceContent({ services, budget, randomness, publicUrl }: ResourceContentDependencies): ResourceContent {
  async function shown(subscription: Subscription, path: string): Promise<JsonObject | undefined> {
    const { tenant, owner, creator, resource, base } = subscription;
    const url = new URL(`${publicUrl ?? base}/v1.0/${owner.kind}/${owner.id}/${path}`);
    for (const [name, value] of optionsOf(resource)) url.searchParams.append(name, value);
    const request: Request = { method: 'GET', url, headers: new Headers(), body: () => Promise.resolve(new Uint8Array()) };
    const reference = parsePath(url.pathname.slice(url.pathname.indexOf('/v1.0/')));
    const share = budget.share();
    const call: Call = {
      services,
      request,
      caller: callerOf(creator, tenant),
      reference,
      links: createLinks(publicUrl, url, reference.version),
      prefer: readPreferences(null),
      share,
      mayCopy: nothing,
      mayLookUp: nothing,
    };
    try {
      return (await answer(call, noParts)).json;
    } catch (error) {
      if (error instanceof ServiceError && error.status < 429) return undefined;
      throw error;
    } finally {
      share.release();
    }
  }

  return async (subscription, path) => {
    if (subscription.resourceData === undefined) return undefined;
    const json = await shown(subscription, path);
    if (json === undefined) return undefined;
    const content = Buffer.from(JSON.stringify(json));
    return content.length > maxNotifiedContentBytes ? undefined : { ...encryptFor(content, subscription.resourceData, randomness) };
  };
}

/** The options of the resource that say what of each thing is shown; its filter has found the thing already. */
const optionsOf = (resource: string): readonly [string, string][] =>
  [...new URLSearchParams(resource.split('?')[1] ?? '')].filter(([name]) => /^\$?(?:select|expand)$/i.test(name));

const nothing = (): void => undefined;
const noParts = (): Promise<never> => Promise.reject(new Fault('A notification carries no batch.'));
