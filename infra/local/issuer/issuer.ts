// The local substitute for Microsoft Entra ID: metadata, keys and sign-in for any tenant, v1 and v2.
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { discoveryDocument } from './discovery.ts';
import type { IssuerContext } from './http/exchange.ts';
import type { IssuerKey } from './issuerKey.ts';
import { demoRealm, type Realm } from './realm.ts';
import { portOf } from '../process/ports.ts';

/** A running issuer; the app gets `url` as its authority. */
export interface Issuer {
  readonly url: string;
  /** From now on, people sign in at the address that this key names. */
  use(key: IssuerKey): void;
  stop(): Promise<void>;
}

export interface IssuerOptions {
  readonly realm?: Realm;
  /** A file that lists applications with what they have registered (`directory/applications`). */
  readonly applicationsFile?: string;
}

/** Starts the issuer on a free port of 127.0.0.1. It answers for every tenant; the app's settings decide which tenants it accepts. */
export async function startIssuer(issuerKey: IssuerKey, options: IssuerOptions = {}): Promise<Issuer> {
  const { realm = demoRealm, applicationsFile } = options;
  let key = issuerKey;
  const server = createServer((request, response) => {
    void answer(request, response, { key, realm, applicationsFile });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${String(portOf(server.address()))}`,
    use: (other) => {
      key = other;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * Only names of this machine: a page whose own name leads here (DNS rebinding) is told nothing. Metadata is answered at once; all else is
 * loaded when somebody signs in, for most stacks never see it.
 */
async function answer(request: IncomingMessage, response: ServerResponse, context: IssuerContext): Promise<void> {
  const base = baseOf(request.headers.host, context.key.origin);
  const { pathname } = URL.parse(request.url ?? '', base ?? 'http://localhost') ?? { pathname: '' };
  if (base === undefined) {
    write(response, 421, { error: 'invalid_request', error_description: 'The issuer answers for localhost alone.' });
    return;
  }
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const document = isRead ? discoveryDocument(pathname, base, context.key, context.realm) : undefined;
  if (document !== undefined) write(response, 200, document);
  else await (await import('./signIn/signIn.ts')).signIn(request, response, { ...context, base });
}

function write(response: ServerResponse, status: number, body: object): void {
  // Pages of every origin may read metadata, as Entra ID's.
  response.writeHead(status, { 'Content-Type': 'application/json', 'Access-Control-Allow-Origin': '*' });
  response.end(JSON.stringify(body));
}

/** Where the issuer was asked, by `Host`: at the address where people sign in, or behind it. Undefined for another machine's name. */
function baseOf(host: string | undefined, origin: string): string | undefined {
  const url = URL.parse(`http://${host ?? ''}`);
  if (url === null || !['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)) return undefined;
  return url.port !== '' && url.port === new URL(origin).port ? `https://${url.host}` : url.origin;
}
