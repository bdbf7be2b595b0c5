// Measures whether requests get slower with the number of an event's attachments.
import { randomUUID } from 'node:crypto';
import type { NewAttachment } from '../../../lib/attachments/attachment.ts';
import { createServices, openStores } from '../../../functions/compose/app.ts';
import { demoTenant, demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { signToken } from '../../../infra/local/issuer/signToken.ts';
import { readIssuerKey } from '../../../infra/local/issuer/issuerKey.ts';
import { azuriteAccount } from '../../../infra/local/blob/azuriteAccount.ts';
import { emulatorKey } from '../../../infra/local/cosmos/http/server.ts';
import { defaultCalendarId, type EventKey, type Mailbox } from '../../../lib/calendar/mailbox.ts';
import { defaultEventProperties } from '../../../lib/calendar/events/record/eventProperties.ts';
import { readSettings } from '../../../lib/runtime/settings.ts';
import { startStack, type Stack } from '../../support/process/stack.ts';
import { measure, report } from '../measure.ts';

const few = 100;
/** An event holds 10,000; the runs add some. */
const many = 9_800;
const inOneBatch = 90;
const runs = 60;

export async function benchAttachments(): Promise<void> {
  const stack = await startStack();
  try {
    const services = await servicesOf(stack);
    const ids = { few: await newEvent(services, few), many: await newEvent(services, many) };
    const token = await signToken(await readIssuerKey(stack.dataDir), { user: demoUsers.adele.upn });
    const send =
      (event: string, tail: string, init: RequestInit = {}) =>
      async (): Promise<void> => {
        const response = await fetch(`${stack.url}/v1.0/me/events/${event}/attachments${tail}`, {
          ...init,
          headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
        });
        await response.arrayBuffer();
        if (!response.ok) throw new Error(`${response.status} to ${tail}`);
      };
    const body = JSON.stringify({ '@odata.type': '#microsoft.graph.attachment', name: 'x' });
    const compare = async (title: string, tail: string, init?: RequestInit): Promise<void> => {
      const candidates = [
        { name: `${few} attachments`, run: send(ids.few, tail, init) },
        { name: `${many} attachments`, run: send(ids.many, tail, init) },
      ];
      report(title, await measure(candidates, runs));
    };
    await compare('Listing a page', '?$select=id,name');
    await compare('Listing a page by name', '?$select=id,name&$orderby=name desc');
    await compare('A filter that nothing meets', "?$select=id,name&$filter=name eq 'nothing'");
    await compare('Counting', '/$count');
    await compare('Attaching a description', '', { method: 'POST', body });
  } finally {
    await stack.stop();
  }
}

type Services = ReturnType<typeof createServices>;

async function servicesOf(stack: Stack): Promise<Services> {
  const settings = readSettings({
    COSMOS_ENDPOINT: stack.cosmosUrl,
    COSMOS_KEY: emulatorKey,
    BLOB_ENDPOINT: stack.blobUrl,
    BLOB_KEY: azuriteAccount.key,
    TENANT_IDS: demoTenant,
    AUDIENCES: 'bench',
  });
  return createServices(await openStores(settings));
}

async function newEvent(services: Services, attachments: number): Promise<string> {
  const mailbox: Mailbox = { tenant: demoTenant, kind: 'users', id: demoUsers.adele.id };
  const key: EventKey = { mailbox, event: randomUUID() };
  const made = { calendar: defaultCalendarId(mailbox), properties: defaultEventProperties };
  const { event } = await services.events.put(key, made, 'app:bench', { may: () => undefined });
  const one: NewAttachment = { properties: { type: 'base', name: 'x', contentType: null, size: null, isInline: false } };
  for (let done = 0; done < attachments; done += inOneBatch)
    await services.attachments.add(
      key,
      event,
      Array.from({ length: Math.min(inOneBatch, attachments - done) }, () => one),
      'app:bench',
    );
  return event.eventId;
}
