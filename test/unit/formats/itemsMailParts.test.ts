// A message's own attachments in its MIME, and a meeting message's calendar, read back by other libraries.
import ical from 'node-ical';
import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import { contact, event, message, readMessage, textOf } from '../../support/data/items.ts';

const person = (address: string, name?: string) => ({ emailAddress: { address, ...(name !== undefined && { name }) } });
const file = (name: string, content: string, more = {}) => ({
  '@odata.type': '#microsoft.graph.fileAttachment',
  name,
  contentBytes: Buffer.from(content).toString('base64'),
  ...more,
});
const item = (name: string, inner: object) => ({ '@odata.type': '#microsoft.graph.itemAttachment', name, item: { ...inner } });
const text = (content: string | ArrayBuffer | Uint8Array | undefined): string =>
  content === undefined
    ? ''
    : typeof content === 'string'
      ? content
      : Buffer.from(content instanceof ArrayBuffer ? new Uint8Array(content) : content).toString();

describe('attachments', () => {
  it('attachments are files with their names, types and bytes, inline ones by their content id', async () => {
    const read = await readMessage(
      message({
        body: { contentType: 'html', content: '<img src="cid:logo@a">' },
        attachments: [
          file('logo.png', 'png', { contentType: 'image/png', isInline: true, contentId: '<logo@a>' }),
          file('日本.txt', 'text', { contentType: 'text/plain; charset=utf-8' }),
          file('x', 'bytes', { contentType: 'no type', contentId: 'other' }),
          file('empty', '', { contentType: 'text/plain' }),
        ],
      }),
    );
    expect(
      read.attachments.map(({ filename, mimeType, disposition, contentId, content }) => [
        filename,
        mimeType,
        disposition,
        contentId,
        text(content),
      ]),
    ).toEqual([
      ['logo.png', 'image/png', 'inline', '<logo@a>', 'png'],
      ['日本.txt', 'text/plain', 'attachment', undefined, 'text'],
      ['x', 'application/octet-stream', 'attachment', '<other>', 'bytes'],
      ['empty', 'text/plain', 'attachment', undefined, ''],
    ]);
    expect(read.html).toContain('cid:logo@a');
  });

  it('attachments that say they are made of parts, or messages that are none, are bytes', async () => {
    const read = await readMessage(
      message({
        attachments: [
          file('a', 'parts', { contentType: 'multipart/mixed; boundary=x' }),
          file('b.eml', 'Subject: ü\r\n\r\nx', { contentType: 'message/rfc822' }),
          file('c.eml', 'Subject: c\r\n\r\nbody', { contentType: 'message/rfc822' }),
          file('d', 'x', { contentType: 'message/partial' }),
        ],
      }),
    );
    expect(read.attachments.map(({ mimeType }) => mimeType)).toEqual([
      'application/octet-stream',
      'application/octet-stream',
      'message/rfc822',
      'application/octet-stream',
    ]);
    expect(text(read.attachments[2]?.content).trim().replaceAll('\r\n', '\n')).toBe('Subject: c\n\nbody');
  });

  it('attachments are items, each as a file of its own format, and links', async () => {
    const read = await readMessage(
      message({
        attachments: [
          item('inner mail', message({ subject: 'inner', attachments: [file('deep.txt', 'deep')] })),
          item('when', event({ subject: 'inner event', start: { dateTime: '2026-11-21T10:00:00', timeZone: 'UTC' } })),
          item('who.vcf', contact({ displayName: 'Inner Contact' })),
          item('what', { subject: 'untyped' }),
          { '@odata.type': '#microsoft.graph.referenceAttachment', name: 'plan', sourceUrl: 'https://contoso.example/plan' },
          { '@odata.type': '#microsoft.graph.attachment', name: 'described only' },
        ],
      }),
    );
    expect(read.attachments.map(({ filename, mimeType }) => [filename, mimeType])).toEqual([
      ['inner mail.eml', 'message/rfc822'],
      ['when.ics', 'text/calendar'],
      ['who.vcf', 'text/vcard'],
      ['what.json', 'application/json'],
      ['plan', 'text/uri-list'],
    ]);
    const [mail, calendar, card, json, link] = read.attachments.map(({ content }) => text(content));
    expect(await PostalMime.parse(mail ?? '')).toMatchObject({
      subject: 'inner',
      attachments: [{ filename: 'deep.txt', content: expect.anything() as unknown }],
    });
    expect(calendar).toContain('SUMMARY:inner event');
    expect(card).toContain('FN:Inner Contact');
    expect(json).toBe('{"subject":"untyped"}');
    expect(link?.trim()).toBe('https://contoso.example/plan');
  });

  it('attachments have unique names of their own in all depths', async () => {
    const mail = await textOf(
      message({ attachments: [item('a', message({ attachments: [item('b', message())] })), item('c', message())] }),
    );
    const ids = [...mail.matchAll(/^Message-ID: (.*)\r$/gim)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(4);
    const boundaries = [...mail.matchAll(/boundary="([^"]+)"/g)].map(([, boundary]) => boundary);
    expect(new Set(boundaries).size).toBe(boundaries.length);
  });
});

describe('a meeting message', () => {
  const meeting = (type: string, more = {}) => ({
    '@odata.type': '#microsoft.graph.eventMessageRequest',
    meetingMessageType: type,
    subject: 'Lunch',
    from: person('f@contoso.example', 'F'),
    toRecipients: [person('t@contoso.example')],
    ccRecipients: [person('c@contoso.example')],
    startDateTime: { dateTime: '2026-11-21T10:00:00', timeZone: 'Pacific Standard Time' },
    endDateTime: { dateTime: '2026-11-21T11:00:00', timeZone: 'Pacific Standard Time' },
    location: { displayName: 'Canteen' },
    body: { contentType: 'html', content: '<p>Hungry?</p>' },
    ...more,
  });
  const calendarIn = async (properties: ReturnType<typeof meeting>) => {
    const read = await readMessage(properties);
    const calendar = read.attachments.find(({ mimeType }) => mimeType === 'text/calendar');
    const events = Object.values(ical.sync.parseICS(text(calendar?.content))).filter((each) => each?.type === 'VEVENT');
    return { calendar, events };
  };

  it.each([
    ['meetingRequest', 'REQUEST'],
    ['meetingCancelled', 'CANCEL'],
  ])('%s has the calendar of who invites', async (type, method) => {
    const { calendar, events } = await calendarIn(meeting(type));
    expect(calendar?.method).toBe(method);
    expect(events).toMatchObject([
      {
        summary: 'Lunch',
        location: 'Canteen',
        start: new Date('2026-11-21T18:00:00Z'),
        organizer: { val: 'mailto:f@contoso.example' },
        attendee: [{ params: { ROLE: 'REQ-PARTICIPANT' }, val: 'mailto:t@contoso.example' }, { params: { ROLE: 'OPT-PARTICIPANT' } }],
        status: method === 'CANCEL' ? 'CANCELLED' : 'CONFIRMED',
      },
    ]);
    expect((await textOf(meeting(type))).includes(`method=${method}`)).toBe(true);
  });

  it.each([
    ['meetingAccepted', 'ACCEPTED'],
    ['meetingTenativelyAccepted', 'TENTATIVE'],
    ['meetingDeclined', 'DECLINED'],
  ])('%s has the answer', async (type, partstat) => {
    const { calendar, events } = await calendarIn(meeting(type));
    expect(calendar?.method).toBe('REPLY');
    expect(events).toMatchObject([
      { organizer: 'mailto:t@contoso.example', attendee: { params: { PARTSTAT: partstat }, val: 'mailto:f@contoso.example' } },
    ]);
  });

  it('a meeting message has the event itself where the message has it', async () => {
    const { events } = await calendarIn(
      meeting('meetingRequest', {
        event: { iCalUId: 'own', subject: 'The event', start: { dateTime: '2027-01-01T00:00:00', timeZone: 'UTC' } },
      }),
    );
    expect(events).toMatchObject([{ uid: 'own', summary: 'The event', location: 'Canteen' }]);
  });

  it.each<[string, object]>([
    ['none', {}],
    ['other', {}],
    ['meetingRequest', { startDateTime: null }],
  ])('a meeting message of the type %s with %j has no event', async (type, more) => {
    expect((await calendarIn(meeting(type, more))).calendar).toBeUndefined();
  });
});
