// Signs requests to Cosmos DB with the account's key, which only emulators are opened by.
import { createHmac, createSecretKey } from 'node:crypto';
import type { TokenProvider } from '@azure/cosmos';

/** What is signed of a request. */
export interface Signed {
  readonly verb: string;
  readonly resourceType: string;
  readonly resourceId: string;
  /** The header `x-ms-date`. */
  readonly date: string;
}

/** Signs as the SDK does with a key ("Access control on Cosmos DB resources"), but reads the key once: that takes longer than to sign. */
export function keySigner(key: string): (request: Signed) => string {
  const secret = createSecretKey(key, 'base64');
  return ({ verb, resourceType, resourceId, date }) => {
    const text = [verb.toLowerCase(), resourceType.toLowerCase(), resourceId, date.toLowerCase(), '', ''].join('\n');
    return `type=master&ver=1.0&sig=${createHmac('sha256', secret).update(text).digest('base64')}`;
  };
}

/** The same for the SDK. */
export const signedBy =
  (sign: (request: Signed) => string): TokenProvider =>
  ({ verb, resourceType, resourceId, headers }) =>
    // The account itself has no id, whatever the SDK's type says.
    Promise.resolve(sign({ verb, resourceType, resourceId: resourceId || '', date: String(headers['x-ms-date']) }));
