// Requests that are refused, one for each kind of error at least.
import type { Step } from '../step.ts';
import { meeting } from './events.ts';

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const text = { headers: { 'Content-Type': 'text/plain' }, bytes: bytes('The plan.') };

const json = { headers: { 'Content-Type': 'application/json' } };

export const refusals: readonly Step[] = [
  ['createEvent', { json: { ...meeting, start: { dateTime: 'tomorrow', timeZone: 'UTC' } }, refused: 400 }],
  ['listEvents', { query: '$top=many', refused: 400 }],
  ['listEvents', { as: 'nobody', refused: 401 }],
  ['createUser', { json: { displayName: 'Sam Rivera' }, refused: 403 }],
  ['getEvent', { at: { 'event-id': 'nothing' }, refused: 404 }],
  ['listEvents', { query: '$format=xml', refused: 406 }],
  ['createCategory', { json: { displayName: 'Blue {suffix}', color: 'preset7' } }],
  ['createCategory', { json: { displayName: 'Blue {suffix}', color: 'preset7' }, refused: 409 }],
  ['updateMailboxSettings', { ...json, bytes: bytes('{"timeZone":"UTC"}'), inChunks: true, refused: 411 }],
  ['updateEvent', { json: { subject: 'Too late' }, headers: { 'If-Match': 'W/"an older one"' }, refused: 412 }],
  ['createEventAttachment', { ...json, bytes: new Uint8Array(5_000_000), refused: 413 }],
  ['createEvent', { ...text, refused: 415 }],
  ['getEventAttachmentContent', { headers: { Range: 'bytes=1000-2000' }, at: { 'attachment-id': 'item' }, refused: 416 }],
];
