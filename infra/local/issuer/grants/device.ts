// Sign-in for a program without a browser (RFC 8628): it shows a code, and asks until somebody has signed in with that elsewhere.
import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { applicationNamed, type Application } from '../directory/applications.ts';
import { askedBy } from '../directory/resources.ts';
import { jsonReply, refused, type Exchange, type Reply } from '../http/exchange.ts';
import type { IssuerKey } from '../issuerKey.ts';
import { tenantNamed } from '../realm.ts';
import { missing, noTenant, Refusal } from '../http/refusal.ts';
import type { Client } from './client.ts';
import { tokensFor, type Tokens } from './tokens.ts';

/** A device that waits. */
export interface Waiting {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly application: Application;
  readonly tenant: string;
  readonly scope: string;
  /** Milliseconds since the epoch. */
  readonly until: number;
  /** Of the issuer's key, when it began to wait. */
  readonly era: string | undefined;
  /** Who has signed in, once somebody has; `cancel` where that was declined. */
  chosen?: string;
}

const lifetime = 900;
// Entra ID says 5; nobody else asks here.
const interval = 1;
const mostWaiting = 1000;

/** The devices that wait for this process. */
const devices = new Map<string, Waiting>();

/** Answers with a code for the device and one for a person (RFC 8628, section 3.2). */
export async function deviceCode(exchange: Exchange, segment: string): Promise<Reply> {
  try {
    const { form, realm, key, applicationsFile } = exchange;
    const tenant = tenantNamed(segment, realm);
    if (tenant === undefined) throw noTenant(segment);
    const clientId = form.get('client_id');
    if (clientId === null) throw missing('client_id');
    const scope = form.get('scope');
    if (scope === null) throw missing('scope');
    askedBy(scope);
    const waiting: Waiting = {
      deviceCode: randomBytes(32).toString('base64url'),
      userCode: userCode(),
      application: await applicationNamed(clientId, applicationsFile),
      tenant: tenant.id,
      scope,
      until: Date.now() + lifetime * 1000,
      era: key.era,
    };
    keep(waiting);
    const verification_uri = `${key.origin}/device`;
    return jsonReply(200, {
      user_code: waiting.userCode,
      device_code: waiting.deviceCode,
      verification_uri,
      expires_in: lifetime,
      interval,
      message: `To sign in, open ${verification_uri} in a browser and enter the code ${waiting.userCode}.`,
    });
  } catch (error) {
    return refused(error, exchange);
  }
}

/** The device that waits with this code, in any case of letters. */
export function waitingWith({ era }: IssuerKey, code: string): Waiting | undefined {
  const wanted = code.trim().toUpperCase();
  return [...devices.values()].find(
    (each) => each.userCode === wanted && each.era === era && each.until > Date.now() && each.chosen === undefined,
  );
}

/** Tokens for a device, once somebody has signed in (RFC 8628, section 3.5). */
export async function byDevice(exchange: Exchange, client: Client): Promise<Tokens> {
  const { form } = exchange;
  const code = form.get('device_code') ?? form.get('code');
  if (code === null) throw missing('device_code');
  const waiting = devices.get(code);
  if (waiting?.application.appId !== client.application.appId || waiting.era !== exchange.key.era)
    throw new Refusal('bad_verification_code', 501461, 'No device of the application waits with this device_code.');
  if (waiting.until <= Date.now()) throw new Refusal('expired_token', 70020, 'The code of the device has expired.');
  const { chosen, scope, tenant, application } = waiting;
  if (chosen === undefined) throw new Refusal('authorization_pending', 70016, 'Nobody has signed in with the code yet.');
  devices.delete(code);
  if (chosen === 'cancel') throw new Refusal('authorization_declined', 70018, 'The sign-in was declined.');
  const authTime = Math.floor(Date.now() / 1000);
  const grant = { tenant, upn: chosen, appId: application.appId, scope, sid: randomUUID(), authTime };
  return tokensFor(exchange, client, { grant, asked: askedBy(scope) });
}

/** Forgets those whose time is over, and the oldest of too many. */
function keep(waiting: Waiting): void {
  for (const [code, { until }] of devices) if (until <= Date.now() || devices.size >= mostWaiting) devices.delete(code);
  devices.set(waiting.deviceCode, waiting);
}

// No vowels, so that it makes no words, and nothing that is read as something else.
const letters = 'BCDFGHJKLMNPQRSTVWXZ';

const userCode = (): string => Array.from({ length: 9 }, () => letters[randomInt(letters.length)]).join('');
