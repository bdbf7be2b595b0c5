// Which HTTP methods a path takes: what routing asks, and what a 405 lists in `Allow`.
import type { EventSource, Reference, Tail } from './reference.ts';

const methodsOfTail: Readonly<Record<Tail['kind'], readonly string[]>> = {
  event: ['GET', 'HEAD', 'PUT', 'DELETE'],
  attachments: ['GET', 'HEAD', 'POST'],
  attachmentCount: ['GET', 'HEAD'],
  createUploadSession: ['POST'],
  attachment: ['GET', 'HEAD', 'PATCH', 'DELETE'],
  attachmentValue: ['GET', 'HEAD'],
  attachmentItem: ['GET', 'HEAD'],
};

const methodsOfEvents: readonly string[] = ['POST'];

/** Methods in upper case (CONTRACT, section 2); HEAD wherever GET is, OPTIONS never, since CORS answers that for every path. */
export function allowedMethods(reference: Reference): readonly string[] {
  if (reference.kind === 'events') return methodsOfEvents;
  const methods = methodsOfTail[reference.tail.kind];
  return takesPut(reference.source) ? methods : methods.filter((method) => method !== 'PUT');
}

/** An event is put under its id in a calendar; neither a message nor a series leads to one that isn't there yet. */
const takesPut = (source: EventSource): boolean =>
  source.via === 'calendar' && source.collection === 'events' && source.occurrences.length === 0;
