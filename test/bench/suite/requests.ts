// A thousand requests as a user's own test suite sends them: an event is made, gets two files, is read, changed and looked up, a hundred times.
import { Agent, request as send } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';

const made = z.object({ id: z.string() });

/** Whom the requests are sent to. */
export interface Side {
  readonly url: string;
  readonly token?: string;
}

/** Sends the same requests over kept connections, as many scenarios at a time. Throws for an answer that isn't a success. */
export async function runSuite(side: Side, wide: number, scenarios: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: wide });
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < scenarios) await scenario(side, agent, next++);
  };
  await Promise.all(Array.from({ length: wide }, worker));
  agent.destroy();
}

/** Asks for a route that does nothing, again and again. */
export async function runEmpty(side: Side, wide: number, requests: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: wide });
  let left = requests;
  const worker = async (): Promise<void> => {
    while (left-- > 0) await ask(side, agent, 'GET', '/empty');
  };
  await Promise.all(Array.from({ length: wide }, worker));
  agent.destroy();
}

const contentBytes = Buffer.alloc(10_240, 'bytes of a file ').toString('base64');

/** Ten requests. */
async function scenario(side: Side, agent: Agent, number: number): Promise<void> {
  const call = (method: string, path: string, body?: object): Promise<Buffer> => ask(side, agent, method, `/v1.0/me${path}`, body);
  const day = `2027-03-${String(1 + (number % 28)).padStart(2, '0')}`;
  const [start, end] = [10, 11].map((hour) => ({ dateTime: `${day}T${hour}:00:00`, timeZone: 'UTC' }));
  const event = `/events/${idIn(await call('POST', '/events', { subject: `Meeting ${number}`, start, end }))}`;
  const file = { '@odata.type': '#microsoft.graph.fileAttachment', contentBytes };
  const first = idIn(await call('POST', `${event}/attachments`, { ...file, name: 'first.txt' }));
  const second = idIn(await call('POST', `${event}/attachments`, { ...file, name: 'second.txt' }));
  await call('GET', `${event}/attachments?$select=id,name,size`);
  await call('GET', `${event}/attachments/${first}`);
  await call('GET', `${event}/attachments/${second}/$value`);
  await call('PATCH', event, { subject: `Meeting ${number}, moved` });
  await call('GET', event);
  await call('GET', `/calendarView?startDateTime=${day}T00:00:00Z&endDateTime=${day}T23:00:00Z&$top=10`);
  await call('DELETE', `${event}/attachments/${first}`);
}

const idIn = (answer: Buffer): string => made.parse(JSON.parse(answer.toString())).id;

function ask({ url, token }: Side, agent: Agent, method: string, path: string, body?: object): Promise<Buffer> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    ...(token !== undefined && { Authorization: `Bearer ${token}` }),
    ...(text !== undefined && { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }),
  };
  return new Promise((resolve, reject) => {
    send(`${url}${path}`, { agent, method, headers }, (response) => {
      buffer(response).then((answer) => {
        if ((response.statusCode ?? 0) < 300) resolve(answer);
        else reject(new Error(`${method} ${path}: ${String(response.statusCode)} ${answer.toString().slice(0, 300)}`));
      }, reject);
    })
      .on('error', reject)
      .end(text);
  });
}
