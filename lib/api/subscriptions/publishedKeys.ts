// What receivers of notifications verify validation tokens by: the service as their issuer, and its public keys (contract, section 12).
import type { ValidationTokens } from '../../changes/resourceData/validationTokens.ts';
import { methodNotAllowed, pathNotFound } from '../../runtime/errors.ts';
import type { Reply } from '../../http/messages.ts';
import { withEnvelope, type Environment } from '../envelope.ts';
import type { Service } from '../pipeline.ts';

/** The two documents: OpenID Connect Discovery 1.0, section 3, as far as it speaks of keys; a JWK Set (RFC 7517, section 5). */
type Published = 'configuration' | 'keys';

const paths = { configuration: '/.well-known/openid-configuration', keys: '/keys' } as const;
const methods = ['GET', 'HEAD', 'OPTIONS'];

/** Seconds for which a receiver need not ask again: a new key is published a day before it signs. */
const maxAge = 3600;

export interface PublishedKeysOptions extends Environment {
  readonly publicUrl?: string | undefined;
  /** Undefined where notifications never carry what they tell of: then there is nothing at these paths. */
  readonly validationTokens: ValidationTokens | undefined;
}

/** Answers the two documents. They need no token, and hold nothing but what is meant for everybody. */
export const createPublishedKeys =
  (published: Published, options: PublishedKeysOptions): Service =>
  (request) =>
    withEnvelope(options, request, {
      methods: () => methods,
      async run(note) {
        note({ operation: published });
        if (options.validationTokens === undefined) throw pathNotFound();
        if (!methods.includes(request.method)) throw methodNotAllowed(methods);
        const base = options.publicUrl ?? request.url.origin;
        return reply(published === 'keys' ? { keys: await options.validationTokens.keys() } : configurationOf(base));
      },
    });

const configurationOf = (issuer: string) => ({
  issuer,
  jwks_uri: `${issuer}${paths.keys}`,
  response_types_supported: ['id_token'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256'],
});

const reply = (body: object): Reply => ({
  status: 200,
  headers: { 'Content-Type': 'application/json', 'Cache-Control': `public, max-age=${maxAge}` },
  body: JSON.stringify(body),
});
