// What is said of what the service tells about itself: whether it lives, whose keys its notifications are signed with, and this document.
import { reference, type Described } from '../json.ts';
import { json, publicGet, refused, servers, success } from './parts.ts';

const state = (status: string): Described => ({
  type: 'object',
  required: ['status'],
  properties: { status: { type: 'string', const: status } },
});

/** The platform's own answers have no id. */
const said = (description: string, schema: Described, headers: Described = {}): Described => ({
  description,
  ...(Object.keys(headers).length > 0 && { headers }),
  content: json(schema),
});

const text: Described = { type: 'string' };
const url: Described = { type: 'string', format: 'uri' };
const list: Described = { type: 'array', items: text };
const object = (properties: Described): Described => ({ type: 'object', required: Object.keys(properties), properties });

const configuration = object({
  issuer: url,
  jwks_uri: url,
  response_types_supported: list,
  subject_types_supported: list,
  id_token_signing_alg_values_supported: list,
});

const key = object({ kty: { type: 'string', const: 'RSA' }, use: text, alg: text, kid: text, n: text, e: text });

const published = (content: Described): Described => ({ 200: success('For everybody', json(content)), ...refused(400, 404, 500, 503) });

export const servicePathsBeside = (): Described => ({
  '/health': {
    ...servers,
    ...publicGet('getHealth', 'Ask whether the process lives', 'Service', { 200: said('It does', state('alive')), ...refused(404) }),
  },
  '/health/ready': {
    ...servers,
    ...publicGet('getReadiness', 'Ask whether the stores answer', 'Service', {
      200: said('They do', state('ready')),
      503: said('They do not', state('not ready'), { 'Retry-After': reference('headers/Retry-After') }),
      ...refused(404),
    }),
  },
  '/openapi.json': {
    ...servers,
    ...publicGet(
      'getDocument',
      'Get this document',
      'Service',
      {
        200: success('The document (OpenAPI 3.1)', json({ type: 'object', additionalProperties: true }), 'ETag'),
        304: success('The client has this version', undefined, 'ETag'),
        ...refused(400, 500, 503),
      },
      { parameters: [reference('parameters/If-None-Match')] },
    ),
  },
  '/.well-known/openid-configuration': {
    ...servers,
    ...publicGet('getIssuer', "Get the issuer of notifications' validation tokens", 'Subscriptions', published(configuration)),
  },
  '/keys': {
    ...servers,
    ...publicGet(
      'getIssuerKeys',
      "Get the keys of notifications' validation tokens",
      'Subscriptions',
      published(object({ keys: { type: 'array', items: key } })),
    ),
  },
});
