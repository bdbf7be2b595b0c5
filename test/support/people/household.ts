// People of one tenant in this process: an instance of the service over stores of its own, and a client for each person.
import { randomUUID } from 'node:crypto';
import type { ServiceSettings } from '../../../functions/compose/app.ts';
import type { DelegatedCaller } from '../../../lib/access/tokens/caller.ts';
import type { CalendarRole } from '../../../lib/calendar/calendars/permission.ts';
import type { Contents } from '../../../lib/stores/contents.ts';
import type { Clock } from '../../../lib/runtime/clock.ts';
import { startDocuments, type TestDocuments } from '../stores/documents.ts';
import { newInstance, type Instance, type InstanceAnswer } from '../stores/instances.ts';

export interface Housemate {
  readonly upn: string;
  readonly id: string;
  readonly caller: DelegatedCaller;
  send(method: string, path: string, json?: unknown): Promise<InstanceAnswer>;
  /** Like `send`; throws unless the status is 2xx. */
  must(method: string, path: string, json?: unknown): Promise<InstanceAnswer>;
  /** Shares the default calendar. */
  share(to: Pick<Housemate, 'upn'>, role: CalendarRole): Promise<void>;
  /** The messages in the inbox, the newest first. */
  inbox(): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

export interface Household {
  readonly tenant: string;
  readonly instance: Instance;
  /** What its instances store. */
  readonly stores: Pick<TestDocuments, 'mailboxes' | 'directory' | 'notifications' | 'leases' | 'feed'>;
  /** Another instance over the same stores. */
  another(byteBudget: number): Instance;
  /** A user of the tenant who has sent a request; a member with all calendar scopes. */
  come(name: string): Promise<Housemate>;
  /** A user with this name who hasn't sent a request yet. */
  later(name: string, upn?: string): Housemate;
  close(): Promise<void>;
}

const scopes = ['Calendars.ReadWrite', 'Calendars.ReadWrite.Shared', 'Mail.Read', 'User.Read'];

/**
 * The service uses the system's clock unless another one is given, and the settings' defaults; large bodies and files need `contents`. The
 * documents are new ones unless some are given.
 */
export async function startHousehold(
  clock?: Clock,
  settings?: ServiceSettings,
  contents?: Contents,
  given?: TestDocuments,
): Promise<Household> {
  const documents = given ?? (await startDocuments());
  const tenant = documents.newTenant();
  const instance = newInstance({ ...documents, ...(contents && { contents }) }, undefined, clock, settings);

  function later(name: string, upn = `${name}-${randomUUID()}@contoso.example`): Housemate {
    const id = randomUUID();
    const caller: DelegatedCaller = {
      kind: 'delegated',
      tenant,
      id,
      upn,
      name,
      isMember: true,
      issuedAt: Date.now(),
      scopes: new Set(scopes),
      groups: new Set(),
      appId: 'client',
    };
    const send: Housemate['send'] = (method, path, json) => instance.send(caller, method, path, json);
    const must: Housemate['must'] = async (method, path, json) => {
      const answer = await send(method, path, json);
      if (answer.status >= 300) throw new Error(`${name} ${method} ${path}: ${answer.status} ${JSON.stringify(answer.json)}`);
      return answer;
    };
    return {
      upn,
      id,
      caller,
      send,
      must,
      async share(to, role) {
        await must('POST', '/v1.0/me/calendar/calendarPermissions', { emailAddress: { address: to.upn }, role });
      },
      async inbox() {
        const { value } = (await must('GET', '/v1.0/me/messages?$top=100')).json;
        return Array.isArray(value) ? (value as Readonly<Record<string, unknown>>[]) : [];
      },
    };
  }

  return {
    tenant,
    instance,
    stores: documents,
    another: (byteBudget) => newInstance(documents, byteBudget),
    later,
    async come(name) {
      const person = later(name);
      await person.must('GET', '/v1.0/me/calendar');
      return person;
    },
    close: () => documents.close(),
  };
}
