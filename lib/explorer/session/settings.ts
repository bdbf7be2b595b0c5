// What the page is told by the service: where people sign in, and as which application.
import { readObject, textOf } from '../model/json.ts';

export interface Settings {
  /** The explorer's registration. */
  readonly clientId: string;
  /** Where people sign in: the base of `/{tenant}/oauth2/v2.0/authorize`. One of this machine may speak http. */
  readonly authority: string;
  /** The tenant's id, or `organizations` for several. */
  readonly tenant: string;
  /** What the token is asked for. */
  readonly scope: string;
}

/** Reads the settings. Throws where they can't be had. */
export async function readSettings(): Promise<Settings> {
  const answer = await fetch('/explorer/settings.json');
  if (!answer.ok) throw new Error(`The service doesn’t say where to sign in (${answer.status}).`);
  const settings = readObject(await answer.json());
  return {
    clientId: textOf(settings, 'clientId'),
    authority: textOf(settings, 'authority'),
    tenant: textOf(settings, 'tenant'),
    scope: textOf(settings, 'scope'),
  };
}
