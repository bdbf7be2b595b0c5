// The paths by which the documents the service began with attach to an event, filled in for one event.
import type { TokenFacts } from './token.ts';

export interface Place {
  readonly user: TokenFacts;
  readonly event: string;
  readonly calendar: string;
  readonly calendarGroup: string;
}

/** The ten templates for a user's event, with a userPrincipalName where the token has one. Without a version. */
export function userSpellings({ user, event, calendar, calendarGroup }: Place): string[] {
  const owners = ['/me', `/users/${user.objectId}`];
  const named = user.upn === undefined ? [] : [`/users/${encodeURIComponent(user.upn)}`];
  const ways = ['', '/calendar', `/calendars/${calendar}`, `/calendargroup/calendars/${calendar}`];
  const all = [...ways, `/calendargroups/${calendarGroup}/calendars/${calendar}`];
  return [...owners.flatMap((owner) => all.map((way) => `${owner}${way}`)), ...named].map((way) => `${way}/events/${event}/attachments`);
}

/** The two templates for a group's event. */
export const groupSpellings = (group: string, event: string): string[] =>
  ['', '/calendar'].map((way) => `/groups/${group}${way}/events/${event}/attachments`);

/** A spelling without its ids, for a line that a person reads. */
export const template = (path: string): string =>
  path.replace(
    /\/(users|groups|events|calendars|calendargroups)\/([^/]+)/gi,
    (_, name: string, key: string) => `/${name}/${key.includes('%40') ? '{userPrincipalName}' : '{id}'}`,
  );
