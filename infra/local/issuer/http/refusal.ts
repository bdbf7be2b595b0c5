// Why the issuer refuses: an OAuth error with the number that Entra ID gives it, in the shape of its answers.
import { randomUUID } from 'node:crypto';

/** Errors of RFC 6749 and OpenID Connect Core, and those that Entra ID adds. */
export type OAuthError =
  | 'access_denied'
  | 'authorization_declined'
  | 'authorization_pending'
  | 'bad_verification_code'
  | 'expired_token'
  | 'interaction_required'
  | 'invalid_client'
  | 'invalid_grant'
  | 'invalid_request'
  | 'invalid_resource'
  | 'invalid_scope'
  | 'login_required'
  | 'server_error'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'unsupported_response_type';

/** A request that is refused. `number` is the one behind `AADSTS`, by which programs tell one reason from another. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly error: OAuthError;
  readonly number: number;

  constructor(error: OAuthError, number: number, reason: string) {
    super(reason);
    this.error = error;
    this.number = number;
  }

  /** RFC 6749, section 5.2: 401 for an application that hasn't proved who it is. */
  get status(): number {
    return this.error === 'invalid_client' ? 401 : this.error === 'server_error' ? 500 : 400;
  }
}

/** A parameter that must be there. */
export const missing = (name: string): Refusal =>
  new Refusal('invalid_request', 900144, `The request must contain the parameter '${name}'.`);

/** A first segment of a path that names none of the tenants. */
export const noTenant = (segment: string): Refusal =>
  new Refusal(
    'invalid_request',
    90002,
    `There is no tenant '${segment}': name it by its id or domain, or say 'common' or 'organizations'.`,
  );

/** What a program is told of an error, in the body of an answer or in a redirect. */
export interface Told {
  readonly error: string;
  readonly error_description: string;
  readonly error_codes: readonly number[];
  /** `2026-03-01 10:00:00Z` */
  readonly timestamp: string;
  readonly trace_id: string;
  readonly correlation_id: string;
  readonly error_uri: string;
}

/** The error in Entra ID's shape. `correlation` is the `client-request-id` of the request. */
export function tell({ error, number, message }: Refusal, correlation: string | undefined): Told {
  const timestamp = `${new Date().toISOString().slice(0, 19).replace('T', ' ')}Z`;
  const trace_id = randomUUID();
  const correlation_id = guid.test(correlation ?? '') ? (correlation ?? '') : randomUUID();
  return {
    error,
    error_description: `AADSTS${number}: ${message} Trace ID: ${trace_id} Correlation ID: ${correlation_id} Timestamp: ${timestamp}`,
    error_codes: [number],
    timestamp,
    trace_id,
    correlation_id,
    // The page on which Microsoft explains the number.
    error_uri: `https://login.microsoftonline.com/error?code=${number}`,
  };
}

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
