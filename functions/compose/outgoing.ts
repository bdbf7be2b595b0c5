// Builds what sends requests to addresses that callers have named, with the boundaries that the settings draw.
import type { Outgoing } from '../../lib/outgoing/outgoing.ts';
import { createOutgoing } from '../../lib/outgoing/post.ts';
import type { Boundaries } from '../../lib/outgoing/target.ts';
import type { Clock } from '../../lib/runtime/clock.ts';
import type { Settings } from '../../lib/runtime/settings.ts';

export type OutgoingSettings = Partial<Pick<Settings, 'AUTHORITY' | 'PUBLIC_URL'>>;

/** The boundaries, and what keeps to them. `environment` has the app's name at the platform, by which it answers besides `PUBLIC_URL`. */
export function composeOutgoing(
  { AUTHORITY: authority, PUBLIC_URL: publicUrl }: OutgoingSettings,
  clock: Clock,
  { WEBSITE_HOSTNAME: platformHost }: Readonly<Record<string, string | undefined>> = process.env,
): { readonly outgoing: Outgoing; readonly boundaries: Boundaries } {
  // Plain http is for issuers on this machine (`serviceUrl`), which the local stack alone has.
  const local = authority?.startsWith('http://') === true;
  const ownHosts = [...(publicUrl === undefined ? [] : [new URL(publicUrl).host]), ...(platformHost === undefined ? [] : [platformHost])];
  const boundaries: Boundaries = { local, ownHosts };
  return { outgoing: createOutgoing({ ...boundaries, clock }), boundaries };
}
