// Keeps a mirror of one window of a calendar by delta alone, and wakes when a notification comes.
//
// In one terminal:  NOTIFICATIONS_STANDARD_SECRETS=whsec_c2VjcmV0IG9mIG15IHJlY2VpdmVy npm start
// In another:       export TOKEN=$(npm run --silent token -- --user adele@contoso.example)
//                   SECRET=whsec_c2VjcmV0IG9mIG15IHJlY2VpdmVy npx node samples/mirror.ts
// In a third, see:  curl http://localhost:3001
// A token lasts an hour: your own program asks its issuer for a new one in time.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';

const {
  API = 'http://localhost:7071/v1.0',
  TOKEN = '',
  SECRET = '',
  PORT = '3001',
  NOTIFICATION_URL = `http://localhost:${PORT}`,
} = process.env;
const firstPage = `${API}/me/calendarView/delta?startDateTime=2027-01-01&endDateTime=2028-01-01`;
const webhook = new Webhook(SECRET);

type Event = { id: string; type?: string; seriesMasterId?: string | null; '@removed'?: object };
type Page = { value: Event[]; '@odata.nextLink'?: string; '@odata.deltaLink'?: string };

let mirror = new Map<string, Event>();
/** Where the next round begins; undefined: at the first page, with everything. */
let deltaLink: string | undefined;
let subscription = '';
let [wanted, running, missed] = [false, false, false];

async function ask(method: string, url: string, body?: object): Promise<Response> {
  const headers = { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/json' };
  const answer = await fetch(url, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  if (answer.ok || answer.status === 404 || answer.status === 410) return answer;
  throw new Error(`${method} ${url}: ${answer.status} ${await answer.text()}`);
}

/** One round. The link moves on at its end alone: a round that fails is read again, and an event that comes twice does no harm. */
async function round(): Promise<void> {
  const known = deltaLink === undefined ? new Map<string, Event>() : mirror;
  for (let url = deltaLink ?? firstPage; ;) {
    const answer = await ask('GET', url);
    if (answer.status === 410 && deltaLink !== undefined) {
      deltaLink = undefined;
      return round();
    }
    if (!answer.ok) throw new Error(`GET ${url}: ${answer.status}`);
    const { value, '@odata.nextLink': nextLink, '@odata.deltaLink': link } = (await answer.json()) as Page;
    for (const event of value) take(known, event);
    if (nextLink === undefined) {
      console.log(`${deltaLink === undefined ? 'All' : 'Changes'} read: ${known.size} in the mirror`);
      [mirror, deltaLink] = [known, link];
      return;
    }
    url = nextLink;
  }
}

/** A series comes whole, its master first: a master, as well as its removal, means to forget what was known of the series. */
function take(known: Map<string, Event>, event: Event): void {
  const isGone = event['@removed'] !== undefined;
  if (isGone || event.type === 'seriesMaster')
    for (const { id, seriesMasterId } of known.values()) if (seriesMasterId === event.id) known.delete(id);
  if (isGone) known.delete(event.id);
  else known.set(event.id, event);
}

/** Rounds, one at a time, until nobody has asked for another; soon again where one fails. */
async function wake(): Promise<void> {
  wanted = true;
  if (running) return;
  running = true;
  while (wanted) {
    wanted = false;
    if (missed) [missed, deltaLink] = [false, undefined];
    await round().catch((error: unknown) => {
      console.error(String(error));
      setTimeout(() => void wake(), 5000);
    });
  }
  running = false;
}

const tomorrow = (): string => new Date(Date.now() + 86_400_000).toISOString();

async function subscribe(): Promise<void> {
  const urls = { notificationUrl: NOTIFICATION_URL, lifecycleNotificationUrl: NOTIFICATION_URL };
  const wish = { changeType: 'created,updated,deleted', resource: 'me/calendar/events', expirationDateTime: tomorrow(), ...urls };
  const made = await ask('POST', `${API}/subscriptions`, wish);
  subscription = ((await made.json()) as { id: string }).id;
}

async function renew(): Promise<void> {
  const { ok } = await ask('PATCH', `${API}/subscriptions/${subscription}`, { expirationDateTime: tomorrow() });
  if (!ok) await subscribe();
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const token = new URLSearchParams(request.url?.split('?')[1]).get('validationToken');
  if (token !== null || request.method === 'GET') {
    response.setHeader('Content-Type', token === null ? 'application/json' : 'text/plain');
    response.end(token ?? JSON.stringify({ value: [...mirror.values()] }));
    return;
  }
  const told = webhook.verify(await text(request), request.headers as Record<string, string>) as { value: { lifecycleEvent?: string }[] };
  const events = new Set(told.value.map(({ lifecycleEvent }) => lifecycleEvent));
  if (events.has('missed')) missed = true;
  if (events.has('reauthorizationRequired')) await renew();
  if (events.has('subscriptionRemoved')) await subscribe();
  // Within 10 s and before the round; where this isn't reached, the service tells it again.
  response.writeHead(202).end();
  await wake();
}

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    console.error(String(error));
    response.writeHead(error instanceof WebhookVerificationError ? 401 : 500).end();
  });
});

async function end(): Promise<void> {
  await ask('DELETE', `${API}/subscriptions/${subscription}`);
  process.exit();
}

// The handshake needs the server; what changes between the subscription and the end of the first round is told.
await once(server.listen(Number(PORT), '127.0.0.1'), 'listening');
await subscribe();
process.once('SIGINT', () => void end()).once('SIGTERM', () => void end());
console.log(`Listening on http://localhost:${PORT}`);
await wake();
