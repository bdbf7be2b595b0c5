// Which applications there are: any client id is one, and a file in the data folder says more of those that need it.
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { demoApplication, demoExplorer, localSecret } from '../../provision/demo/tenant.ts';
import { readIfThere } from '../../provision/cachedFile.ts';
import { Refusal } from '../http/refusal.ts';
import { isLoopback } from './redirects.ts';

/** An application, as Entra ID's registration would have it. */
export interface Application {
  readonly appId: string;
  readonly displayName: string;
  readonly secrets: readonly string[];
  /** By which its assertions are checked. */
  readonly certificates: readonly X509Certificate[];
  /** Besides those that every application has (`redirects`). */
  readonly redirectUris: readonly string[];
  /** Its own names as a resource, such as `api://…`. */
  readonly identifierUris: readonly string[];
  /** Application permissions that it was granted; undefined stands for all that there are. */
  readonly roles: readonly string[] | undefined;
  readonly accessTokenVersion: '1.0' | '2.0';
}

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const registration = z.strictObject({
  clientId: z.string().regex(guid, 'must be a GUID'),
  displayName: z.string().optional(),
  secrets: z.array(z.string().min(1)).optional(),
  /** Paths of PEM files, relative to the file's folder. */
  certificates: z.array(z.string()).default([]),
  redirectUris: z.array(z.url()).default([]),
  identifierUris: z.array(z.string()).default([]),
  roles: z.array(z.string()).optional(),
  accessTokenVersion: z.union([z.literal(1), z.literal(2)]).default(2),
});

type Registration = z.infer<typeof registration>;

/** All applications of the file, by client id in lower case. Throws a Refusal 90033 that says what is wrong with the file. */
export async function registered(file: string | undefined): Promise<readonly Application[]> {
  const text = file === undefined ? undefined : await readIfThere(file);
  if (file === undefined || text === undefined) return [];
  const parsed = z.array(registration).safeParse(jsonIn(text));
  if (!parsed.success) throw new Refusal('server_error', 90033, `${file} is wrong: ${z.prettifyError(parsed.error)}`);
  return Promise.all(parsed.data.map((each) => applicationOf(each, file)));
}

/** The application with this client id. Throws a Refusal 700016 for what isn't a GUID. */
export async function applicationNamed(clientId: string, file: string | undefined): Promise<Application> {
  const appId = clientId.toLowerCase();
  if (!guid.test(appId))
    throw new Refusal('unauthorized_client', 700016, `There is no application '${clientId}': a client id is a GUID, and any GUID will do.`);
  return (await registered(file)).find((each) => each.appId === appId) ?? unregistered(appId);
}

/** The application's own web origins, at which its pages may redeem codes. */
export const pageOrigins = (applications: readonly Application[]): readonly string[] =>
  applications.flatMap(({ redirectUris }) => redirectUris.flatMap((each) => URL.parse(each)?.origin ?? []));

const unregistered = (appId: string): Application => ({
  appId,
  displayName: [demoApplication, demoExplorer].find((each) => each.appId === appId)?.displayName ?? `Application ${appId}`,
  secrets: [localSecret],
  certificates: [],
  redirectUris: [],
  identifierUris: [],
  roles: undefined,
  accessTokenVersion: '2.0',
});

async function applicationOf(each: Registration, file: string): Promise<Application> {
  const appId = each.clientId.toLowerCase();
  const { displayName, secrets, redirectUris, identifierUris, roles } = each;
  return {
    ...unregistered(appId),
    ...(displayName !== undefined && { displayName }),
    ...(secrets !== undefined && { secrets }),
    certificates: await Promise.all(each.certificates.map((path) => certificateAt(resolve(dirname(file), path), file))),
    redirectUris: redirectUris.filter((uri) => !isLoopback(uri)),
    identifierUris,
    roles,
    accessTokenVersion: each.accessTokenVersion === 1 ? '1.0' : '2.0',
  };
}

async function certificateAt(path: string, file: string): Promise<X509Certificate> {
  try {
    const pem = await readFile(path, 'utf8');
    // The file may hold the private key as well.
    return new X509Certificate(pem.slice(Math.max(0, pem.indexOf('-----BEGIN CERTIFICATE'))));
  } catch {
    throw new Refusal('server_error', 90033, `${file} names a certificate that can't be read: ${path}`);
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
