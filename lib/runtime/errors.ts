// The one error class of the service: what a caller is told, in Microsoft Graph's words.

/** Codes that the service answers with; each has its place in the contract's table of errors. */
export const errorCodes = [
  'Authorization_RequestDenied',
  'BadRequest',
  'Conflict',
  'ErrorAccessDenied',
  'ErrorAttachmentSessionIsSupportedOnlyForFileAttachments',
  'ErrorDataSizeLimitExceeded',
  'ErrorFolderExists',
  'ErrorInvalidIdMalformed',
  'ErrorInvalidRecipients',
  'ErrorInvalidRequest',
  'ErrorInvalidTimeSettings',
  'ErrorInvalidUser',
  'ErrorIrresolvableConflict',
  'ErrorItemNotFound',
  'ErrorMailboxDataArrayTooBig',
  'ErrorMessageSizeExceeded',
  'ErrorPropertyValidationFailure',
  'ErrorQuotaExceeded',
  'ErrorTimeIntervalTooBig',
  'ExtensionError',
  'FailedDependency',
  'ImageNotFound',
  'InternalServerError',
  'InvalidArguments',
  'InvalidAuthenticationToken',
  'InvalidRange',
  'InvalidRequest',
  'InvalidTimeZone',
  'LengthRequired',
  'NotAcceptable',
  'NotFound',
  'RequestBodyRead',
  'RequestBroker--ParseUri',
  'RequestEntityTooLarge',
  'Request_BadRequest',
  'Request_ResourceNotFound',
  'ResourceNotFound',
  'ServiceUnavailable',
  'SyncStateNotFound',
  'TimeZoneNotSupportedException',
  'TooManyRequests',
  'UnableToDeserializePostBody',
  'UnprocessableType',
  'UnsupportedMediaType',
  'ValidationError',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** Headers of an error: `Allow` (405), `Accept`, `Accept-Encoding` (415), `Retry-After` (429, 503), `WWW-Authenticate` (401). */
export type ErrorHeaders = Readonly<Record<string, string>>;

/** An answer that isn't a success. Thrown anywhere, rendered in one place (`lib/http/errors.ts`). */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly status: number;
  readonly code: ErrorCode;
  readonly headers: ErrorHeaders;

  constructor(status: number, code: ErrorCode, message: string, options: { cause?: unknown; headers?: ErrorHeaders } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.status = status;
    this.code = code;
    this.headers = options.headers ?? {};
  }
}

/**
 * A 500: a bug, or a state that the operator must mend. The log shows its message, so that the message contains only our own words and
 * settings, never a caller's text; the log doesn't show any other error's message.
 */
export class Fault extends Error {
  override readonly name = 'Fault';
}

/** 404: the object doesn't exist, or the caller may use the mailbox but not see this object. */
export const itemNotFound = (cause?: unknown): ServiceError =>
  new ServiceError(404, 'ErrorItemNotFound', 'The specified object was not found in the store.', { cause });

/** 404: a user that the directory doesn't hold. */
export const invalidUser = (key: string): ServiceError =>
  new ServiceError(404, 'ErrorInvalidUser', `The requested user '${key}' is invalid.`);

/** 403, the same words whether the object exists or not. */
export const accessDenied = (): ServiceError =>
  new ServiceError(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.');

/** 400: the text in an id's place isn't an id. */
export const malformedId = (): ServiceError => new ServiceError(400, 'ErrorInvalidIdMalformed', 'Id is malformed.');

/** 400: a path segment that the API doesn't have at this place. */
export const unknownSegment = (segment: string): ServiceError =>
  new ServiceError(400, 'BadRequest', `Resource not found for the segment '${segment}'.`);

/** 400: a request that is wrong in the way the message says. */
export const badRequest = (message: string, cause?: unknown): ServiceError => new ServiceError(400, 'BadRequest', message, { cause });

/** 400: the request isn't possible with this object, as the message says. */
export const invalidRequest = (message: string): ServiceError => new ServiceError(400, 'ErrorInvalidRequest', message);

/** 400: a property that a type (`microsoft.graph.event`) doesn't have, named by a query option. */
export const unknownProperty = (name: string, type: string): ServiceError =>
  new ServiceError(400, 'RequestBroker--ParseUri', `Could not find a property named '${name}' on type '${type}'.`);

/** 507: the new data is small enough by itself but doesn't fit with the data that is stored already, as the message says. */
export const quotaExceeded = (message: string): ServiceError => new ServiceError(507, 'ErrorQuotaExceeded', message);

/** 400: a time zone that is neither IANA's nor Windows'. */
export const timeZoneNotSupported = (name: string): ServiceError =>
  new ServiceError(
    400,
    'TimeZoneNotSupportedException',
    `A valid TimeZone value must be specified. The following TimeZone value is not supported: '${name.slice(0, 80)}'.`,
  );

/** 404: a path outside the two versions of the API. */
export const pathNotFound = (): ServiceError =>
  new ServiceError(404, 'NotFound', "There is nothing at this path: the API's paths begin with '/v1.0/' or '/beta/'.");

/** 405 with `Allow` (RFC 9110, section 15.5.6). */
export const methodNotAllowed = (allow: readonly string[], message = 'The OData request is not supported.'): ServiceError =>
  new ServiceError(405, 'ErrorInvalidRequest', message, { headers: { Allow: allow.join(', ') } });

/** 411 (RFC 9110, section 15.5.12): a body without its length, which the platform drops. */
export const lengthRequired = (): ServiceError =>
  new ServiceError(
    411,
    'LengthRequired',
    "The request's body came in chunks (Transfer-Encoding), which the platform drops. Send it with its 'Content-Length'.",
  );

/** 412: the caller's ETag is not the current one. */
export const preconditionFailed = (): ServiceError =>
  new ServiceError(412, 'ErrorIrresolvableConflict', 'The ETag in If-Match is not the current one.');

/** 410: a link from which a round can't go on; with `Location`, where to begin anew (Graph, "Use delta query"). */
export const syncStateNotFound = (location?: string): ServiceError =>
  new ServiceError(
    410,
    'SyncStateNotFound',
    'The sync state generation is not found; the client must begin a new round, without a token.',
    location === undefined ? {} : { headers: { Location: location } },
  );

/** 503: the outcome is unknown, and a repeat is safe. */
export const unavailable = (message: string, retryAfterSeconds: number, cause?: unknown): ServiceError =>
  new ServiceError(503, 'ServiceUnavailable', message, { cause, headers: { 'Retry-After': String(retryAfterSeconds) } });

/** Whether an error comes from a limit of ours, so that nothing was done: a busy store's 429 has a cause. */
export const isRefusedByLimit = (error: unknown): boolean =>
  error instanceof ServiceError && error.status === 429 && error.cause === undefined;

/**
 * Whether an error is a failure of the service itself, of which the log, the telemetry and the alerts tell the operator. Errors that a
 * caller can cause by asking for too much aren't failures: 429, 507 (a full mailbox, a batch's answer), and 503 without a cause (the byte
 * budget, turns, lost races).
 */
export const isFailure = (error: unknown): boolean =>
  !(error instanceof ServiceError) || (error.status >= 500 && error.status !== 507 && error.cause !== undefined);
