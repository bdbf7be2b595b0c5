// Measures whether a calendar's pages get slower with the number of its series.
import { BulkOperationType, type JSONObject } from '@azure/cosmos';
import { z } from 'zod';
import { demoTenant, demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { readIssuerKey } from '../../../infra/local/issuer/issuerKey.ts';
import { signToken } from '../../../infra/local/issuer/signToken.ts';
import { eventDocument } from '../../../lib/calendar/events/record/eventRecord.ts';
import { mailboxPartition } from '../../../lib/calendar/mailbox.ts';
import { startStack, type Stack } from '../../support/process/stack.ts';
import { cosmosContainer, settingsOf } from '../../support/stores/stores.ts';
import { measure, report } from '../measure.ts';

const few = 10;
const many = 1_000;
const inOneBatch = 100;
const runs = 40;
const halfYear = 'startDateTime=2027-03-01&endDateTime=2027-09-01';

type User = (typeof demoUsers)[keyof typeof demoUsers];
type Get = (path: string) => Promise<unknown>;

export async function benchWindows(): Promise<void> {
  const stack = await startStack();
  try {
    const candidates = [
      { name: `${few} daily series`, get: await openMailbox(stack, demoUsers.adele, few) },
      { name: `${many} daily series`, get: await openMailbox(stack, demoUsers.megan, many) },
    ];
    for (const top of [1, 10, 100])
      report(
        `A page of ${top} of half a year`,
        await measure(
          candidates.map(({ name, get }) => ({ name, run: () => get(`/calendarView?${halfYear}&$top=${top}`) })),
          runs,
        ),
      );
  } finally {
    await stack.stop();
  }
}

const stored = z.looseObject({ sortKeys: z.record(z.string(), z.json()), properties: z.looseObject({}) });

/** Fills a user's mailbox with copies of a series that the service has stored, each at another minute. */
async function openMailbox(stack: Stack, user: User, count: number): Promise<Get> {
  const token = await signToken(await readIssuerKey(stack.dataDir), { user: user.upn });
  const send = async (path: string, init: RequestInit = {}): Promise<unknown> => {
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
    const response = await fetch(`${stack.url}/v1.0/me${path}`, { ...init, headers });
    if (!response.ok) throw new Error(`${response.status} to ${path}: ${await response.text()}`);
    return response.json();
  };
  const recurrence = { pattern: { type: 'daily', interval: 1 }, range: { type: 'noEnd', startDate: '2027-01-01' } };
  const body = JSON.stringify({ subject: 'daily', start: at(0, 0), end: at(0, 30), recurrence });
  await send('/events/series-0', { method: 'PUT', body });

  const container = cosmosContainer(settingsOf(stack), 'mailboxes');
  const partition = mailboxPartition({ tenant: demoTenant, kind: 'users', id: user.id });
  const model = stored.parse((await container.item(eventDocument('series-0'), partition).read<JSONObject>()).resource);
  for (let from = 1; from < count; from += inOneBatch) {
    const numbers = Array.from({ length: Math.min(inOneBatch, count - from) }, (_, i) => from + i);
    const answer = await container.items.batch(
      numbers.map((number) => ({ operationType: BulkOperationType.Create, resourceBody: copyOf(model, number) })),
      partition,
    );
    if (answer.code !== 200) throw new Error(`The store answered ${String(answer.code)}.`);
  }
  return send;
}

const at = (number: number, more: number) => {
  const minutes = (number % 1_400) + more;
  const time = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');
  return { dateTime: `2027-01-01T${time}:00`, timeZone: 'America/New_York' };
};

function copyOf(model: z.infer<typeof stored>, number: number): JSONObject {
  const eventId = `series-${number}`;
  const times = { start: at(number, 0), end: at(number, 30) };
  return {
    ...model,
    id: eventDocument(eventId),
    eventId,
    iCalUId: eventId,
    incarnation: eventId,
    properties: { ...model.properties, ...times },
  };
}
