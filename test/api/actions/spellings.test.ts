// Every action by every way to an event: the organizer's, an attendee's entry, its message, an occurrence, a group's, a shared and a private one.
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import type { EventAction } from '../../../lib/paths/reference.ts';
import { expectError } from '../../support/api/answers.ts';
import { openApi, type Api } from '../../support/api/api.ts';
import { hourOn } from '../../support/api/events.ts';
import { attendeesOf } from '../../support/api/meetings.ts';
import type { Person } from '../../support/people/people.ts';
import {
  act,
  actions,
  daily,
  expectDone,
  meet,
  newestMessage,
  openPeople,
  secondOf,
  send,
  type People,
  type Target,
} from './actionScene.ts';

/** An event that an action is sent to, by whom and by which path. */
interface Spelled extends Target {
  readonly who: Person;
  readonly path: string;
}

let api: Api;
let people: People;
let group: string;
beforeAll(async () => {
  api = await openApi();
  people = await openPeople(api);
  const token = await api.token({ app: true, role: 'Group.ReadWrite.All' });
  const made = await api.send('/v1.0/groups', {
    token,
    json: {
      displayName: 'Team',
      mailNickname: `t-${randomUUID()}`,
      'members@odata.bind': [`${api.url}/v1.0/directoryObjects/${people.boss.id}`],
    },
  });
  expect(made.status, made.text).toBe(201);
  group = String(made.json.id);
});

const mine = (id: string): string => `/v1.0/me/events/${id}`;
const theirs = (who: Person, id: string): string => `/v1.0/users/${who.id}/events/${id}`;

/** A meeting, or the second occurrence of a series of meetings. */
async function meeting(more: object = {}) {
  const { boss, adele } = people;
  const { id, entry } = await meet(people, more);
  if (!('recurrence' in more)) return { id, entry };
  return { id: await secondOf(boss, id), entry: await secondOf(adele, entry) };
}

/** By whom a meeting is reached in which mailbox; by its owner's path unless it is said. */
const by =
  (who: keyof People, mailbox: 'boss' | 'adele', more: object = {}, pathOf?: () => Promise<string>) =>
  async (): Promise<Spelled> => {
    const { id, entry } = await meeting(more);
    const walkedId = mailbox === 'boss' ? id : entry;
    const own = who === mailbox ? mine(walkedId) : theirs(people[mailbox], walkedId);
    return {
      who: people[who],
      path: (await pathOf?.()) ?? own,
      organizers: { who: people.boss, path: mine(id) },
      walked: { who: people[mailbox], path: mine(walkedId) },
    };
  };

async function groups(): Promise<Spelled> {
  const { boss, adele } = people;
  const below = `/v1.0/groups/${group}/events`;
  const made = await send(boss, below, { json: { subject: 'Team', ...hourOn('03-01'), ...attendeesOf(adele) } });
  expect(made.status, made.text).toBe(201);
  const there = { who: boss, path: `${below}/${String(made.json.id)}` };
  return { ...there, organizers: there, walked: there };
}

type Outcome = Readonly<Record<EventAction, number>>;

const ofAll = (status: number): Outcome => Object.fromEntries(actions.map((action) => [action, status])) as Record<EventAction, number>;
const reminders = { snoozeReminder: 200, dismissReminder: 200 };
const organizers: Outcome = { ...ofAll(400), ...reminders, cancel: 202, forward: 202, permanentDelete: 204 };
const attendees: Outcome = { ...ofAll(202), ...reminders, cancel: 400, permanentDelete: 204 };
const secret = { sensitivity: 'private' };
const series = { recurrence: daily };

const spellings: readonly (readonly [name: string, open: () => Promise<Spelled>, outcome: Outcome])[] = [
  ['the organizer’s event', by('boss', 'boss'), organizers],
  ['the organizer’s occurrence', by('boss', 'boss', series), organizers],
  ['a group’s event', groups, { ...organizers, snoozeReminder: 400, dismissReminder: 400 }],
  ['an attendee’s entry', by('adele', 'adele'), attendees],
  ['an attendee’s occurrence', by('adele', 'adele', series), attendees],
  [
    'an attendee’s message',
    by('adele', 'adele', {}, async () => `/v1.0/me/messages/${await newestMessage(people.adele)}/event`),
    attendees,
  ],
  ['an attendee’s private entry', by('adele', 'adele', secret), { ...attendees, forward: 403 }],
  ['the organizer’s calendar by a writer', by('writer', 'boss'), organizers],
  ['the organizer’s occurrence by a writer', by('writer', 'boss', series), organizers],
  ['the organizer’s calendar by a reader', by('reader', 'boss'), ofAll(403)],
  ['the organizer’s calendar by somebody without a share', by('nobody', 'boss'), ofAll(403)],
  ['a private event by a writer', by('writer', 'boss', secret), ofAll(404)],
  ['a private event by a delegate who may see it', by('delegate', 'boss', secret), organizers],
  ['an attendee’s calendar by a writer', by('writer', 'adele'), { ...attendees, forward: 403 }],
  ['an attendee’s calendar by a reader', by('reader', 'adele'), ofAll(403)],
  ['an attendee’s private entry by a writer', by('writer', 'adele', secret), ofAll(404)],
];

const codes: Readonly<Record<number, string>> = { 400: 'ErrorInvalidRequest', 403: 'ErrorAccessDenied', 404: 'ErrorItemNotFound' };
const succeeds = (status: number): boolean => status < 300;
/** What can be done to the same event, one after the other; behind each of `lastOf` the event is away for who has sent it. */
const inOrder = [
  'snoozeReminder',
  'dismissReminder',
  'forward',
  'accept',
  'tentativelyAccept',
  'decline',
  'cancel',
  'permanentDelete',
] as const;
const lastOf: ReadonlySet<EventAction> = new Set(['decline', 'cancel', 'permanentDelete']);

it.each(spellings)('actions are refused with the reason, or done and answered without a body: %s', async (_, open, outcome) => {
  let spelled = await open();
  const { who, path, organizers: own } = spelled;
  const before = await send(own.who, own.path);
  for (const action of inOrder.filter((each) => !succeeds(outcome[each]))) {
    const answer = await act(who, path, action, people);
    expect([action, answer.status], answer.text).toEqual([action, outcome[action]]);
    expectError(answer, outcome[action], codes[outcome[action]] ?? '');
  }
  expect((await send(own.who, own.path)).json, 'what is refused has done nothing').toEqual(before.json);

  let isAway = false;
  for (const action of inOrder.filter((each) => succeeds(outcome[each]))) {
    if (isAway) spelled = await open();
    const { status, text, headers } = await act(spelled.who, spelled.path, action, people);
    expect([action, status, text, headers.get('content-type')], text).toEqual([action, outcome[action], '', null]);
    await expectDone(action, spelled, people);
    isAway = lastOf.has(action);
  }
});
