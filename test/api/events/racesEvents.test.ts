// A change of an event that is stopped before its batch while something else happens to the event or to its calendars.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { idsIn } from '../../support/api/answers.ts';
import { anHour, hourOn } from '../../support/api/events.ts';
import { newPerson, type Person } from '../../support/people/people.ts';
import { openApi, type Answer, type Api, type Sent } from '../../support/api/api.ts';
import { bareBody } from '../../support/api/bodies.ts';
import { startCountedStack, type CountedStack } from '../../support/process/countedStack.ts';

let slow: CountedStack;
let api: Api;
let owner: Person;
let token: string;
let path: string;
let calendars: string[];
beforeAll(async () => {
  slow = await startCountedStack(inject('stack'));
  api = await openApi();
  owner = await newPerson(api, 'owner');
  token = await slow.api.token({ user: owner.upn });
  await slow.api.send('/v1.0/me/events?$top=1', { token });
});
afterAll(async () => {
  await slow.stop();
});
beforeEach(async () => {
  const made = await Promise.all([1, 2].map(() => owner.send('/v1.0/me/calendars', { json: { name: randomUUID() } })));
  calendars = made.map(({ json }) => `/v1.0/me/calendars/${String(json.id)}`);
  path = `/v1.0/me/events/${await owner.putEvent(calendars[0])}`;
});

async function meanwhile(sent: Sent, other: () => Promise<Answer>, to = path): Promise<Answer> {
  const held = slow.hold('batch');
  const answer = slow.api.send(to, { token, ...sent });
  await held.arrived;
  try {
    expect((await other()).status).toBeLessThan(300);
  } finally {
    held.release();
  }
  return answer;
}

describe.each([
  ['PATCH', { method: 'PATCH', json: { subject: 'changed' } }],
  ['PUT', { method: 'PUT', json: { subject: 'changed', ...anHour } }],
])('%s', (_, sent) => {
  it('a write tells of an attachment that came meanwhile, for its ETag is that of an event that has one', async () => {
    const answer = await meanwhile(sent, () => owner.send(`${path}/attachments`, { json: bareBody() }));
    expect([answer.status, answer.json.subject, answer.json.hasAttachments], answer.text).toEqual([200, 'changed', true]);
    const again = await owner.send(path, { headers: { 'If-None-Match': String(answer.headers.get('etag')) } });
    expect(again.status).toBe(304);
  });

  it('a write tells that the last attachment went meanwhile', async () => {
    const { json } = await owner.send(`${path}/attachments`, { json: bareBody() });
    const answer = await meanwhile(sent, () => owner.send(`${path}/attachments/${String(json.id)}`, { method: 'DELETE' }));
    expect([answer.status, answer.json.hasAttachments]).toEqual([200, false]);
  });
});

describe('a move', () => {
  const move = (): Sent => ({ method: 'PATCH', json: { 'calendar@odata.bind': String(calendars[1]).replace('/v1.0', '') } });
  const remove = (calendar: number): Promise<Answer> => owner.send(calendars[calendar] ?? expect.fail('none'), { method: 'DELETE' });

  it('a move into a calendar that is deleted meanwhile is 404, and the event stays where it was', async () => {
    expect((await meanwhile(move(), () => remove(1))).status).toBe(404);
    expect((await owner.send(`${String(calendars[0])}${path.replace('/v1.0/me', '')}`)).status).toBe(200);
  });

  it('a move out of a calendar that is deleted meanwhile is 404: the event has gone with it', async () => {
    expect((await meanwhile(move(), () => remove(0))).status).toBe(404);
    expect((await owner.send(path)).status).toBe(404);
    expect((await owner.send(`${String(calendars[1])}/events?$count=true`)).json['@odata.count']).toBe(0);
  });

  it('a move beside a change of the calendars is made', async () => {
    const rename = (): Promise<Answer> => owner.send(calendars[1] ?? '', { method: 'PATCH', json: { name: randomUUID() } });
    expect((await meanwhile(move(), rename)).status).toBe(200);
    expect((await owner.send(`${String(calendars[1])}${path.replace('/v1.0/me', '')}`)).status).toBe(200);
  });
});

describe('If-Match, whose version is there when the request comes and not when it is carried out,', () => {
  const series = {
    start: { dateTime: '2027-03-01T10:00:00' },
    end: { dateTime: '2027-03-01T11:00:00' },
    recurrence: { pattern: { type: 'daily', interval: 1 }, range: { type: 'noEnd', startDate: '2027-03-01' } },
  };

  /** An event, an occurrence of which nothing is stored, and one that is an exception; each with a path that changes the first. */
  async function targets(): Promise<readonly { readonly target: string; readonly changing: string }[]> {
    const made = await owner.putEvent('/v1.0/me', series);
    const list = `/v1.0/me/events/${made}/instances?startDateTime=2027-03-02&endDateTime=2027-03-04`;
    const [plain = '', exception = ''] = ((await owner.send(list)).json.value as { id: string }[]).map(({ id }) => `/v1.0/me/events/${id}`);
    expect((await owner.send(exception, { method: 'PATCH', json: { subject: 'own' } })).status).toBe(200);
    const whole = `/v1.0/me/events/${made}`;
    return [path, whole, plain, exception].flatMap((target) => [
      { target, changing: target },
      ...(target === plain || target === exception ? [{ target, changing: whole }] : []),
    ]);
  }

  it.each([
    ['PATCH', { method: 'PATCH', json: { importance: 'high' } }],
    ['DELETE', { method: 'DELETE' }],
  ])(
    'If-Match, whose version is there when the request comes and not when it is carried out, is 412 for a %s, whatever has changed',
    async (_, sent) => {
      for (const { target, changing } of await targets())
        for (const other of [
          () => owner.send(`${changing}/attachments`, { json: bareBody() }),
          () => owner.send(changing, { method: 'PATCH', json: { subject: randomUUID() } }),
        ]) {
          const etag = String((await owner.send(target)).headers.get('etag'));
          const answer = await meanwhile({ ...sent, headers: { 'If-Match': etag } }, other, target);
          expect(answer.status, `${target} beside a change of ${changing}`).toBe(412);
          expect((await owner.send(target)).json.importance).toBe('normal');
        }
    },
  );

  it('If-Match, whose version is there when the request comes and not when it is carried out, is no obstacle where another occurrence has changed', async () => {
    const [, , , , { target: exception } = { target: '' }] = await targets();
    const etag = String((await owner.send(exception)).headers.get('etag'));
    const { seriesMasterId } = (await owner.send(exception)).json;
    const list = `/v1.0/me/events/${String(seriesMasterId)}/instances?startDateTime=2027-03-05&endDateTime=2027-03-06`;
    const [other] = (await owner.send(list)).json.value as { id: string }[];
    const sent = { method: 'PATCH', json: { importance: 'high' }, headers: { 'If-Match': etag } };
    const move = { start: { dateTime: '2027-03-05T15:00:00' }, end: { dateTime: '2027-03-05T16:00:00' } };
    const answer = await meanwhile(
      sent,
      () => owner.send(`/v1.0/me/events/${String(other?.id)}`, { method: 'PATCH', json: move }),
      exception,
    );
    expect([answer.status, answer.json.importance]).toEqual([200, 'high']);
  });
});

describe('a series covers where its occurrences were moved', () => {
  const recurrence = {
    pattern: { type: 'daily', interval: 1 },
    range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 5 },
  };
  const moved = (month: string): Sent => ({ method: 'PATCH', json: hourOn(`${month}-15`) });
  let series: string;
  let occurrences: readonly string[];
  beforeEach(async () => {
    const made = await owner.send('/v1.0/me/events', { json: { ...hourOn('03-01'), recurrence } });
    series = `/v1.0/me/events/${String(made.json.id)}`;
    const window = 'startDateTime=2027-03-01T00:00:00Z&endDateTime=2027-04-01T00:00:00Z';
    occurrences = pathsIn(await owner.send(`${series}/instances?${window}`));
  });
  const pathsIn = (answer: Answer): readonly string[] => idsIn(answer).map((id) => `/v1.0/me/events/${id}`);
  const shownIn = async (month: string): Promise<readonly string[]> =>
    pathsIn(await owner.send(`/v1.0/me/calendarView?startDateTime=2027-${month}-15&endDateTime=2027-${month}-16`));

  it('a series covers where its occurrences were moved while it was changed itself', async () => {
    const [one = ''] = occurrences;
    const answer = await meanwhile({ method: 'PATCH', json: { subject: 'changed' } }, () => owner.send(one, moved('08')), series);
    expect([answer.status, answer.json.subject]).toEqual([200, 'changed']);
    expect(await shownIn('08')).toContain(one);
  });

  it('a series covers where its occurrences were moved while another one was moved', async () => {
    const [one = '', two = ''] = occurrences;
    expect((await meanwhile(moved('09'), () => owner.send(one, moved('12')), two)).status).toBe(200);
    expect(await shownIn('09')).toContain(two);
    expect(await shownIn('12')).toContain(one);
  });
});
