// Upload sessions without a host: the service in this process, over real stores, with a clock that the test sets.
import { methodOf } from '../../../lib/http/messages.ts';
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { createServices } from '../../../functions/compose/app.ts';
import { partitionOf } from '../../../lib/attachments/attachment.ts';
import { defaultEventProperties } from '../../../lib/calendar/events/record/eventProperties.ts';
import type { EventRecord } from '../../../lib/calendar/events/record/eventRecord.ts';
import { defaultCalendarId, type EventKey, type Mailbox } from '../../../lib/calendar/mailbox.ts';
import { occurrenceId } from '../../../lib/calendar/occurrences/occurrenceId.ts';
import { systemClock, type Clock } from '../../../lib/runtime/clock.ts';
import { createByteBudget } from '../../../lib/runtime/byteBudget.ts';
import type { Services } from '../../../lib/api/call.ts';
import { createUploadService } from '../../../lib/api/pipeline.ts';
import type { Stores } from '../../../functions/compose/app.ts';
import { printToken, sessionDocument, type UploadToken } from '../../../lib/uploads/session.ts';
import { isEntity } from '../api/answers.ts';
import { unthrottled } from './throttles.ts';

export const by = 'user:tester';

export interface UploadAnswer {
  readonly status: number;
  readonly location: string | undefined;
  readonly json: Readonly<Record<string, unknown>>;
}

export interface UploadClient {
  readonly services: Services;
  /** Creates an event in a new mailbox, or a series there and returns its occurrence on the second day. */
  newEvent(kind?: 'event' | 'occurrence'): Promise<EventKey>;
  /** Creates an event with a fixed id in a mailbox. */
  putEvent(mailbox: Mailbox): Promise<EventRecord>;
  event(key: EventKey): Promise<EventRecord | undefined>;
  start(key: EventKey, total: number): Promise<UploadToken>;
  send(token: UploadToken, method: string, headers?: Readonly<Record<string, string>>, body?: Uint8Array): Promise<UploadAnswer>;
  /** Sends a part of the file, given by its first and last byte. */
  put(token: UploadToken, file: Uint8Array, first?: number, last?: number): Promise<UploadAnswer>;
  /** The stored document of a session; undefined when it doesn't exist. */
  stored(token: UploadToken): Promise<Readonly<Record<string, unknown>> | undefined>;
}

export function uploadClient(stores: Stores, options: { readonly clock?: Clock; readonly quotaBytes?: number } = {}): UploadClient {
  const { clock = systemClock, quotaBytes } = options;
  const services = createServices(stores, quotaBytes === undefined ? {} : { MAILBOX_QUOTA_MIB: quotaBytes / 2 ** 20 }, clock);
  const service = createUploadService({
    services,
    budget: createByteBudget(64 * 1024 * 1024),
    throttle: unthrottled(),
    corsOrigins: [],
    clock,
    newRequestId: () => randomUUID(),
    log: () => undefined,
  });

  const send: UploadClient['send'] = async (token, method, headers = {}, body = new Uint8Array()) => {
    const url = new URL(`https://localhost/uploads/${printToken(token)}`);
    const reply = await service({ method: methodOf(method), url, headers: new Headers(headers), body: () => Promise.resolve(body) });
    const json: unknown = reply.body === undefined ? {} : JSON.parse(Buffer.from(reply.body).toString());
    return { status: reply.status, location: reply.headers.Location, json: isEntity(json) ? json : {} };
  };

  const put = async (mailbox: Mailbox, properties = defaultEventProperties): Promise<EventRecord> => {
    const event = { calendar: defaultCalendarId(mailbox), properties };
    return (await services.events.put({ mailbox, event: eventId }, event, by, { may: () => undefined })).event;
  };

  return {
    services,
    send,
    putEvent: (mailbox) => put(mailbox),
    async newEvent(kind = 'event') {
      const mailbox = { tenant: 't', kind: 'users', id: randomUUID() } as const;
      const { id } = await put(mailbox, kind === 'event' ? defaultEventProperties : { ...defaultEventProperties, ...daily });
      return { mailbox, event: kind === 'event' ? eventId : occurrenceId(id, '2027-03-02') };
    },
    event: (key) => services.events.read(key),
    async start(key, total) {
      const event = (await services.events.read(key)) ?? expect.fail('no event');
      const file = { name: 'big.bin', contentType: 'application/octet-stream', isInline: false, contentId: null };
      return (await services.uploads.start(key, event, { file, total, version: 'v1.0' }, by)).token;
    },
    put: (token, file, first = 0, last = file.length - 1) =>
      send(token, 'PUT', { 'Content-Range': `bytes ${first}-${last}/${file.length}` }, file.subarray(first, last + 1)),
    stored: async ({ partition, sessionId }) => (await stores.mailboxes.read(partition, sessionDocument(sessionId)))?.body,
  };
}

const eventId = 'e';

const daily = {
  start: { dateTime: '2027-03-01T10:00:00', timeZone: 'UTC' },
  end: { dateTime: '2027-03-01T11:00:00', timeZone: 'UTC' },
  recurrence: {
    pattern: { type: 'daily', interval: 1 },
    range: { type: 'noEnd', startDate: '2027-03-01', recurrenceTimeZone: 'UTC' },
  },
} as const;

/** The documents of the event's own attachments, read without the service. */
export async function attachedTo(
  { mailboxes }: Stores,
  key: EventKey,
  event: EventRecord,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const where = { is: 'eq', property: 'event', value: event.id } as const;
  const found = await mailboxes.query(partitionOf(key), { where, orderBy: [], limit: 100 });
  return found.map(({ body }) => body);
}
