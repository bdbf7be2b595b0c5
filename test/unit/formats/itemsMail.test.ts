// A message as MIME: its header and its body, read back by another library.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attached, message, readMessage, rendered, textOf } from '../../support/data/items.ts';

const person = (address: string, name?: string) => ({ emailAddress: { address, ...(name !== undefined && { name }) } });
const file = (name: string, content: string, more = {}) => ({
  '@odata.type': '#microsoft.graph.fileAttachment',
  name,
  contentBytes: Buffer.from(content).toString('base64'),
  ...more,
});
const item = (name: string, inner: object) => ({ '@odata.type': '#microsoft.graph.itemAttachment', name, item: { ...inner } });
/** The header's lines, unfolded. */
const headerOf = async (properties: object): Promise<string[]> =>
  ((await textOf(message({ ...properties }))).split('\r\n\r\n')[0] ?? '').replace(/\r\n[ \t]/g, ' ').split('\r\n');

it('a mail is a file of its own kind, in ASCII and lines that mail can carry', async () => {
  const { mediaType, extension, bytes } = await rendered(
    message({
      subject: 'ü'.repeat(300),
      body: { contentType: 'text', content: `${'😀'.repeat(2000)}\nx` },
      toRecipients: [person('a@b.example', 'ü'.repeat(300))],
    }),
  );
  expect({ mediaType, extension }).toEqual({ mediaType: 'message/rfc822', extension: '.eml' });
  const lines = bytes.toString('latin1').split('\r\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(998);
  expect(lines.join('')).toMatch(/^[\x09\x20-\x7e]*$/);
});

describe('the header', () => {
  it('the header has whom it is from and to', async () => {
    const read = await readMessage(
      message({
        from: person('f@contoso.example', 'Zoë "From", Ltd.'),
        sender: person('s@contoso.example', 'S'),
        toRecipients: [person('t1@contoso.example', 'T; 1'), person('t2@contoso.example')],
        ccRecipients: [person('c@contoso.example')],
        bccRecipients: [person('b@contoso.example')],
        replyTo: [person('r@contoso.example')],
        subject: 'Ünï: "code", done',
        sentDateTime: '2026-02-03T04:05:06Z',
        receivedDateTime: '2026-02-04T04:05:06Z',
        internetMessageId: '<abc.def@contoso.example>',
      }),
    );
    expect(read).toMatchObject({
      from: { address: 'f@contoso.example', name: 'Zoë "From", Ltd.' },
      sender: { address: 's@contoso.example', name: 'S' },
      to: [
        { address: 't1@contoso.example', name: 'T; 1' },
        { address: 't2@contoso.example', name: '' },
      ],
      cc: [{ address: 'c@contoso.example' }],
      bcc: [{ address: 'b@contoso.example' }],
      replyTo: [{ address: 'r@contoso.example' }],
      subject: 'Ünï: "code", done',
      date: '2026-02-03T04:05:06.000Z',
      messageId: '<abc.def@contoso.example>',
    });
  });

  it('the header says nothing that the message does not', async () => {
    const lines = await headerOf({});
    expect(lines.map((line) => line.replace(/:.*/, '')).sort()).toEqual([
      'Content-Transfer-Encoding',
      'Content-Type',
      'Date',
      'MIME-Version',
      'Message-ID',
    ]);
    expect(lines).toContain('Message-ID: <AAMk@attachment.invalid>');
    expect(Date.parse(lines.find((line) => line.startsWith('Date: '))?.slice(6) ?? '')).toBe(attached);
  });

  it('the header names no sender who is whom it is from, and the sender where nobody else is', async () => {
    const both = await readMessage(message({ from: person('A@contoso.example'), sender: person('a@contoso.example') }));
    expect(both.sender).toBeUndefined();
    expect((await readMessage(message({ sender: person('a@contoso.example') }))).from?.address).toBe('a@contoso.example');
  });

  it.each([
    [{ importance: 'high' }, ['Importance: high', 'X-Priority: 1']],
    [{ importance: 'low' }, ['Importance: low', 'X-Priority: 5']],
    [{ importance: 'normal' }, ['Importance: normal']],
    [{ categories: ['Red', 'Blue'] }, ['Keywords: Red, Blue']],
    [{ conversationIndex: 'AQHTAbcSwb41' }, ['Thread-Index: AQHTAbcSwb41']],
    [{ isDraft: true }, ['X-Unsent: 1']],
    [{ from: person('a@b.example'), isReadReceiptRequested: true }, ['Disposition-Notification-To: <a@b.example>']],
    [{ receivedDateTime: '2026-02-04T04:05:06Z' }, ['Date: Wed, 04 Feb 2026 04:05:06 +0000']],
    [
      {
        internetMessageHeaders: [
          { name: 'x-custom', value: 'a\r\nb' },
          { name: 'In-Reply-To', value: '<1@a>' },
          { name: 'references', value: '<0@a> <1@a>' },
        ],
      },
      ['X-Custom: a b', 'In-Reply-To: <1@a>', 'References: <0@a> <1@a>'],
    ],
  ])('the header of %j has %j', async (properties, expected) => {
    const lines = await headerOf(properties);
    for (const line of expected) expect(lines).toContain(line);
  });

  it('the header takes no field from the message that says what this one says, or how another one travelled', async () => {
    const names = ['From', 'Bcc', 'Received', 'Content-Type', 'DKIM-Signature', 'MIME-Version', 'X: y', 'x-\r\nBcc', 'X-Priority', ''];
    const internetMessageHeaders = names.map((name) => ({ name, value: 'evil@x.example' }));
    expect((await headerOf({ importance: 'high', internetMessageHeaders })).filter((line) => line.includes('evil'))).toEqual([]);
  });

  it.each(['a@b\r\nBcc: x@y', 'no address', 'a@b, c@d', '<a@b>', '/o=Exchange/cn=a', ''])(
    'the header cannot name who has the address %j',
    async (address) => {
      const lines = await headerOf({ toRecipients: [person(address, 'x'), person('kept@contoso.example')], from: person(address) });
      expect(lines.filter((line) => /^(?:From|To|Bcc)/.test(line))).toEqual(['To: kept@contoso.example']);
    },
  );

  it.each(['<a@b> <c@d>', 'a@b', '<a@b\r\n>', `<${'x'.repeat(300)}@b>`, 5])(
    'the header takes the first message id of %j, or none',
    async (internetMessageId) => {
      const lines = await headerOf({ internetMessageId });
      expect(lines.find((line) => line.startsWith('Message-ID'))).toMatch(/^Message-ID: <(?:a@b|AAMk@attachment\.invalid)>$/);
    },
  );

  it('the header is never continued by what a message says', async () => {
    const evil = fc
      .string({ unit: fc.constantFrom('\r', '\n', '\u2028', '\u0000', ' ', '\t', ':', 'x', 'é', '=', '?'), maxLength: 10 })
      .map((text) => `${text}\r\nEVIL: ${text}\nEVIL: 1`);
    await fc.assert(
      fc.asyncProperty(evil, async (text) => {
        const mail = message({
          subject: text,
          from: person('a@b.example', text),
          toRecipients: [person('a@b.example', text), person(text, text)],
          internetMessageId: text,
          conversationIndex: text,
          categories: [text],
          internetMessageHeaders: [
            { name: 'x-a', value: text },
            { name: text, value: text },
            { name: 'References', value: text },
          ],
          attachments: [
            file(text, text, { contentType: text, contentId: text, isInline: true }),
            file(text, text, { contentType: `text/plain; x="${text}"` }),
          ],
          body: { contentType: 'html', content: '<p>body</p>' },
        });
        const read = await readMessage(mail);
        const all = [...read.headers, ...read.attachments.map(({ mimeType }) => ({ key: mimeType }))].map(({ key }) => key.toLowerCase());
        expect(all.filter((key) => key.includes('evil'))).toEqual([]);
        // Bodies are encoded, so that no line of theirs can look like a field either.
        expect((await textOf(mail)).split(/[\r\n]+/).filter((line) => line.startsWith('EVIL'))).toEqual([]);
        expect(read.attachments).toHaveLength(2);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the body', () => {
  it.each([
    ['text', 'one\r\n.\r\ntwo: ü 😀\n--boundary\n'],
    ['text', ''],
    ['html', '<p>Hällo</p>\n<p>From here</p>'],
  ])('the body of %s is whole', async (contentType, content) => {
    const read = await readMessage(message({ body: { contentType, content } }));
    const given = contentType === 'html' ? read.html : read.text;
    expect(given?.replaceAll('\r\n', '\n').trimEnd()).toBe(content.replaceAll('\r\n', '\n').trimEnd());
  });

  it('the body of HTML is there as text too', async () => {
    const read = await readMessage(message({ body: { contentType: 'html', content: '<p>Hi<br>you</p><script>no</script>' } }));
    expect(read.text?.trim().split(/\r?\n/)).toEqual(['Hi', 'you']);
  });

  it('the body gives random texts back', async () => {
    const texts = fc.string({
      unit: fc.oneof(fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }), fc.constantFrom('\n', '=', ' ', '.', '-', 'x')),
      maxLength: 300,
    });
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const content = text.replace(/[\r\u0000]/g, '').trim();
        fc.pre(content !== '');
        expect((await readMessage(message({ body: { contentType: 'text', content } }))).text?.replaceAll('\r\n', '\n').trim()).toBe(
          content,
        );
      }),
      { numRuns: 100 },
    );
  });
});

it('a mail is the same at any time, and another for another attachment', async () => {
  const mail = message({
    subject: 'x',
    body: { contentType: 'html', content: '<p>x</p>' },
    attachments: [file('a', 'a'), item('b', message())],
  });
  expect(await textOf(mail)).toBe(await textOf(mail));
  expect(await textOf(mail)).not.toBe(await textOf({ ...mail, subject: 'y' }));
});
