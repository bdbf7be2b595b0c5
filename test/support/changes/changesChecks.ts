// What subscriptions were told, held against what is there in the end: all that each covers, and nothing of anybody else.
import { expect } from 'vitest';
import type { Housemate } from '../people/household.ts';
import type { Desk } from './changesModel.ts';
import type { Received } from './receiver.ts';
import type { Watching } from './watching.ts';

type Told = (path: string) => readonly Received[];

/** The kinds of changes that were told of each id. After a death or a failure an older one may come behind a newer one: what counts is that each was told. */
function kindsOf(told: readonly Received[]): Map<string, Set<string>> {
  const types = new Map<string, Set<string>>();
  for (const { changeType = '', resourceData } of told) {
    const id = resourceData?.id ?? '';
    types.set(id, (types.get(id) ?? new Set()).add(changeType));
  }
  return types;
}

/** Holds what each subscription of a desk was told against what is there. */
export function checkDesk(told: Told, { name, living, ever, last, filed, files }: Desk & { readonly name: string }): void {
  const knows = (path: string): Map<string, Set<string>> => kindsOf(told(`/${name}/${path}`));
  for (const path of ['all', 'deleted', 'high', 'calendar0', 'calendar1'])
    expect([name, path, [...knows(path).keys()].filter((id) => !ever.has(id) && id !== filed)]).toEqual([name, path, []]);
  const etags = new Map<string, Set<string | undefined>>();
  for (const { resourceData } of told(`/${name}/all`)) {
    const of = etags.get(resourceData?.id ?? '') ?? new Set();
    etags.set(resourceData?.id ?? '', of.add(resourceData?.['@odata.etag']));
  }
  // All: each living event's last version was told, each deleted event's deletion.
  for (const id of ever) {
    const now = last.get(id);
    if (now === null) {
      expect([name, id, knows('all').get(id)?.has('deleted')]).toEqual([name, id, true]);
      expect([name, id, knows('deleted').has(id)]).toEqual([name, id, true]);
    } else expect([name, id, etags.get(id)?.has(now)]).toEqual([name, id, true]);
  }
  for (const id of knows('deleted').keys()) expect([name, id, living.has(id)]).toEqual([name, id, false]);
  const holds = (path: string, isIn: (event: { readonly calendar: number; readonly high: boolean }) => boolean): void => {
    const known = knows(path);
    for (const [id, event] of living) {
      if (isIn(event)) expect([name, path, id, known.has(id)]).toEqual([name, path, id, true]);
    }
    for (const [id, types] of known) {
      if (id === filed) continue;
      const event = living.get(id);
      if (event === undefined || !isIn(event)) expect([name, path, id, types.has('deleted')]).toEqual([name, path, id, true]);
    }
  };
  holds('high', ({ high }) => high);
  for (const place of [0, 1]) holds(`calendar${place}`, ({ calendar }) => calendar === place);
  const ofFiles = knows('files');
  for (const id of ofFiles.keys()) expect([name, id, files.ever.has(id)]).toEqual([name, id, true]);
  for (const id of files.ever) expect([name, id, files.living.has(id) || ofFiles.get(id)?.has('deleted')]).toEqual([name, id, true]);
  for (const id of files.living) expect([name, id, ofFiles.has(id), ofFiles.get(id)?.has('deleted')]).toEqual([name, id, true, false]);
}

/** Each message that the guest has was told, and nothing else. */
export async function checkInbox(told: Told, path: string, guest: Housemate): Promise<void> {
  const all = told(path);
  const ids = new Set(all.map(({ resourceData }) => resourceData?.id));
  for (const { id } of await guest.inbox()) expect([id, ids.has(String(id))]).toEqual([id, true]);
  for (const { resource = '', changeType } of all)
    expect([resource.startsWith(`Users/${guest.id}/Messages/`), changeType]).toEqual([true, 'created']);
}

/** A group's events, and whose membership has ended meanwhile. */
export interface Team {
  readonly group: string;
  /** The ids of events that were made before, and after. */
  readonly before: Set<string>;
  readonly after: Set<string>;
}

/** A group whose events both members watch. */
export async function openTeam(watching: Watching, stays: Housemate, leaves: Housemate): Promise<Team> {
  const { directory } = watching.household.instance.services;
  const named = { groupId: directory.newId(), displayName: 'Team', mailNickname: 'team' };
  const { groupId: group } = await directory.createGroup(watching.household.tenant, named, 'user:test', { members: [stays.id, leaves.id] });
  await watching.subscribe({ group, member: stays }, { notificationUrl: watching.receiver.url('/team/stays') });
  await watching.subscribe({ group, member: leaves }, { notificationUrl: watching.receiver.url('/team/leaves') });
  return { group, before: new Set(), after: new Set() };
}

/** Who stays is told of all; who has left of nothing that was made after that. */
export function checkTeam(told: Told, { before, after }: Team): void {
  const [stays, leaves] = ['stays', 'leaves'].map((who) => kindsOf(told(`/team/${who}`)));
  for (const id of [...before, ...after]) expect([id, stays?.has(id)]).toEqual([id, true]);
  expect(before.size * after.size).toBeGreaterThan(0);
  expect([...(leaves?.keys() ?? [])].filter((id) => !before.has(id))).toEqual([]);
}
