// Deleting for good: an event, an occurrence, an entry, a calendar; their bytes are erased, not merely removed (contract, section 13).
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Contents } from '../../../lib/stores/contents.ts';
import type { InstanceAnswer } from '../../support/stores/instances.ts';
import { startHousehold, type Household, type Housemate } from '../../support/people/household.ts';

type Shown = Readonly<Record<string, unknown>>;

/** Blobs in memory, with what became of those that are gone. */
const held = new Map<string, Uint8Array>();
const gone = new Map<string, 'removed' | 'erased'>();
const ending = (how: 'removed' | 'erased') => (name: string) => {
  if (held.delete(name)) gone.set(name, how);
  return Promise.resolve();
};
const unused = () => Promise.reject(new Error('not needed here'));
const contents: Contents = {
  put(name, bytes) {
    held.set(name, bytes);
    return Promise.resolve('"etag"');
  },
  read: (name) => Promise.resolve(held.get(name)),
  remove: ending('removed'),
  erase: ending('erased'),
  async *list() {},
  putBlock: unused,
  commitBlocks: unused,
  signedUrl: unused,
  ping: () => Promise.resolve(),
};

let home: Household;
let owner: Housemate;
let guest: Housemate;
beforeAll(async () => {
  home = await startHousehold(undefined, undefined, contents);
});
afterAll(() => home.close());
beforeEach(async () => {
  held.clear();
  gone.clear();
  [owner, guest] = (await Promise.all(['owner', 'guest'].map((name) => home.come(name)))) as [Housemate, Housemate];
});

const at = { start: { dateTime: '2027-03-01T10:00:00', timeZone: 'UTC' }, end: { dateTime: '2027-03-01T10:30:00', timeZone: 'UTC' } };
const file = { '@odata.type': '#microsoft.graph.fileAttachment', name: 'a', contentBytes: 'YQ==' };
const large = { contentType: 'text', content: 'x'.repeat(300_000) };
const make = async (more: object, path = '/v1.0/me/events'): Promise<string> =>
  `/v1.0/me/events/${String((await owner.must('POST', path, { subject: 'Secret', ...at, ...more })).json.id)}`;
const valueOf = ({ json: { value } }: InstanceAnswer): readonly Shown[] => value as readonly Shown[];
const ended = (): readonly string[] => [...gone.values()];

describe('permanentDelete', () => {
  it.each(['', 'microsoft.graph.'])(
    'permanentDelete erases an event’s bytes and texts at once, where DELETE removes them (%s…)',
    async (ns) => {
      for (const [deletes, how] of [
        [(event: string) => owner.must('DELETE', event), 'removed'],
        [(event: string) => owner.must('POST', `${event}/${ns}permanentDelete`), 'erased'],
      ] as const) {
        const event = await make({ body: large });
        await owner.must('POST', `${event}/attachments`, file);
        gone.clear();
        const answer = await deletes(event);
        expect([answer.status, answer.headers['Content-Type']]).toEqual([204, undefined]);
        expect(ended()).toEqual([how, how]);
        expect(held.size).toBe(0);
        expect((await owner.send('GET', event)).status).toBe(404);
      }
      const where = { is: 'gt', property: 'kind', value: '' } as const;
      const left = await home.stores.mailboxes.query(`${home.tenant}:users:${owner.id}`, { where, orderBy: [], limit: 99 });
      expect(left.filter(({ body }) => body.kind === 'eventTombstone')).toHaveLength(2);
      expect(JSON.stringify(left)).not.toContain('Secret');
      expect(await owner.send('POST', '/v1.0/me/events/none/permanentDelete')).toMatchObject({ status: 404 });
    },
  );

  it('permanentDelete is told to the attendees as a cancellation, and leaves the entry as one', async () => {
    const event = await make({ attendees: [{ emailAddress: { address: guest.upn } }] });
    await owner.must('POST', `${event}/permanentDelete`);
    expect(await guest.inbox()).toMatchObject([{ subject: 'Canceled: Secret' }]);
    expect(valueOf(await guest.must('GET', '/v1.0/me/events'))).toMatchObject([{ isCancelled: true }]);
  });

  it('permanentDelete of an entry takes the entry alone', async () => {
    const event = await make({ attendees: [{ emailAddress: { address: guest.upn } }] });
    const [entry] = valueOf(await guest.must('GET', '/v1.0/me/events'));
    await guest.must('POST', `/v1.0/me/events/${String(entry?.id)}/permanentDelete`);
    expect(valueOf(await guest.must('GET', '/v1.0/me/events'))).toEqual([]);
    expect(await owner.must('GET', event)).toMatchObject({ status: 200 });
    expect(await owner.inbox()).toEqual([]);
  });

  it('permanentDelete of an occurrence cancels it, and erases what was its own', async () => {
    const range = { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 3 };
    const series = await make({ recurrence: { pattern: { type: 'daily', interval: 1 }, range } });
    const found = valueOf(await owner.must('GET', `${series}/instances?startDateTime=2027-03-01&endDateTime=2027-04-01`));
    const second = `/v1.0/me/events/${String(found[1]?.id)}`;
    await owner.must('POST', `${second}/attachments`, file);
    await owner.must('PATCH', second, { body: large });
    gone.clear();
    await owner.must('POST', `${second}/permanentDelete`);
    expect(ended()).toEqual(['erased', 'erased']);
    expect((await owner.send('GET', second)).status).toBe(404);
    expect(valueOf(await owner.must('GET', `${series}/instances?startDateTime=2027-03-01&endDateTime=2027-04-01`))).toHaveLength(2);
  });

  it('permanentDelete of a calendar erases what its events have, and a sweep goes on with it', async () => {
    const { id } = (await owner.must('POST', '/v1.0/me/calendars', { name: 'Second' })).json;
    for (let n = 0; n < 2; n++) await make({ body: large }, `/v1.0/me/calendars/${String(id)}/events`);
    gone.clear();
    expect((await owner.must('POST', `/v1.0/me/calendars/${String(id)}/permanentDelete`)).status).toBe(204);
    expect((await owner.send('GET', `/v1.0/me/calendars/${String(id)}`)).status).toBe(404);
    const partition = `${home.tenant}:users:${owner.id}`;
    const purges = await home.stores.mailboxes.query(partition, {
      where: { is: 'eq', property: 'kind', value: 'purge' },
      orderBy: [],
      limit: 9,
    });
    expect(purges.map(({ body }) => body.erases)).toEqual([true, true]);
    expect(await owner.send('POST', `/v1.0/me/calendars/${String(id)}/permanentDelete`)).toMatchObject({ status: 404 });
  });

  it('permanentDelete of a default calendar is refused, by any of its names', async () => {
    const { id } = (await owner.must('GET', '/v1.0/me/calendar')).json;
    for (const path of ['/v1.0/me/calendar', `/v1.0/me/calendars/${String(id)}`])
      expect(await owner.send('POST', `${path}/permanentDelete`), path).toMatchObject({
        status: 400,
        json: { error: { code: 'ErrorInvalidRequest' } },
      });
    expect(await owner.send('GET', '/v1.0/me/calendar/permanentDelete')).toMatchObject({ status: 405, headers: { Allow: 'POST' } });
  });

  it('permanentDelete is for who may write: a reader is refused, and so is who may not own the calendar', async () => {
    const event = (await make({})).replace('/me/', `/users/${owner.id}/`);
    await owner.share(guest, 'read');
    expect(await guest.send('POST', `${event}/permanentDelete`)).toMatchObject({ status: 403 });
    expect(await guest.send('POST', `/v1.0/users/${owner.id}/calendar/permanentDelete`)).toMatchObject({ status: 403 });
    expect(await owner.must('GET', event)).toMatchObject({ status: 200 });
  });
});
