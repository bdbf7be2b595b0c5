// Lists of events in the order of two properties, page by page; and what one event expands of its series.
import { beforeAll, describe, expect, it } from 'vitest';
import { openApi, type Api } from '../../support/api/api.ts';
import { eventPath, hourOn, subjects } from '../../support/api/events.ts';
import { entriesOf, nextLinkOf, refusal, type Entity } from '../../support/api/answers.ts';
import { newStranger, type Person } from '../../support/people/people.ts';

const list = '/v1.0/me/events';

let api: Api;
beforeAll(async () => {
  api = await openApi();
});

describe('two properties in $orderby', () => {
  let mailbox: Person;
  beforeAll(async () => {
    mailbox = await newStranger(api);
    for (const [subject, from, to] of [
      ['b', '10:00', '11:00'],
      ['a', '10:00', '12:00'],
      ['c', '09:00', '12:00'],
      ['a', '09:00', '10:00'],
      ['a\ud7ff', '10:00', '11:00'],
      ['a\u{1f600}', '10:00', '11:00'],
    ] as const)
      await mailbox.newEvent({ subject, ...hourOn('03-01', from, to) });
  });

  async function walked(order: string, top: number): Promise<string[]> {
    const found: string[] = [];
    for (let next: string | undefined = `${list}?$orderby=${order}&$top=${top}`; next !== undefined;) {
      const answer = await mailbox.send(next);
      found.push(
        ...entriesOf(answer).map(({ subject, start }) => `${String(subject)} ${String((start as Entity).dateTime).slice(11, 13)}`),
      );
      next = nextLinkOf(answer);
    }
    return found;
  }

  it.each([
    ['start/dateTime,subject', ['a 09', 'c 09', 'a 10', 'a\ud7ff 10', 'a\u{1f600} 10', 'b 10']],
    ['start/dateTime desc,subject desc', ['b 10', 'a\u{1f600} 10', 'a\ud7ff 10', 'a 10', 'c 09', 'a 09']],
    ['subject,start/dateTime', ['a 09', 'a 10', 'a\ud7ff 10', 'a\u{1f600} 10', 'b 10', 'c 09']],
    ['subject,end/dateTime', ['a 09', 'a 10', 'a\ud7ff 10', 'a\u{1f600} 10', 'b 10', 'c 09']],
    ['end/dateTime,subject', ['a 09', 'a\ud7ff 10', 'a\u{1f600} 10', 'b 10', 'a 10', 'c 09']],
    ['end/dateTime,start/dateTime', ['a 09', 'b 10', 'a\ud7ff 10', 'a\u{1f600} 10', 'c 09', 'a 10']],
    ['start/dateTime,end/dateTime,start/dateTime', ['a 09', 'c 09', 'b 10', 'a\ud7ff 10', 'a\u{1f600} 10', 'a 10']],
  ])('$orderby=%s holds page by page', async (order, expected) => {
    // What is the same in both is in the order of ids, which nobody knows.
    const isTied = order.startsWith('end/dateTime,start') || order.startsWith('start/dateTime,end');
    const comparable = (found: readonly string[]) => (isTied ? found.map((each) => each.slice(-2)) : found);
    for (const top of [1, 2, 100]) expect(comparable(await walked(order, top)), String(top)).toEqual(comparable(expected));
    if (isTied) expect((await walked(order, 2)).toSorted()).toEqual(expected.toSorted());
  });

  it.each([
    ['createdDateTime,subject', "behind 'createdDateTime' these are: none"],
    ['subject,createdDateTime', "behind 'subject' these are: start/dateTime, end/dateTime"],
    ['start/dateTime desc,subject', 'the same direction'],
  ])('$orderby=%s is refused, and says why', async (order, words) => {
    expect(refusal(await mailbox.send(`${list}?$orderby=${order}`))).toMatchObject({
      status: 400,
      message: expect.stringContaining(words) as unknown,
    });
  });
});

describe('what one event expands of its series', () => {
  const recurrence = {
    pattern: { type: 'daily', interval: 1 },
    range: { type: 'numbered', startDate: '2027-01-01', numberOfOccurrences: 150 },
  };
  const window = 'startDateTime=2027-01-01T00:00:00Z&endDateTime=2028-01-01T00:00:00Z';

  it('$expand=instances shows the first page of them in the window beside it, and leads to the rest', async () => {
    const mailbox = await newStranger(api);
    const series = await mailbox.newEvent({ subject: 'many', ...hourOn('01-01'), recurrence });
    const [, second = {}] = entriesOf(await mailbox.send(`${eventPath(series)}/instances?${window}&$top=2`));
    await mailbox.send(eventPath(second), { method: 'PATCH', json: { subject: 'other' } });
    const { json } = await mailbox.send(
      `${eventPath(series)}?$select=subject&$expand=instances($select=subject,start),exceptionOccurrences($select=subject)&${window}`,
    );
    const own = await mailbox.send(`${eventPath(series)}/instances?${window}&$select=subject,start&$top=100`);
    expect(json.instances).toEqual(own.json.value);
    const exceptions = await mailbox.send(`${eventPath(series)}/exceptionOccurrences?$select=subject`);
    expect(json.exceptionOccurrences).toEqual(exceptions.json.value);
    expect(subjects(exceptions)).toEqual(['other']);
    expect(String(json['@odata.context'])).toContain('/events(subject,instances(subject,start),exceptionOccurrences(subject))/$entity');
    const rest = await mailbox.send(String(json['instances@odata.nextLink']));
    // The link says nothing of a page's size: it is the usual one.
    expect(entriesOf(rest)).toEqual(entriesOf(await mailbox.send(nextLinkOf(own) ?? '')).slice(0, 10));
    expect(json).not.toHaveProperty('exceptionOccurrences@odata.nextLink');
  });

  it('$expand=instances needs its window, nothing else takes one, and a single event has none of either', async () => {
    const mailbox = await newStranger(api);
    const path = eventPath(await mailbox.newEvent({ subject: 'one', ...hourOn('01-01') }));
    expect(refusal(await mailbox.send(`${path}?$expand=instances`))).toMatchObject({ status: 400, code: 'ErrorInvalidRequest' });
    expect(refusal(await mailbox.send(`${path}?${window}`))).toMatchObject({ status: 400, code: 'BadRequest' });
    expect((await mailbox.send(`${path}?$expand=instances,exceptionOccurrences&${window}`)).json).toMatchObject({
      instances: [],
      exceptionOccurrences: [],
    });
    const refused = await mailbox.send(`${path}?$expand=instances($top=1)&${window}`);
    expect(refusal(refused)).toMatchObject({ status: 400, message: expect.stringContaining('$top') as unknown });
  });
});
