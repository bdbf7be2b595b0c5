// The services that the peers part compares, each as a client sees it: ours, and express.
import { anHour } from '../../support/api/events.ts';
import { fileBody } from '../../support/api/bodies.ts';
import type { Answered, Sent } from '../floor/load.ts';
import type { Side } from '../floor/sides.ts';
import { callerOf, type World } from '../floor/world.ts';

/** One service. An event and an attachment are told by the ids that `idOf` reads in the answer to what has made them. */
export interface Api {
  createEvent(): Sent;
  events(): Sent;
  event(event: string): Sent;
  /** Requests that attach bytes, which a service that stores equal ones once may change from one to the next. */
  attaching(event: string, bytes: Buffer): () => Sent;
  list(event: string): Sent;
  value(event: string, id: string): Sent;
  remove(event: string, id: string): Sent;
  removeEvent(event: string): Sent;
  idOf(request: Sent, answer: Answered): string;
}

const idInJson: Api['idOf'] = (_, { body }) => (JSON.parse(body.toString('utf8')) as { readonly id: string }).id;

export async function oursAt(world: World, side: Side): Promise<Api> {
  const caller = await callerOf(world, 'peers@contoso.example');
  const send = (method: string, path: string, body?: object): Sent => caller.sent(side, method, `/me/events${path}`, body);
  return {
    createEvent: () => send('POST', '', { subject: 'bench', ...anHour }),
    events: () => send('GET', '?$top=10'),
    event: (event) => send('GET', `/${event}`),
    attaching(event, bytes) {
      const request = send('POST', `/${event}/attachments`, fileBody('plan.bin', bytes));
      return () => request;
    },
    list: (event) => send('GET', `/${event}/attachments?$select=id,name,contentType,size,lastModifiedDateTime`),
    value: (event, id) => send('GET', `/${event}/attachments/${id}/$value`),
    remove: (event, id) => send('DELETE', `/${event}/attachments/${id}`),
    removeEvent: (event) => send('DELETE', `/${event}`),
    idOf: idInJson,
  };
}

export function expressAt({ url }: Side): Api {
  const send = (method: string, path: string, headers: Sent['headers'] = {}, body?: Sent['body']): Sent => ({
    method,
    url: `${url}/events${path}`,
    headers,
    ...(body !== undefined && { body }),
  });
  const head =
    '--bench\r\nContent-Disposition: form-data; name="file"; filename="plan.bin"\r\nContent-Type: application/octet-stream\r\n\r\n';
  return {
    createEvent: () => send('POST', '', { 'Content-Type': 'application/json' }, JSON.stringify({ subject: 'bench', ...anHour })),
    events: () => send('GET', ''),
    event: (event) => send('GET', `/${event}`),
    attaching(event, bytes) {
      const body = Buffer.concat([Buffer.from(head), bytes, Buffer.from('\r\n--bench--\r\n')]);
      const request = send('POST', `/${event}/attachments`, { 'Content-Type': 'multipart/form-data; boundary=bench' }, body);
      return () => request;
    },
    list: (event) => send('GET', `/${event}/attachments`),
    value: (event, id) => send('GET', `/${event}/attachments/${id}/value`),
    remove: (event, id) => send('DELETE', `/${event}/attachments/${id}`),
    removeEvent: (event) => send('DELETE', `/${event}`),
    idOf: idInJson,
  };
}
