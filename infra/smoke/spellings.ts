// The paths by which the smoke test attaches to an event: the documented path templates with one event's ids.
import type { TokenFacts } from './token.ts';

export interface Place {
  readonly user: TokenFacts;
  readonly event: string;
  readonly calendar: string;
  readonly calendarGroup: string;
}

/** The ten path templates for a user's event, without a version; they contain the userPrincipalName if the token has one. */
export function userSpellings({ user, event, calendar, calendarGroup }: Place): string[] {
  const owners = ['/me', `/users/${user.objectId}`];
  const named = user.upn === undefined ? [] : [`/users/${encodeURIComponent(user.upn)}`];
  const ways = ['', '/calendar', `/calendars/${calendar}`, `/calendargroup/calendars/${calendar}`];
  const all = [...ways, `/calendargroups/${calendarGroup}/calendars/${calendar}`];
  return [...owners.flatMap((owner) => all.map((way) => `${owner}${way}`)), ...named].map((way) => `${way}/events/${event}/attachments`);
}

/** The two path templates for a group's event. */
export const groupSpellings = (group: string, event: string): string[] =>
  ['', '/calendar'].map((way) => `/groups/${group}${way}/events/${event}/attachments`);

/** A path without its ids, for a line that a person reads. */
export const template = (path: string): string =>
  path.replace(
    /\/(users|groups|events|calendars|calendargroups)\/([^/]+)/gi,
    (_, name: string, key: string) => `/${name}/${key.includes('%40') ? '{userPrincipalName}' : '{id}'}`,
  );
