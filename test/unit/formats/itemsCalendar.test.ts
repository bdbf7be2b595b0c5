// An event as iCalendar: every property of Graph's event, read back by another library.
import { describe, expect, it } from 'vitest';
import { event, linesOf, readEvent, rendered, textOf } from '../../support/data/items.ts';

const at = (dateTime: string, timeZone = 'UTC') => ({ dateTime, timeZone });
const person = (address: string, name?: string) => ({ emailAddress: { address, ...(name !== undefined && { name }) } });

it('a calendar is a file of its own kind', async () => {
  expect(await rendered(event({ subject: 'x' }))).toMatchObject({ mediaType: 'text/calendar; charset=utf-8', extension: '.ics' });
});

describe('times', () => {
  it.each([
    ['UTC', '2026-11-21T10:00:00', '2026-11-21T10:00:00.000Z', 'DTSTART:20261121T100000Z'],
    ['Europe/Berlin', '2026-07-21T10:00:00', '2026-07-21T08:00:00.000Z', 'DTSTART;TZID=Europe/Berlin:20260721T100000'],
    ['W. Europe Standard Time', '2026-11-21T10:00:00.0000000', '2026-11-21T09:00:00.000Z', 'DTSTART;TZID=Europe/Berlin:20261121T100000'],
    ['pacific STANDARD time', '2026-07-21T10:00', '2026-07-21T17:00:00.000Z', 'DTSTART;TZID=America/Los_Angeles:20260721T100000'],
    ['India Standard Time', '2026-11-21T10:00:00', '2026-11-21T04:30:00.000Z', 'DTSTART;TZID=Asia/Calcutta:20261121T100000'],
    ['Europe/Berlin', '2026-11-21T10:00:00Z', '2026-11-21T10:00:00.000Z', 'DTSTART;TZID=Europe/Berlin:20261121T110000'],
  ])('times in %s are written with their zone: %s', async (timeZone, dateTime, utc, line) => {
    const item = event({ start: at(dateTime, timeZone), end: at(dateTime.replace('T10', 'T11'), timeZone) });
    const read = await readEvent(item);
    expect(read.start.toISOString()).toBe(utc);
    expect(read.end?.getTime()).toBe(Date.parse(utc) + 3_600_000);
    expect(await linesOf(item)).toContain(line);
  });

  it('times of a day are dates', async () => {
    const item = event({
      isAllDay: true,
      start: at('2026-11-21T00:00:00', 'Tokyo Standard Time'),
      end: at('2026-11-23T00:00:00', 'Tokyo Standard Time'),
    });
    const lines = await linesOf(item);
    expect(lines).toContain('DTSTART;VALUE=DATE:20261121');
    expect(lines).toContain('DTEND;VALUE=DATE:20261123');
    expect(lines.filter((line) => line.includes('VTIMEZONE'))).toEqual([]);
    expect((await readEvent(item)).datetype).toBe('date');
  });

  it('times in two zones are in both, each defined once', async () => {
    const lines = await linesOf(
      event({ start: at('2026-11-21T10:00:00', 'Europe/Berlin'), end: at('2026-11-21T10:00:00', 'America/New_York') }),
    );
    expect(lines.filter((line) => line.startsWith('TZID:'))).toEqual(['TZID:Europe/Berlin', 'TZID:America/New_York']);
    const same = await linesOf(
      event({ start: at('2026-11-21T10:00:00', 'Europe/Berlin'), end: at('2026-11-21T11:00:00', 'W. Europe Standard Time') }),
    );
    expect(same.filter((line) => line.startsWith('TZID:'))).toEqual(['TZID:Europe/Berlin']);
  });

  it.each([
    ['no start', {}],
    ['a start in no zone', { start: at('2026-11-21T10:00:00', 'Mars/Olympus') }],
    ['a start that is no date', { start: at('2026-02-30T10:00:00') }],
    ['a start of another type', { start: 'tomorrow' }],
    ['a start before the calendar', { start: at('0001-01-01T00:00:00') }],
  ])('times in %s are none, in a calendar that is published', async (_, properties) => {
    const lines = await linesOf(event({ ...properties, subject: 'kept', end: at('2026-11-21T11:00:00') }));
    expect(lines.filter((line) => /^DT(?:START|END)/.test(line))).toEqual([]);
    expect(lines).toContain('METHOD:PUBLISH');
    expect(lines).toContain('SUMMARY:kept');
  });

  it.each(['2026-11-21T10:00:00', '2026-11-21T09:00:00', 'never'])(
    'an end at %s that lies not behind the start is left out',
    async (end) => {
      const lines = await linesOf(event({ start: at('2026-11-21T10:00:00'), end: at(end) }));
      expect(lines.filter((line) => line.startsWith('DTEND'))).toEqual([]);
      expect(lines).toContain('DTSTART:20261121T100000Z');
      expect(lines).not.toContain('METHOD:PUBLISH');
    },
  );

  it('times of one occurrence name it within its series', async () => {
    const item = event({ type: 'occurrence', iCalUId: 'series', originalStart: '2026-11-21T09:00:00Z', start: at('2026-11-21T10:00:00') });
    expect(await linesOf(item)).toContain('RECURRENCE-ID:20261121T090000Z');
  });
});

describe('people', () => {
  const attendee = (type: string, response: string, address: string, name?: string) => ({
    ...person(address, name),
    type,
    status: { response },
  });

  it('people are organizer and attendees with their parts and answers', async () => {
    const read = await readEvent(
      event({
        organizer: person('o@contoso.example', 'Zoë, Organizer'),
        attendees: [
          attendee('required', 'accepted', 'a@contoso.example', 'A, B: "C"'),
          attendee('optional', 'tentativelyAccepted', 'b@contoso.example'),
          attendee('resource', 'declined', 'room@contoso.example', 'Room'),
          attendee('required', 'notResponded', 'd@contoso.example'),
        ],
        responseRequested: false,
      }),
    );
    expect(read.organizer).toEqual({ params: { CN: 'Zoë, Organizer' }, val: 'mailto:o@contoso.example' });
    const shared = { RSVP: false };
    expect(read.attendee).toEqual([
      { params: { ...shared, ROLE: 'REQ-PARTICIPANT', PARTSTAT: 'ACCEPTED', CN: "A, B: 'C'" }, val: 'mailto:a@contoso.example' },
      { params: { ...shared, ROLE: 'OPT-PARTICIPANT', PARTSTAT: 'TENTATIVE' }, val: 'mailto:b@contoso.example' },
      {
        params: { ...shared, CUTYPE: 'RESOURCE', ROLE: 'NON-PARTICIPANT', PARTSTAT: 'DECLINED', CN: 'Room' },
        val: 'mailto:room@contoso.example',
      },
      { params: { ...shared, ROLE: 'REQ-PARTICIPANT', PARTSTAT: 'NEEDS-ACTION' }, val: 'mailto:d@contoso.example' },
    ]);
  });

  it('people have names that are quoted where they must be', async () => {
    const lines = await linesOf(event({ organizer: person('o@contoso.example', 'A; "B"\r\nC') }));
    expect(lines).toContain(`ORGANIZER;CN="A; 'B' C":mailto:o@contoso.example`);
  });

  it('people have addresses that a URI can hold', async () => {
    const lines = await linesOf(event({ organizer: person('sam_fabrikam.example#EXT#@contoso.example') }));
    expect(lines).toContain('ORGANIZER:mailto:sam_fabrikam.example%23EXT%23@contoso.example');
  });

  it.each(['', 'no address', 'a@b@c', '/o=ExchangeLabs/cn=x', 'a@b\r\nATTENDEE:mailto:x@y', 'a b@c', 'a@b;c', `${'x'.repeat(320)}@y`])(
    'who has the address %j cannot be named',
    async (address) => {
      const lines = await linesOf(event({ organizer: person(address), attendees: [person(address), person('kept@contoso.example')] }));
      expect(lines.filter((line) => /^(?:ORGANIZER|ATTENDEE)/.test(line))).toEqual([
        'ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:kept@contoso.example',
      ]);
    },
  );
});

describe('what it is about', () => {
  it.each([
    ['sensitivity', 'normal', 'CLASS:PUBLIC'],
    ['sensitivity', 'personal', 'CLASS:X-PERSONAL'],
    ['sensitivity', 'private', 'CLASS:PRIVATE'],
    ['sensitivity', 'confidential', 'CLASS:CONFIDENTIAL'],
    ['importance', 'high', 'PRIORITY:1'],
    ['importance', 'normal', 'PRIORITY:5'],
    ['importance', 'low', 'PRIORITY:9'],
    ['showAs', 'free', 'TRANSP:TRANSPARENT'],
    ['showAs', 'busy', 'TRANSP:OPAQUE'],
    ['showAs', 'oof', 'X-MICROSOFT-CDO-BUSYSTATUS:OOF'],
    ['showAs', 'workingElsewhere', 'X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE'],
    ['showAs', 'tentative', 'STATUS:TENTATIVE'],
    ['isCancelled', true, 'STATUS:CANCELLED'],
    ['isCancelled', false, 'STATUS:CONFIRMED'],
    ['webLink', 'https://outlook.example/?a=b;c', 'URL:https://outlook.example/?a=b;c'],
    ['onlineMeetingUrl', 'https://meet.example/x', 'CONFERENCE;FEATURE=VIDEO;VALUE=URI:https://meet.example/x'],
    ['onlineMeeting', { joinUrl: 'https://meet.example/x' }, 'CONFERENCE;FEATURE=VIDEO;VALUE=URI:https://meet.example/x'],
    ['createdDateTime', '2026-01-02T03:04:05.6789Z', 'CREATED:20260102T030405Z'],
    ['lastModifiedDateTime', '2026-01-02T03:04:05+02:00', 'LAST-MODIFIED:20260102T010405Z'],
    ['lastModifiedDateTime', '2026-01-02T03:04:05+02:00', 'DTSTAMP:20260102T010405Z'],
    ['iCalUId', '040000008200E00074C5B7101A82E008', 'UID:040000008200E00074C5B7101A82E008'],
    ['subject', 'one, two; three\\four', 'SUMMARY:one\\, two\\; three\\\\four'],
  ])('an event whose %s is %s has its line', async (name, value, line) => {
    expect(await linesOf(event({ [name]: value }))).toContain(line);
  });

  it('an event is named by its attachment where it names nothing itself', async () => {
    expect(await readEvent(event())).toMatchObject({ uid: 'AAMk@attachment.invalid', summary: 'attached name' });
    expect(await linesOf(event())).toContain('DTSTAMP:20260102T030405Z');
  });

  it('an event has its body as text, and as HTML where it is HTML', async () => {
    const html = '<html><body><p>Hello, <b>you</b>;</p>\r\n<script>no</script>Bye</body></html>';
    const read = await readEvent(event({ body: { contentType: 'html', content: html } }));
    expect(read.description).toBe('Hello, you;\nBye');
    expect(read['ALT-DESC']).toEqual({ params: { FMTTYPE: 'text/html' }, val: html.replace('\r\n', '\n') });
    const plain = await readEvent(event({ body: { contentType: 'text', content: 'a <b>\r\nc' } }));
    expect(plain.description).toBe('a <b>\nc');
    expect(plain).not.toHaveProperty(['ALT-DESC']);
  });

  it('an event has categories and places', async () => {
    const read = await readEvent(
      event({
        categories: ['Red, green', 'Blue;'],
        location: { displayName: 'Room 1', coordinates: { latitude: 47.6, longitude: -122.3 } },
        locations: [{ displayName: 'Room 1' }, { address: { street: 'Main St 1', city: 'Berlin' } }],
      }),
    );
    expect(read).toMatchObject({
      categories: ['Red, green', 'Blue;'],
      location: 'Room 1; Main St 1, Berlin',
      geo: { lat: 47.6, lon: -122.3 },
    });
    expect((await readEvent(event({ location: { displayName: 'Alone', coordinates: { latitude: 91, longitude: 0 } } }))).location).toBe(
      'Alone',
    );
    expect(await textOf(event({ location: { coordinates: { latitude: 91, longitude: 0 } } }))).not.toContain('GEO');
  });

  it.each([
    [{ isReminderOn: true, reminderMinutesBeforeStart: 15 }, '-PT15M'],
    [{ isReminderOn: true, reminderMinutesBeforeStart: 0 }, 'PT0M'],
    [{ isReminderOn: true, reminderMinutesBeforeStart: -5 }, 'PT5M'],
    [{ isReminderOn: true }, '-PT15M'],
    [{ reminderMinutesBeforeStart: 10_080 }, '-PT10080M'],
    [{ isReminderOn: false, reminderMinutesBeforeStart: 15 }, undefined],
    [{}, undefined],
  ])('an event reminds as %j says', async (properties, trigger) => {
    const { alarms } = await readEvent(event(properties));
    if (trigger === undefined) expect(alarms).toBeUndefined();
    else expect(alarms).toMatchObject([{ action: 'DISPLAY', trigger: { params: { RELATED: 'START' }, val: trigger } }]);
  });

  it('an event has its own attachments', async () => {
    const read = await readEvent(
      event({
        attachments: [
          {
            '@odata.type': '#microsoft.graph.fileAttachment',
            name: 'a,b.txt',
            contentType: 'text/plain; charset=utf-8',
            contentBytes: 'aGVsbG8=',
          },
          { '@odata.type': '#microsoft.graph.referenceAttachment', name: 'plan', sourceUrl: 'https://contoso.example/plan' },
          {
            '@odata.type': '#microsoft.graph.itemAttachment',
            name: 'who',
            item: { '@odata.type': '#microsoft.graph.contact', displayName: 'C' },
          },
        ],
      }),
    );
    expect(read.attach).toMatchObject([
      { params: { FMTTYPE: 'text/plain', FILENAME: 'a,b.txt', ENCODING: 'BASE64', VALUE: 'BINARY' }, val: 'aGVsbG8=' },
      { params: { FILENAME: 'plan' }, val: 'https://contoso.example/plan' },
      { params: { FMTTYPE: 'text/vcard', FILENAME: 'who.vcf' }, val: expect.stringMatching(/^[A-Za-z0-9+/]+={0,2}$/) as unknown },
    ]);
  });
});
