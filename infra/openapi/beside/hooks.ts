// What is said of webhooks of other systems: two operations behind `hooks/`, by the platform's key (contract, section 20).
import { githubHeader, standardPrefixes } from '../../../lib/access/tokens/signatures.ts';
import { nameHeaders } from '../../../lib/api/webhooks/file.ts';
import { deliveryHeaders } from '../../../lib/http/requestIds.ts';
import { printPath } from '../../../lib/paths/print.ts';
import type { EventReference } from '../../../lib/paths/reference.ts';
import { maxAttachmentsPerHook, signatureToleranceSeconds } from '../../../lib/runtime/limits/webhooks.ts';
import { group, user, type DescribedOwner } from '../described.ts';
import { reference, type Described } from '../json.ts';
import { eventPart } from '../operations/events.ts';
import { pathParameters } from '../parameters.ts';
import { context } from '../schemas/structured.ts';
import { bytes, json, refused, servers, success } from './parts.ts';

/** The platform's key, in either of its places; the local stack prints its own. */
export const hookSecurity: Described = {
  functionKey: {
    type: 'apiKey',
    in: 'header',
    name: 'x-functions-key',
    description: "The function key of the platform, in a header's value",
  },
  functionCode: { type: 'apiKey', in: 'query', name: 'code', description: 'The same key, for senders that can set nothing but a URL' },
};

const security = Object.keys(hookSecurity).map((name) => ({ [name]: [] }));

const header = (name: string, description: string): Described => ({ name, in: 'header', schema: { type: 'string' }, description });

const minutes = signatureToleranceSeconds / 60;

/** What each part of a signature is; which parts there are, the scheme says. */
const ofStandard = {
  id: 'The id of the delivery (Standard Webhooks), which the signature covers; a repeat has the same',
  timestamp: `When it was signed, in seconds since 1970, at most ${minutes} minutes from now`,
  signature: '`v1,` and the signature over id, time and body in base64; several behind spaces',
} as const;

/** Headers that name a delivery, say what a file is called, and sign the body. A header that does two of it is here once. */
const headers: readonly Described[] = [
  ...standardPrefixes.flatMap((prefix) => Object.entries(ofStandard).map(([part, told]) => header(`${prefix}-${part}`, told))),
  header(githubHeader, '`sha256=` and the signature over the body in hexadecimal digits (GitHub)'),
  ...deliveryHeaders
    .filter((name) => !standardPrefixes.some((prefix) => name === `${prefix}-id`))
    .map((name) => header(name, 'The name of the delivery, by which a repeat within 24 hours is known')),
  ...Object.keys(nameHeaders).map((name) => header(name, 'What the file is called, where the body is one')),
];

const nameOption: Described = {
  name: 'name',
  in: 'query',
  schema: { type: 'string' },
  description: 'What the file is called, where no header says it',
};

const attachmentBody: Described = {
  required: true,
  content: {
    ...json({
      anyOf: [reference('schemas/anyAttachmentCreate'), { type: 'object', additionalProperties: true }, { type: 'array', items: {} }],
    }),
    'multipart/form-data': { schema: { type: 'object', additionalProperties: { anyOf: [bytes, { type: 'string' }] } } },
    '*/*': { schema: bytes },
  },
};

const attach = (word: string): Described => ({
  operationId: `attach${word}Delivery`,
  summary: 'Attach what a webhook sends to an event',
  description: `JSON with \`@odata.type\` is an attachment of Graph's, any other JSON one file, byte for byte. Of a form, each file becomes an attachment, and its fields together \`form.json\`: at most ${maxAttachmentsPerHook}, all or none. Any other body is one file.\n\nWhere the deployment has secrets of Standard Webhooks or of GitHub, every delivery is signed by one of them. An answer comes within 8 seconds; after a 503 the same delivery may be sent again.`,
  tags: ['Webhooks'],
  security,
  parameters: [nameOption, ...headers],
  requestBody: attachmentBody,
  responses: {
    201: success(
      'It was attached, or was before',
      json({ anyOf: [reference('schemas/anyAttachment'), reference('schemas/attachmentPage')] }),
    ),
    ...refused(400, 401, 403, 404, 405, 409, 411, 413, 415, 500, 503),
  },
});

const put = (word: string): Described => {
  const written = (description: string, ...location: readonly 'Location'[]): Described =>
    success(description, json(reference('schemas/hookedEvent')), 'ETag', ...location);
  return {
    operationId: `put${word}HookedEvent`,
    summary: "Create or replace an event under the sender's own id",
    description: 'Only where no delivery has to be signed, and only events that no one but webhooks has written.',
    tags: ['Webhooks'],
    security,
    parameters: [reference('parameters/If-Match'), reference('parameters/If-None-Match')],
    requestBody: { required: true, content: json(reference('schemas/eventPut')) },
    responses: {
      200: written('It was replaced'),
      201: written('It was made', 'Location'),
      ...refused(400, 401, 403, 404, 405, 409, 411, 412, 413, 415, 500, 503),
    },
  };
};

/** The paths with the operations of each, by methods in lower case. A webhook is nobody, so that no path begins with `me`. */
export const hooked: readonly { readonly at: EventReference; readonly operations: Described }[] = [user, group].flatMap(
  (who: DescribedOwner) => [
    { at: eventPart(who, { kind: 'attachments' }), operations: { post: attach(who.word) } },
    { at: eventPart(who, { kind: 'event' }), operations: { put: put(who.word) } },
  ],
);

export const hookPaths = (): Described =>
  Object.fromEntries(
    hooked.map(({ at, operations }) => {
      const path = `/hooks${decodeURIComponent(printPath(at))}`;
      return [path, { ...servers, parameters: [...pathParameters(path)], ...operations }];
    }),
  );

/** What a webhook is told of an event, since its key gives no right to read. */
export const hookSchemas = (schemas: Described): Described => {
  const { required: _, ...event } = schemas.eventCreate as Described;
  return {
    hookedEvent: {
      type: 'object',
      title: 'hookedEvent',
      required: ['@odata.etag', 'id'],
      properties: { ...context, '@odata.etag': { type: 'string' }, id: { type: 'string' } },
    },
    eventPut: { ...event, title: 'eventPut' },
  };
};
