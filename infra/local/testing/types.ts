// What `calendar-attachments/testing` gives: a calendar cloud of a test's own. These declarations are all that its users' compilers read.

/** How a cloud is started. */
export interface StartOptions {
  /** The folder that its data is kept in between starts; in memory without it. */
  readonly folder?: string;
  /** Without the demo tenant's people, calendars and events. */
  readonly empty?: boolean;
  /** What is there from the beginning, and again after each `reset`. */
  readonly seed?: Seed;
  /** Settings of the service, and ports such as `PORT`, which are free ones otherwise. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where its output goes: nowhere by default. */
  readonly output?: 'ignore' | 'inherit';
}

/** A calendar cloud that runs on this machine. */
export interface CalendarCloud {
  /** The API over http, such as `http://localhost:41234`; `/v1.0` and `/beta` are below. */
  readonly url: string;
  /** The API over https. */
  readonly httpsUrl: string;
  /** Where people sign in, in Entra ID's shape: the tenant's id follows. */
  readonly issuerUrl: string;
  /** The id of the tenant that tokens are for. */
  readonly tenantId: string;
  /** The PEM file of the certificate that clients of the https addresses have to trust (NODE_EXTRA_CA_CERTS, `curl --cacert`). */
  readonly certificateFile: string;
  /** The control channel, for programs in other languages: they send `Authorization: Bearer` and `controlSecret`. */
  readonly controlUrl: string;
  readonly controlSecret: string;

  /** An access token of a person, whom nobody has to know before. `scope` is `Calendars.ReadWrite` by default; seconds, 3,600 by default. */
  token(userPrincipalName: string, options?: { readonly scope?: string; readonly expiresIn?: number }): Promise<string>;
  /** An access token of an application with these permissions, `Calendars.ReadWrite` by default. */
  appToken(roles?: readonly string[], options?: { readonly expiresIn?: number }): Promise<string>;

  /** Makes people, groups, calendars and events. What a `reset` goes back to has them as well, unless `keep` is false. */
  seed(seed: Seed & { readonly keep?: boolean }): Promise<Seeded>;
  /**
   * Stores, clock, faults and noted requests as they were when the cloud was ready, or behind the last `seed` that was kept. The service forgets
   * what it has in memory, such as what it has counted of callers. Nobody is signed in: sessions, codes and refresh tokens from before are
   * refused (AADSTS50173). Access tokens go on counting until they expire, as in Entra ID.
   */
  reset(): Promise<void>;

  readonly clock: Clock;
  /** Lets the next requests fail that match. */
  fail(fault: Fault): Promise<void>;
  /** Forgets the faults that are still to come. */
  heal(): Promise<void>;
  /** What was requested since the start or the last `reset`, the latest 5,000 at least. */
  requests(): Promise<readonly RequestNote[]>;

  /** Stops everything, and removes what is in no folder of the caller's. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * The clock of the whole cloud, which goes on from where it is set. What follows it:
 *
 * - all times that the service writes, shows and compares: access tokens, upload sessions, subscriptions, Idempotency-Keys, transactionIds, links
 *   of a delta, addresses of large files, the counting of a caller's requests (429 and Retry-After);
 * - the store: times of writes and times to live; the blob service: signatures;
 * - sign-in: codes, refresh tokens, sessions, devices that wait, and the times in tokens;
 * - timers: each one that is due by the new time runs once, so that a subscription's `reauthorizationRequired` comes;
 * - pauses before something is done again or looked at: a notification that a receiver hasn't taken comes again 10 s later by this clock;
 *   and a fault's `delay`.
 *
 * What doesn't: how long one attempt may take (a receiver's 10 s to answer, a call of a store), the certificate of https, the clock of the test's
 * own process, and so what its libraries believe of tokens that they keep.
 *
 * Set back, the service starts anew, so that it remembers nothing of what is to come. What is stored keeps its later times.
 */
export interface Clock {
  now(): Promise<Date>;
  /** Resolves when the timers that are due by then have run, or after a second, while a sweep over months goes on. */
  set(time: Date | string): Promise<Date>;
  advance(by: {
    readonly days?: number;
    readonly hours?: number;
    readonly minutes?: number;
    readonly seconds?: number;
    readonly milliseconds?: number;
  }): Promise<Date>;
}

/** A fault; at least one of `status`, `delay` and `drop` says what happens. */
export interface Fault {
  /** Any method but OPTIONS without it. */
  readonly method?: string;
  /** The path without its query, such as `/v1.0/me/events`; `*` stands for any characters. Any path without it. */
  readonly path?: string;
  /** For so many requests: 1 by default. */
  readonly times?: number;
  /** From 400 to 599. */
  readonly status?: number;
  /** Seconds, for the header Retry-After. */
  readonly retryAfter?: number;
  /** Milliseconds before the request is answered, by the fault or by the service. */
  readonly delay?: number;
  /** Closes the connection instead of an answer. */
  readonly drop?: boolean;
}

/** A request as it was noted. */
export interface RequestNote {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** With `?`, or empty. */
  readonly query: string;
  /** By names in lower case; never Authorization. */
  readonly headers: Readonly<Record<string, string>>;
  /** The first 65,536 characters as UTF-8, once the service has read it. */
  readonly body: string;
  /** When it came, by the cloud's clock (ISO 8601). */
  readonly at: string;
  /** Of the answer; 0 without one, such as while it is waited for and where the connection was dropped. */
  readonly status: number;
}

/** Bodies as Graph takes them, each with its owner beside. */
export interface Seed {
  readonly people?: readonly ({ readonly userPrincipalName: string } & Body)[];
  /** With the userPrincipalNames of the members. */
  readonly groups?: readonly ({ readonly mailNickname: string; readonly members?: readonly string[] } & Body)[];
  /** Calendars of a person. */
  readonly calendars?: readonly ({ readonly owner: string; readonly name: string } & Body)[];
  /** `owner` is a person or a group's nickname, `calendar` the name of a calendar of this seed, `id` an id that the event gets. */
  readonly events?: readonly ({
    readonly owner: string;
    readonly calendar?: string;
    readonly id?: string;
    readonly attachments?: readonly SeedAttachment[];
  } & Body)[];
}

/** An attachment as Graph takes it; without `@odata.type` it is a file. `contentBytes` is base64, or the bytes themselves. */
export type SeedAttachment = { readonly name: string; readonly contentBytes?: string | Uint8Array } & Body;

/** Further properties of Graph's. */
export type Body = Readonly<Record<string, unknown>>;

/** The ids of what was made, in the order of the seed. */
export interface Seeded {
  readonly people: readonly string[];
  readonly groups: readonly string[];
  readonly calendars: readonly string[];
  readonly events: readonly { readonly id: string; readonly attachments: readonly string[] }[];
}
