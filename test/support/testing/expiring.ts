// What ends by the clock of a cloud: how each thing is begun, until when it is there, and how one sees that it has ended.
import { z } from 'zod';
import type { CalendarCloud, Clock } from '../../../infra/local/testing/testing.ts';
import { subscribedAt } from './subscribed.ts';
import { openIssuer } from './signIn.ts';

/** Somebody's client of the cloud. */
export interface Client {
  readonly cloud: CalendarCloud;
  /** Their name. */
  readonly upn: string;
  /** An event of theirs. */
  readonly event: string;
  /** Sends below `/v1.0`, or to an address. */
  readonly send: (path: string, method?: string, body?: object, headers?: Readonly<Record<string, string>>) => Promise<Response>;
}

export interface Expiring {
  readonly what: string;
  /** How long it is surely there, and how much later it has surely ended. */
  readonly lives: Parameters<Clock['advance']>[0];
  readonly then: Parameters<Clock['advance']>[0];
  /** Begins it. Resolves to what looks at it. */
  readonly begin: (client: Client) => Promise<() => Promise<unknown>>;
  /** What one sees. */
  readonly seen: readonly [there: unknown, over: unknown];
}

const made = z.looseObject({ id: z.string() });
const idOf = async (answer: Response): Promise<string> => made.parse(await answer.json()).id;
const page = { Origin: 'http://localhost:3000' };
const file = { '@odata.type': '#microsoft.graph.fileAttachment', name: 'a.txt', contentBytes: 'YQ==' };
const twoHours = { start: { dateTime: '2027-03-02T10:00', timeZone: 'UTC' }, end: { dateTime: '2027-03-02T12:00', timeZone: 'UTC' } };

/** The status of a request that is always the same one. */
const statusOf = (ask: () => Promise<Response>) => async (): Promise<number> => (await ask()).status;

/** Whether a POST makes the same again, or another one. */
async function repeating(post: () => Promise<Response>): Promise<() => Promise<unknown>> {
  const first = await idOf(await post());
  return async () => ((await idOf(await post())) === first ? 'the same' : 'another');
}

export const expiring: readonly Expiring[] = [
  {
    what: 'an access token',
    lives: { minutes: 55 },
    then: { minutes: 15 },
    async begin({ cloud, upn }) {
      const headers = { Authorization: `Bearer ${await cloud.token(upn)}` };
      return statusOf(() => fetch(`${cloud.url}/v1.0/me/events`, { headers }));
    },
    seen: [200, 401],
  },
  {
    what: 'a code',
    lives: { minutes: 9 },
    then: { minutes: 2 },
    async begin({ cloud, upn }) {
      const issuer = await openIssuer(cloud);
      const [early, late] = [await issuer.browser().signIn(upn), await issuer.browser().signIn(upn)];
      const codes = [early, late];
      return async () => (await issuer.redeem(codes.shift() ?? ''))[2];
    },
    seen: [undefined, 70008],
  },
  {
    what: 'a refresh token',
    lives: { days: 89 },
    then: { days: 2 },
    async begin({ cloud, upn }) {
      const issuer = await openIssuer(cloud);
      const [, token] = await issuer.redeem(await issuer.browser().signIn(upn));
      return async () => (await issuer.refresh(token))[2];
    },
    seen: [undefined, 700082],
  },
  {
    what: 'the refresh token of a page',
    lives: { hours: 23 },
    then: { hours: 2 },
    async begin({ cloud, upn }) {
      const issuer = await openIssuer(cloud);
      const code = await issuer.browser().signIn(upn);
      const [, token] = await issuer.redeem(code, page);
      return async () => (await issuer.refresh(token, page))[2];
    },
    seen: [undefined, 700084],
  },
  {
    what: 'a browser’s session',
    lives: { hours: 23 },
    then: { hours: 2 },
    async begin({ cloud, upn }) {
      const browser = (await openIssuer(cloud)).browser();
      await browser.signIn(upn);
      return () => browser.isSignedIn();
    },
    seen: [true, false],
  },
  {
    what: 'an upload session',
    lives: { hours: 23 },
    then: { hours: 2 },
    async begin({ event, send }) {
      const AttachmentItem = { attachmentType: 'file', name: 'big.bin', size: 4_000_000 };
      const session = await send(`/me/events/${event}/attachments/createUploadSession`, 'POST', { AttachmentItem });
      const { uploadUrl } = z.object({ uploadUrl: z.string() }).parse(await session.json());
      return statusOf(() => fetch(uploadUrl));
    },
    seen: [200, 404],
  },
  {
    what: 'the address of a large file',
    lives: { minutes: 9 },
    then: { minutes: 2 },
    async begin({ cloud, event, send, upn }) {
      const bytes = new Uint8Array(4 * 1024 * 1024 + 1);
      const { events } = await cloud.seed({
        events: [{ owner: upn, ...twoHours, attachments: [{ name: 'b', contentBytes: bytes }] }],
        keep: false,
      });
      const [{ id, attachments: [attachment] } = { id: event, attachments: [] }] = events;
      const asked = await send(`/me/events/${id}/attachments/${attachment}/$value`);
      const location = asked.headers.get('Location') ?? '';
      return statusOf(() => fetch(location, { headers: { Range: 'bytes=0-0' } }));
    },
    seen: [206, 403],
  },
  {
    what: 'an Idempotency-Key',
    lives: { hours: 23 },
    then: { hours: 2 },
    begin: ({ event, send }) => repeating(() => send(`/me/events/${event}/attachments`, 'POST', file, { 'Idempotency-Key': 'once' })),
    seen: ['the same', 'another'],
  },
  {
    what: 'a transactionId',
    lives: { days: 29 },
    then: { days: 2 },
    begin: ({ send }) => repeating(() => send('/me/events', 'POST', { subject: 'once', transactionId: 'once', ...twoHours })),
    seen: ['the same', 'another'],
  },
  {
    what: 'the link of a delta',
    lives: { days: 28 },
    then: { days: 2 },
    async begin({ send }) {
      const round = await send('/me/calendarView/delta?startDateTime=2027-03-01T00:00Z&endDateTime=2027-03-02T00:00Z');
      const { '@odata.deltaLink': link } = z.object({ '@odata.deltaLink': z.string() }).parse(await round.json());
      return statusOf(() => send(link));
    },
    seen: [200, 410],
  },
  {
    what: 'a caller’s throttling',
    lives: { minutes: 8 },
    then: { minutes: 4 },
    async begin({ send }) {
      const requests = Array.from({ length: 20 }, (_, index) => ({ id: String(index), method: 'GET', url: '/me/calendar' }));
      for (let batches = 0; batches < 5; batches += 1) await send('/$batch', 'POST', { requests });
      return statusOf(() => send('/me/calendar'));
    },
    seen: [429, 200],
  },
  {
    what: 'a subscription, whose creator is asked to renew it before,',
    lives: { minutes: 50 },
    then: { minutes: 11 },
    async begin(client) {
      const { id, told } = await subscribedAt(client, { minutes: 60 });
      return async () => [(await client.send(`/subscriptions/${id}`)).status, told.at(-1)];
    },
    seen: [
      [200, 'reauthorizationRequired'],
      [404, 'reauthorizationRequired'],
    ],
  },
  {
    what: 'the pause before a notification is sent again',
    lives: { seconds: 6 },
    then: { seconds: 5 },
    async begin(client) {
      const { told, answers } = await subscribedAt(client, { minutes: 60 });
      answers.push(503, 202);
      await client.cloud.clock.advance({ minutes: 46 });
      return () => Promise.resolve(told.length);
    },
    seen: [1, 2],
  },
];
