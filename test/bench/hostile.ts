// Measures the worst hostile requests against a plain file of the same size. test/hostile/prices*.test.ts checks their CPU costs.
import { anHour } from '../support/api/events.ts';
import { demoUsers } from '../../infra/local/provision/demo/tenant.ts';
import { readIssuerKey } from '../../infra/local/issuer/issuerKey.ts';
import { signToken } from '../../infra/local/issuer/signToken.ts';
import { fileBody, itemBody } from '../support/api/bodies.ts';
import { startStack } from '../support/process/stack.ts';
import { measure, report } from './measure.ts';

const runs = 15;
const most = 4_180_000;
const fill = (piece: string): string => piece.repeat(Math.ceil(most / piece.length)).slice(0, most);

export async function benchHostile(): Promise<void> {
  const stack = await startStack({ env: { BYTE_BUDGET_MIB: '256' } });
  try {
    const token = await signToken(await readIssuerKey(stack.dataDir), { user: demoUsers.adele.upn });
    const send = async (path: string, body?: string, headers: Readonly<Record<string, string>> = {}, method = 'POST'): Promise<string> => {
      const response = await fetch(`${stack.url}/v1.0${path}`, {
        method: body === undefined ? 'GET' : method,
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', ...headers },
        ...(body !== undefined && { body }),
      });
      const text = await response.text();
      if (response.status >= 500) throw new Error(`${response.status} to ${path}: ${text}`);
      return text;
    };
    const newEvent = async (body: object): Promise<string> =>
      `/me/events/${idIn(await send('/me/events', JSON.stringify({ ...anHour, body })))}`;
    const event = await newEvent({});
    const newItem = async (item: object): Promise<string> =>
      `${event}/attachments/${idIn(await send(`${event}/attachments`, JSON.stringify(itemBody({ ...item }))))}/$value`;

    const html = await newEvent({ contentType: 'html', content: fill('<') });
    const calendar = await newItem({ '@odata.type': '#microsoft.graph.event', body: { contentType: 'text', content: fill(';') } });
    const mail = await newItem({ '@odata.type': '#microsoft.graph.message', body: { contentType: 'html', content: fill('a') } });
    const file = JSON.stringify(fileBody('plain.bin', Buffer.alloc((most / 4) * 3, 7)));
    const parts = Array.from({ length: 20 }, (_, i) => ({
      id: i,
      method: 'GET',
      url: event,
      headers: { 'If-Match': fill('W/"1",').slice(0, 32_000) },
    }));
    const batch = JSON.stringify({ requests: parts });
    const candidates = [
      { name: 'a plain file', run: () => send(`${event}/attachments`, file) },
      { name: 'JSON of digits', run: () => send('/me/events', `{"subject":${fill('9')}}`) },
      { name: 'HTML of signs as text', run: () => send(html, undefined, { Prefer: 'outlook.body-content-type="text"' }) },
      { name: 'an event of semicolons as iCalendar', run: () => send(calendar) },
      { name: 'a message of HTML as MIME', run: () => send(mail) },
      { name: '20 parts of entity tags', run: () => send('/$batch', batch) },
    ];
    report('Hostile requests of 4 MB', await measure(candidates, runs));
  } finally {
    await stack.stop();
  }
}

function idIn(text: string): string {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || !('id' in value)) throw new Error(`No id: ${text}`);
  return String(value.id);
}
