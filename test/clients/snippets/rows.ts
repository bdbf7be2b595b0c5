// Requests that the explorer's page makes, each with what comes of it.
import { demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { withoutSecrets, type SeenRequest } from '../../../lib/explorer/seen/request.ts';
import { readJson, type Json } from './json.ts';

/** A request whose objects are there, and nobody else's. */
export interface Ready {
  readonly request: SeenRequest;
  /** What `uploadUrl` stands for. */
  readonly uploadUrl?: string;
  /** What `body` stands for. */
  readonly bytes?: Uint8Array;
}

export interface Row {
  readonly name: string;
  readonly status: number;
  /** Makes what the request needs. */
  readonly ready: (world: World) => Promise<Ready>;
  /** Whether this is the answer's body; undefined for one without. */
  readonly sees: (answer: unknown) => boolean;
}

/** What speaks with the stack as Adele, or as Megan. */
export interface World {
  readonly url: string;
  readonly send: (method: string, path: string, json?: object, megan?: boolean) => Promise<Json>;
}

const subject = 'It\'s a "test"\n\\ $HOME `ls` ${1} %27 \u2028 {0} Grüße 🎉';
const at = (hour: number) => ({ dateTime: `2028-05-03T${hour}:00:00`, timeZone: 'UTC' });
const anHour = { start: at(10), end: at(11) };
const file = (name: string) => ({ '@odata.type': '#microsoft.graph.fileAttachment', name, contentBytes: 'SGVsbG8=' });
const json = { 'Content-Type': 'application/json' };

const asked = ({ url }: World, method: string, path: string, body?: object, headers: SeenRequest['headers'] = {}): SeenRequest => ({
  method,
  // As the page's own URLs are.
  url: new URL(`${url}/v1.0${path}`).href,
  headers: { ...(body !== undefined && json), ...headers },
  withToken: true,
  body: body === undefined ? undefined : { kind: 'text', text: JSON.stringify(body), cut: false },
});

const newEvent = async ({ send }: World, more: object = {}): Promise<string> =>
  String((await send('POST', '/me/events', { subject: 'Mine', ...anHour, ...more })).id);

async function newSession(world: World): Promise<string> {
  const AttachmentItem = { attachmentType: 'file', name: 'a.bin', size: 5 };
  const path = `/me/events/${await newEvent(world)}/attachments/createUploadSession`;
  return String((await world.send('POST', path, { AttachmentItem })).uploadUrl);
}

const has = (property: string, value: unknown) => (answer: unknown) => readJson(answer)[property] === value;
const lists = (answer: unknown): boolean => Array.isArray(readJson(answer).value);
/** The Graph client gives an empty stream for an answer without a body. */
const nothing = (answer: unknown): boolean => answer === undefined || JSON.stringify(answer) === '{}';

export const rows: readonly Row[] = [
  {
    name: 'a list with a zone',
    status: 200,
    ready: (world) =>
      Promise.resolve({
        request: asked(world, 'GET', "/me/events?$filter=subject ne '[1-3] {a,b}' and isAllDay eq false&$top=3", undefined, {
          Prefer: 'outlook.timezone="Asia/Tokyo"',
        }),
      }),
    sees: lists,
  },
  {
    name: 'an event',
    status: 200,
    ready: async (world) => ({ request: asked(world, 'GET', `/me/events/${await newEvent(world)}`) }),
    sees: has('subject', 'Mine'),
  },
  {
    name: 'an event by a spelling with quotes',
    status: 200,
    ready: async (world) => {
      const transactionId = `it's ${crypto.randomUUID()}`;
      await newEvent(world, { transactionId });
      return {
        request: asked(
          world,
          'GET',
          `/me/events(transactionId='${encodeURIComponent(transactionId.replace("'", "''"))}')?$select=id,subject`,
        ),
      };
    },
    sees: has('subject', 'Mine'),
  },
  {
    name: 'a new event with every sign that means something',
    status: 201,
    ready: (world) => Promise.resolve({ request: asked(world, 'POST', '/me/events', { subject, ...anHour }) }),
    sees: has('subject', subject),
  },
  {
    name: 'a change of what has not been changed meanwhile',
    status: 200,
    ready: async (world) => {
      const made = await world.send('POST', '/me/events', { subject: 'Before', ...anHour });
      return {
        request: asked(world, 'PATCH', `/me/events/${String(made.id)}`, { subject: 'After' }, { 'If-Match': String(made['@odata.etag']) }),
      };
    },
    sees: has('subject', 'After'),
  },
  {
    name: 'a deletion',
    status: 204,
    ready: async (world) => ({ request: asked(world, 'DELETE', `/me/events/${await newEvent(world)}`) }),
    sees: nothing,
  },
  {
    name: 'an answer to an invitation',
    status: 202,
    ready: async (world) => {
      const attendees = [{ type: 'required', emailAddress: { address: demoUsers.adele.upn } }];
      const { iCalUId } = await world.send('POST', '/me/events', { subject: 'Invited', ...anHour, attendees }, true);
      const { id } = await world.send('GET', `/me/events(iCalUId='${String(iCalUId)}')?$select=id`);
      return { request: asked(world, 'POST', `/me/events/${String(id)}/accept`, { comment: 'Yes', sendResponse: true }) };
    },
    sees: nothing,
  },
  {
    name: 'a file that is attached once',
    status: 201,
    ready: async (world) => ({
      request: asked(world, 'POST', `/me/events/${await newEvent(world)}/attachments`, file('a.txt'), {
        'Idempotency-Key': crypto.randomUUID(),
      }),
    }),
    sees: has('name', 'a.txt'),
  },
  {
    name: 'a file whose request is too long to be shown',
    status: 201,
    ready: async (world) => {
      const request = asked(world, 'POST', `/me/events/${await newEvent(world)}/attachments`, {});
      return {
        request: { ...request, body: { kind: 'text', text: '{"@odata', cut: true } },
        bytes: Buffer.from(JSON.stringify(file('long.txt'))),
      };
    },
    sees: has('name', 'long.txt'),
  },
  {
    name: 'the files of an event',
    status: 200,
    ready: async (world) => {
      const event = await newEvent(world, { attachments: [file('a.txt')] });
      return { request: asked(world, 'GET', `/me/events/${event}/attachments?$select=id,name,size`) };
    },
    sees: lists,
  },
  {
    name: 'a new upload session',
    status: 201,
    ready: async (world) => {
      const AttachmentItem = { attachmentType: 'file', name: 'a.bin', size: 5 };
      return { request: asked(world, 'POST', `/me/events/${await newEvent(world)}/attachments/createUploadSession`, { AttachmentItem }) };
    },
    sees: (answer) => typeof readJson(answer).uploadUrl === 'string',
  },
  {
    name: 'what an upload session lacks',
    status: 200,
    ready: async (world) => {
      const uploadUrl = await newSession(world);
      return { uploadUrl, request: { method: 'GET', url: withoutSecrets(uploadUrl), headers: {}, withToken: false, body: undefined } };
    },
    sees: (answer) => JSON.stringify(readJson(answer).nextExpectedRanges) === '["0-"]',
  },
  {
    name: 'a range of an upload session',
    status: 201,
    ready: async (world) => {
      const uploadUrl = await newSession(world);
      const headers = { 'Content-Range': 'bytes 0-4/5', 'Content-Type': 'application/octet-stream' };
      const body = { kind: 'bytes', size: 5, type: '' } as const;
      return {
        uploadUrl,
        bytes: Buffer.from('Hello'),
        request: { method: 'PUT', url: withoutSecrets(uploadUrl), headers, withToken: false, body },
      };
    },
    sees: (answer) => answer === undefined || typeof answer === 'object',
  },
  {
    name: 'changes of a window',
    status: 200,
    ready: (world) =>
      Promise.resolve({
        request: asked(
          world,
          'GET',
          '/me/calendarView/delta?startDateTime=2028-05-01T00:00:00Z&endDateTime=2028-06-01T00:00:00Z&$select=id,subject',
          undefined,
          {
            Prefer: 'outlook.timezone="UTC", odata.maxpagesize=50',
          },
        ),
      }),
    sees: lists,
  },
  {
    name: 'people by the beginnings of their names',
    status: 200,
    ready: (world) =>
      Promise.resolve({
        request: asked(world, 'GET', `/users?$search=${encodeURIComponent('"displayName:meg"')}&$top=8&$select=id,displayName`, undefined, {
          ConsistencyLevel: 'eventual',
        }),
      }),
    sees: (answer) => JSON.stringify(answer).includes('Megan'),
  },
  {
    name: 'a calendar that is shared',
    status: 201,
    ready: async (world) => {
      const { id } = await world.send('POST', '/me/calendars', { name: `Shared ${crypto.randomUUID()}` });
      const emailAddress = { address: demoUsers.megan.upn, name: 'Megan' };
      return {
        request: asked(world, 'POST', `/me/calendars/${String(id)}/calendarPermissions`, {
          emailAddress,
          role: 'read',
          isInsideOrganization: true,
        }),
      };
    },
    sees: has('role', 'read'),
  },
  {
    name: 'settings of the mailbox',
    status: 200,
    ready: (world) => Promise.resolve({ request: asked(world, 'PATCH', '/me/mailboxSettings', { timeZone: 'Europe/Berlin' }) }),
    sees: has('timeZone', 'Europe/Berlin'),
  },
  {
    name: 'an event that isn’t there',
    status: 404,
    ready: (world) => Promise.resolve({ request: asked(world, 'GET', '/me/events/nothing') }),
    sees: (answer) => JSON.stringify(answer).includes('ErrorItemNotFound'),
  },
];
