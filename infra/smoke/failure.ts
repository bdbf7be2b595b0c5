// The smoke test's errors, in words for the person who runs it.

/** A step that failed; the message says what is wrong and, if known, what to do. */
export class SmokeFailure extends Error {
  override readonly name = 'SmokeFailure';
}

/** The meaning of a connection error, by its code. */
const connectionFailures: readonly (readonly [codes: RegExp, words: string])[] = [
  [/^(ENOTFOUND|EAI_AGAIN|EAI_NODATA)$/, 'its name is not known (DNS): is --url spelled right, and does the deployment exist?'],
  [/^ECONNREFUSED$/, 'nobody listens there: is it running, and is the port right?'],
  [/^(ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|EHOSTUNREACH|ENETUNREACH)$/, 'it cannot be reached from here: a firewall, or a private network?'],
  [
    /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?)$/,
    'its certificate is not signed by anyone this machine trusts: if that is meant so, set NODE_EXTRA_CA_CERTS to its PEM file.',
  ],
  [/^CERT_HAS_EXPIRED$/, 'its certificate has expired.'],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, 'its certificate is for another name than the one in --url.'],
  [/^(EPROTO|ERR_SSL_WRONG_VERSION_NUMBER)$/, 'it speaks no https on this port.'],
  [/^(ECONNRESET|UND_ERR_SOCKET|EPIPE)$/, 'the connection was cut while it should have answered.'],
];

/** Turns an error of `fetch` into a message that names the address. */
export function connectionFailure(place: string, error: unknown): SmokeFailure {
  const codes = codesOf(error);
  const [, words] = connectionFailures.find(([pattern]) => codes.some((code) => pattern.test(code))) ?? [];
  return new SmokeFailure(`${place} could not be asked: ${words ?? (codes.join(', ') || String(error))}`, { cause: error });
}

/** The codes of an error and its causes; an attempt at several addresses has an error for each. */
function codesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  const inner: unknown[] = error instanceof AggregateError ? error.errors : [];
  return [...own, ...codesOf(error.cause), ...inner.flatMap(codesOf)];
}
