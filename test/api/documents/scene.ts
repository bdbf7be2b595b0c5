// The people and things that the documents' examples are sent about, and what a row of the tables of examples is.
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { entriesOf } from '../../support/api/answers.ts';
import { openApi, type Answer, type Api, type Sent } from '../../support/api/api.ts';
import { anHour } from '../../support/api/events.ts';
import { attendeesOf } from '../../support/api/meetings.ts';
import { newPerson, type Person } from '../../support/people/people.ts';
import type { Shown } from './pageAnswer.ts';

/** The names that the documents use, with mailboxes that no other test knows. */
export interface Scene {
  readonly api: Api;
  readonly adele: Person;
  readonly megan: Person;
  readonly alex: Person;
  /** Somebody whom nobody else invites. */
  readonly dana: Person;
  /** A group with a mailbox, of which adele and alex are members. */
  readonly group: string;
  /** An application that may write the directory. */
  readonly admin: string;
  /** The id of a new event of adele's. */
  readonly event: (more?: object) => Promise<string>;
  /** The id of a new meeting as megan has it; adele organizes it. */
  readonly entry: (more?: object) => Promise<string>;
  readonly must: (who: Person, path: string, sent?: Omit<Sent, 'token'> & { readonly scope?: string }) => Promise<Answer>;
  readonly context: (behind: string) => string;
}

/** An example of a page: what is sent, and what the page shows as its answer. */
export interface Example {
  /** The page's file in Graph's documentation. */
  readonly page: string;
  /** What the example is about. */
  readonly about: string;
  readonly request: (scene: Scene) => Promise<Asked> | Asked;
  readonly status: number;
  /** Nothing where the page shows no body. */
  readonly answer?: (scene: Scene, asked: Asked) => Shown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Where this service's answer differs, each place with its reason. */
  readonly differs?: Readonly<Record<string, string>>;
}

export interface Asked extends Omit<Sent, 'token'> {
  readonly path: string;
  /** Who asks; adele unless it is said. */
  readonly as?: Person;
  /** The scopes of the token; `Calendars.ReadWrite` unless it is said. */
  readonly scope?: string;
  /** Ids that the page's answer repeats. */
  readonly ids?: Readonly<Record<string, string>>;
}

export async function openScene(): Promise<Scene> {
  const api = await openApi();
  const [adele, megan, alex, dana] = await Promise.all([
    newPerson(api, 'adele'),
    newPerson(api, 'megan'),
    newPerson(api, 'alex'),
    newPerson(api, 'dana'),
  ]);
  const admin = await api.token({ app: true, role: 'Group.ReadWrite.All User.ReadWrite.All' });
  const must: Scene['must'] = async (who, path, { scope = 'Calendars.ReadWrite', ...sent } = {}) => {
    const answer = await who.with(scope)(path, sent);
    expect(answer.status, `${path}: ${answer.text}`).toBeLessThan(300);
    return answer;
  };
  const made = await api.send('/v1.0/groups', {
    token: admin,
    json: {
      displayName: 'Engineering',
      mailNickname: `eng-${randomUUID()}`,
      mailEnabled: true,
      securityEnabled: false,
      groupTypes: ['Unified'],
      'members@odata.bind': [adele, alex].map(({ id }) => `${api.url}/v1.0/directoryObjects/${id}`),
    },
  });
  expect(made.status, made.text).toBe(201);
  const event: Scene['event'] = async (more = {}) =>
    String((await must(adele, '/v1.0/me/events', { json: { subject: 'Plan summer company picnic', ...anHour, ...more } })).json.id);
  return {
    api,
    adele,
    megan,
    alex,
    dana,
    admin,
    group: String(made.json.id),
    event,
    async entry(more = {}) {
      const subject = `Kick off ${randomUUID()}`;
      await event({ subject, ...attendeesOf(megan), ...more });
      const [entry] = entriesOf(await must(megan, `/v1.0/me/events?$filter=${encodeURIComponent(`subject eq '${subject}'`)}`));
      return String(entry?.id);
    },
    must,
    context: (behind) => `${api.url}/v1.0/$metadata#${behind}`,
  };
}
