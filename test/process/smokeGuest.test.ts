// The smoke test's steps for a guest: each says in words what is wrong with a deployment.
import { afterEach, beforeAll, expect, it } from 'vitest';
import { createClient } from '../../infra/smoke/client.ts';
import { guestSteps } from '../../infra/smoke/guestSteps.ts';
import { kinds } from '../../infra/smoke/kinds.ts';
import type { Made } from '../../infra/smoke/step.ts';
import { readToken } from '../../infra/smoke/token.ts';
import { openApi, type Api } from '../support/api/api.ts';
import { startFaultyProxy, type Fault, type FaultyProxy } from '../support/faults/faultyProxy.ts';
import { newStranger } from '../support/people/people.ts';

let api: Api;
beforeAll(async () => {
  api = await openApi();
});
let proxy: FaultyProxy | undefined;
afterEach(() => proxy?.close());

const answer = (body: string): Fault => ({ status: 200, body });

it.each<[string, (method: string, path: string) => boolean, Fault, RegExp]>([
  ['a calendar without the meeting', (_, path) => path.includes('/calendarView?'), answer('{"value":[]}'), /not in the guest's calendar/],
  ['a message about another event', (_, path) => path.endsWith('/event?$select=id'), answer('{"id":"other"}'), /not the event that is in/],
  ['files that are missing', (_, path) => path.includes('/attachments?'), answer('{"value":[]}'), /0 attachments; 4 were made/],
  ['other bytes', (_, path) => path.endsWith('/$value'), answer('other'), /bytes are not those that were sent/],
  [
    'an answer that reaches nobody',
    (_, path) => path.endsWith('/accept'),
    { status: 202 },
    /response is "none"|response is "notResponded"/,
  ],
])("what is wrong with a guest's meeting is told: %s", async (_, matches, fault, words) => {
  proxy = await startFaultyProxy(api.url);
  proxy.plan(matches, [fault], true);
  expect(await guestFailure(proxy.url)).toMatch(words);
});

/** Runs the guest's steps alone, up to the one that fails: what that says. Removes what they made. */
async function guestFailure(url: string): Promise<string> {
  const tokenApp = await api.token({ app: true, role: 'Calendars.ReadWrite User.Invite.All User.ReadWrite.All' });
  const application = { token: tokenApp, facts: readToken(tokenApp, '--token-app', 'application') };
  const { token } = await newStranger(api);
  const user = { token, facts: readToken(token, '--token', 'user') };
  const ask = createClient(url, new AbortController().signal);
  const made: Made[] = [];
  const making = (what: Made) => (made.push(what), () => undefined);
  const attach = async (path: string): Promise<void> => {
    for (const { body } of kinds) await ask(path, { json: body, as: application });
  };
  try {
    for (const [, work] of guestSteps({ ask, user, application, group: undefined, making }, application, attach)) await work();
    return 'nothing';
  } catch (error) {
    return String(error);
  } finally {
    for (const { path, as } of made) await ask(path, { method: 'DELETE', as });
  }
}
