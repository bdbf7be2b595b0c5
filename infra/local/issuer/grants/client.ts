// Which application asks for a token, and whether it has proved that: by a secret, or by an assertion that its certificate signed.
import { createHash, timingSafeEqual, type X509Certificate } from 'node:crypto';
import { compactVerify, decodeJwt, decodeProtectedHeader, errors, UnsecuredJWT, type JWTPayload } from 'jose';
import { applicationNamed, type Application } from '../directory/applications.ts';
import type { Exchange } from '../http/exchange.ts';
import { issuerOf, type NamedTenant } from '../realm.ts';
import { missing, Refusal } from '../http/refusal.ts';

export interface Client {
  readonly application: Application;
  /** Not at all, by a secret, by a certificate. */
  readonly proof: '0' | '1' | '2';
}

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** The application that the request names (RFC 6749, section 2.3; RFC 7523). Throws a Refusal when it doesn't prove what it says. */
export async function clientOf(exchange: Exchange, tenant: NamedTenant): Promise<Client> {
  const { form, applicationsFile } = exchange;
  const basic = basicOf(exchange.header('authorization'));
  const assertion = form.get('client_assertion');
  const clientId = form.get('client_id') ?? basic?.id ?? (assertion === null ? null : subjectOf(assertion));
  if (clientId === null) throw missing('client_id');
  const application = await applicationNamed(clientId, applicationsFile);
  if (assertion !== null) {
    if (form.get('client_assertion_type') !== assertionType) throw missing('client_assertion_type');
    await checkAssertion(assertion, application, exchange, tenant);
    return { application, proof: '2' };
  }
  const secret = form.get('client_secret') ?? basic?.secret;
  if (secret === undefined || secret === '') return { application, proof: '0' };
  if (!application.secrets.some((each) => isSame(each, secret)))
    throw new Refusal('invalid_client', 7000215, `The secret is none of application '${application.appId}'.`);
  return { application, proof: '1' };
}

/** RFC 7617, with both words as of a form (RFC 6749, section 2.3.1). */
function basicOf(header: string | undefined): { readonly id: string; readonly secret: string } | undefined {
  const text = /^basic +(\S+)$/i.exec(header ?? '')?.[1];
  if (text === undefined) return undefined;
  const [id = '', ...secret] = Buffer.from(text, 'base64').toString('utf8').split(':');
  const word = (each: string): string => new URLSearchParams(`word=${each}`).get('word') ?? '';
  return { id: word(id), secret: word(secret.join(':')) };
}

const isSame = (one: string, other: string): boolean => timingSafeEqual(hash(one), hash(other));
const hash = (text: string): Buffer => createHash('sha256').update(text).digest();

function subjectOf(assertion: string): string | null {
  try {
    return decodeJwt(assertion).sub ?? null;
  } catch {
    throw malformed();
  }
}

const malformed = (): Refusal => new Refusal('invalid_client', 50027, 'The client assertion is no JWT.');

/** The address of the tenant's token endpoint, or what the tenant's tokens are issued by: both are good as the assertion's `aud`. */
const audiencesOf = ({ base, key }: Exchange, { id, shown }: NamedTenant, segment: string): string[] =>
  [segment, id, shown].flatMap((name) => [
    `${base}/${name}/oauth2/v2.0/token`,
    `${base}/${name}/oauth2/token`,
    `${key.origin}/${name}/oauth2/v2.0/token`,
    issuerOf(key.origin, name, '2.0'),
    issuerOf(base, name, '2.0'),
  ]);

async function checkAssertion(assertion: string, application: Application, exchange: Exchange, tenant: NamedTenant): Promise<void> {
  const certificate = certificateFor(assertion, application);
  const segment = exchange.pathname.split('/')[1] ?? '';
  try {
    const { payload } = await compactVerify(assertion, certificate.publicKey, { algorithms: ['RS256', 'PS256'] });
    UnsecuredJWT.decode(new UnsecuredJWT(claimsIn(payload)).encode(), {
      issuer: application.appId,
      subject: application.appId,
      audience: audiencesOf(exchange, tenant, segment),
      requiredClaims: ['exp', 'jti'],
      clockTolerance: 300,
    });
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw new Refusal('invalid_client', 700024, "The client assertion's time is over.");
    if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'nbf')
      throw new Refusal('invalid_client', 700024, "The client assertion's time hasn't come.");
    if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'aud')
      throw new Refusal('invalid_client', 700023, "The client assertion's audience isn't this tenant's token endpoint.");
    if (error instanceof errors.JWTClaimValidationFailed)
      throw new Refusal('invalid_client', 700021, `The client assertion's '${error.claim}' is wrong: iss and sub are the client id.`);
    throw new Refusal('invalid_client', 700027, "The client assertion's signature isn't by the certificate that its header names.");
  }
}

/** The claims, with their times as numbers: MSAL for .NET writes them as texts, and Entra ID reads both. */
function claimsIn(payload: Uint8Array): JWTPayload {
  const claims: unknown = JSON.parse(Buffer.from(payload).toString(), (name, value: unknown) =>
    times.has(name) && typeof value === 'string' && /^\d{1,12}$/.test(value) ? Number(value) : value,
  );
  if (typeof claims !== 'object' || claims === null) throw new Error('An assertion has claims.');
  return { ...claims };
}

const times: ReadonlySet<string> = new Set(['exp', 'nbf', 'iat']);

/** The application's certificate that the assertion's header names by its thumbprint (RFC 7515, sections 4.1.7 and 4.1.8). */
function certificateFor(assertion: string, { appId, certificates }: Application): X509Certificate {
  const { x5t, 'x5t#S256': x5tS256 } = headerOf(assertion);
  const found = certificates.find(({ raw }) => thumbprint(raw, 'sha256') === x5tS256 || thumbprint(raw, 'sha1') === x5t);
  if (found !== undefined) return found;
  throw new Refusal(
    'invalid_client',
    700027,
    `The certificate that signed the assertion is none of application '${appId}': name its PEM file in applications.json.`,
  );
}

const thumbprint = (raw: Buffer, algorithm: 'sha1' | 'sha256'): string => createHash(algorithm).update(raw).digest('base64url');

function headerOf(assertion: string): ReturnType<typeof decodeProtectedHeader> {
  try {
    return decodeProtectedHeader(assertion);
  } catch {
    throw malformed();
  }
}
