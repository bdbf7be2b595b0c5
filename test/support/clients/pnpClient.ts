// The PnP client for Graph, as its users set it up, for a running stack over https.
import { DefaultHeaders, DefaultInit, graphfi, type GraphFI } from '@pnp/graph';
import '@pnp/graph/attachments/index.js';
import type { IAttachments } from '@pnp/graph/attachments/index.js';
import '@pnp/graph/calendars/index.js';
import type { IEvents } from '@pnp/graph/calendars/index.js';
import '@pnp/graph/subscriptions/index.js';
import type { ISubscriptions } from '@pnp/graph/subscriptions/index.js';
import '@pnp/graph/users/index.js';
import type { IUser, IUsers } from '@pnp/graph/users/index.js';
import { BearerToken, BrowserFetchWithRetry, DefaultParse } from '@pnp/queryable';
import type { SharedStack } from '../process/sharedStack.ts';

/** `graphfi()` with a token. */
export const pnpClient = (stack: Pick<SharedStack, 'httpsUrl'>, token: string): GraphFI =>
  graphfi().using(DefaultInit(`${stack.httpsUrl}/v1.0`), DefaultHeaders(), BrowserFetchWithRetry(), DefaultParse(), BearerToken(token));

// The package declares these modules under names without `.js`, which Node's resolution doesn't find.
declare module '@pnp/graph/fi.js' {
  interface GraphFI {
    readonly me: IUser;
    readonly users: IUsers;
    readonly subscriptions: ISubscriptions;
  }
}
declare module '@pnp/graph/users/types.js' {
  interface IUser {
    readonly events: IEvents;
  }
}
declare module '@pnp/graph/calendars/types.js' {
  interface IEvent {
    readonly attachments: IAttachments;
  }
}
