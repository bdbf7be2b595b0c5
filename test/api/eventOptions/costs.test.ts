// What the options of events ask of the stores, counted at the emulators: nothing that grows with what the mailbox holds.
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { startCountedMailbox, type CountedMailbox } from '../../support/process/countedMailbox.ts';
import { hourOn } from '../../support/api/events.ts';

let counted: CountedMailbox;
beforeAll(async () => {
  counted = await startCountedMailbox(inject('stack'));
});
afterAll(async () => {
  await counted.stack.stop();
});

const callsOf: CountedMailbox['callsOf'] = (...request) => counted.callsOf(...request);

const file = { '@odata.type': '#microsoft.graph.fileAttachment', name: 'a', contentBytes: 'YQ==' };
const list = '/v1.0/me/events?$filter=';
const view = '/v1.0/me/calendarView?startDateTime=2027-01-01&endDateTime=2027-02-01';
const daily = { pattern: { type: 'daily', interval: 1 }, range: { type: 'noEnd', startDate: '2027-01-01' } };

describe.each([0, 30])('with %i other events', (others) => {
  beforeAll(async () => {
    const { mailbox } = counted;
    const made = Array.from({ length: others }, (_, i) => mailbox.newEvent({ subject: `other ${i}`, ...hourOn('01-05') }));
    await Promise.all(made);
    if (others > 0) return;
    await mailbox.newEvent({ subject: 'many', ...hourOn('01-01'), recurrence: daily, categories: ['Red'] });
    for (const subject of ['having a', 'having b'])
      await mailbox.newEvent({ subject, ...hourOn('01-02'), categories: ['Red'], attachments: [file] });
  });

  it('a list costs one query, whatever its filter and its order; one more for each event whose attachments it shows', async () => {
    expect(await callsOf(200, `${list}categories/any(c:c eq 'Red')&$orderby=start/dateTime,subject`)).toEqual({ query: 1 });
    expect(await callsOf(200, `${list}attendees/any(a:a/emailAddress/address eq 'x@y.example') or isOrganizer`)).toEqual({ query: 1 });
    expect(await callsOf(200, `${list}startswith(subject,'having')&$expand=attachments($select=id)`)).toEqual({ query: 3 });
    const calendar = await callsOf(200, `${list}startswith(subject,'having')&$expand=calendar`);
    expect(calendar).toEqual({ query: 1, 'point read': 2 });
  });

  it('a window with a filter or an order costs what it costs without, and a query for each hundred events that it looks at', async () => {
    const red = `&$filter=${encodeURIComponent("categories/any(c:c eq 'Red') and type ne 'occurrence'")}`;
    const windows: readonly (readonly [string, number])[] = [
      [`${view}&$top=5`, 3],
      [`${view}&$top=5${red}`, 3],
      // Where single events are shown, they are read whole; what an instance knows of series isn't.
      [`${view}&$top=5&$orderby=start/dateTime desc`, 2],
      [`${view.replace('?', '/$count?')}${red}`, 2],
      [`${view}&$top=5&$skip=20`, others === 0 ? 2 : 3],
    ];
    for (const [each] of windows) await callsOf(200, each);
    for (const [each, query] of windows) expect(await callsOf(200, each), each).toEqual({ query });
  });
});
