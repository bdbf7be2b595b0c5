// What the actions on events and the view of reminders ask of the store: counted calls, which don't grow with what the mailbox has.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Documents } from '../../../lib/stores/documents.ts';
import { newInstance, type Instance } from '../../support/stores/instances.ts';
import { startHousehold, type Household, type Housemate } from '../../support/people/household.ts';

let home: Household;
let owner: Housemate;
let guest: Housemate;
let counting: Instance;
let calls: Record<string, number> = {};
beforeAll(async () => {
  home = await startHousehold();
  [owner, guest] = (await Promise.all(['owner', 'guest'].map((name) => home.come(name)))) as [Housemate, Housemate];
  const { mailboxes } = home.stores;
  const count =
    <Given extends readonly unknown[], T>(name: string, to: (...given: Given) => Promise<T>) =>
    (...given: Given): Promise<T> => {
      calls[name] = (calls[name] ?? 0) + 1;
      return to(...given);
    };
  const counted: Documents = {
    ...mailboxes,
    read: count('read', (...given) => mailboxes.read(...given)),
    query: count('query', (...given) => mailboxes.query(...given)),
    count: count('count', (...given) => mailboxes.count(...given)),
    commit: count('batch', (...given) => mailboxes.commit(...given)),
    replaceIf: count('write', (...given) => mailboxes.replaceIf(...given)),
  };
  counting = newInstance({ ...home.stores, mailboxes: counted });
});
afterAll(() => home.close());

const at = (day: number) => ({
  start: { dateTime: `2027-03-${day}T10:00:00`, timeZone: 'UTC' },
  end: { dateTime: `2027-03-${day}T10:30:00`, timeZone: 'UTC' },
});
async function callsOf(method: string, path: string, json?: unknown): Promise<Readonly<Record<string, number>>> {
  calls = {};
  const { status } = await counting.send(owner.caller, method, path, json);
  expect(status, path).toBeLessThan(300);
  return calls;
}
const make = async (json: object): Promise<string> =>
  `/v1.0/me/events/${String((await owner.must('POST', '/v1.0/me/events', { subject: 'Review', ...at(10), ...json })).json.id)}`;

it.each([2, 40])(
  'with %i events, a reminder costs its event, a read and a write; the view of them a window and a query',
  async (number) => {
    const events: string[] = [];
    for (let n = 0; n < number; n++) events.push(await make({}));
    const [event = ''] = events;
    expect(await callsOf('POST', `${event}/dismissReminder`)).toEqual({ read: 2, batch: 1 });
    expect(await callsOf('POST', `${event}/dismissReminder`)).toEqual({ read: 2, write: 1 });
    for (const each of events.slice(1)) await owner.must('POST', `${each}/snoozeReminder`, { NewReminderTime: at(11).start });
    const view = "/v1.0/me/reminderView(StartDateTime='2027-03-01',EndDateTime='2027-04-01')?$top=3";
    await callsOf('GET', view);
    // What lies in a window costs two queries, and one more for those that are shown.
    expect(await callsOf('GET', view)).toEqual({ query: 4 });
  },
);

it('a forward costs what a change of the event costs, and telling people', async () => {
  const event = await make({});
  await callsOf('POST', `${event}/forward`, { ToRecipients: [{ emailAddress: { address: guest.upn } }] });
  const other = await make({});
  // The event; one batch with what is pending. Then what is pending, the ledger and the event, the guest's entry, and a batch for each step.
  expect(await callsOf('POST', `${other}/forward`, { ToRecipients: [{ emailAddress: { address: guest.upn } }] })).toEqual({
    read: 5,
    batch: 4,
  });
});

it('deleting for good costs what deleting costs', async () => {
  const [one, two] = [await make({}), await make({})];
  expect(await callsOf('POST', `${one}/permanentDelete`)).toEqual(await callsOf('DELETE', two));
});
