// Names and types of what webhooks bring, as the world writes them: every name is read as well as it can be, and nothing is lost for one.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NewAttachment } from '../../../lib/attachments/attachment.ts';
import { readDelivery } from '../../../lib/api/webhooks/delivery.ts';
import { nameOfType } from '../../../lib/api/webhooks/file.ts';
import { readForm as stepsOfForm } from '../../../lib/api/webhooks/form.ts';
import { atOnce } from '../../../lib/runtime/inSteps.ts';
import { errorOf } from '../../support/errors.ts';

const readForm = (...given: Parameters<typeof stepsOfForm>): readonly NewAttachment[] => atOnce(stepsOfForm(...given));

const bytesOf = (attachment: NewAttachment | undefined): Buffer =>
  attachment !== undefined && 'bytes' in attachment ? Buffer.from(attachment.bytes) : expect.fail('no file');

const nameOf = (attachment: NewAttachment | undefined): unknown => attachment?.properties.name;

/** A form of one part with these header lines, each character one byte. */
const formWith = (headers: string, content = 'x'): readonly NewAttachment[] =>
  readForm(Buffer.from(`--b\r\n${headers.replaceAll('\n', '\r\n')}\r\n\r\n${content}\r\n--b--\r\n`, 'latin1'), 'b');

const utf8 = (text: string): string => Buffer.from(text).toString('latin1');

/** Ways to write a name that both a form's part and a request's header may have. */
const everywhere: readonly (readonly [string, string, string])[] = [
  ['UTF-8', `filename="${utf8('Größe 日本.txt')}"`, 'Größe 日本.txt'],
  ['Latin-1', 'filename="Gr\xfc\xdfe.txt"', 'Grüße.txt'],
  ['Windows-1252', 'filename="10\x80.txt"', '10€.txt'],
  ['a quoted quote', String.raw`filename="a\"b.txt"`, 'a"b.txt'],
  ['a quoted backslash before the end', String.raw`filename="dir\\a.txt"`, 'a.txt'],
  ['a semicolon in quotes', 'filename="a;b=c.txt"', 'a;b=c.txt'],
  ['a path of Windows', String.raw`filename="C:\new\temp.txt"`, 'temp.txt'],
  ['a quoted quote and more behind it', String.raw`filename="a\"; b.txt"; size=5`, 'a"; b.txt'],
  ['no quotes', 'filename=a b.txt', 'a b.txt'],
  ['spaces around', 'FileName = "a.txt" ; size=3', 'a.txt'],
  ['RFC 8187', `filename="x"; filename*=UTF-8''r%C3%A9sum%C3%A9.pdf`, 'résumé.pdf'],
  ['RFC 8187 first', `filename*=utf-8'en'%E2%82%AC%20rates; filename="EURO rates"`, '€ rates'],
  ['RFC 8187 in Latin-1', `filename*=iso-8859-1'en'%A3%20rates.txt`, '£ rates.txt'],
  ['RFC 8187 in another charset', `filename*=Shift_JIS''%93%FA%96%7B.txt`, '日本.txt'],
  ['RFC 8187 that is not what it says', `filename*=UTF-8''Gr%FC%DFe.txt`, 'Grüße.txt'],
  ['RFC 8187 in an unknown charset', `filename*=x-none''%FC.txt; filename="plain.txt"`, 'plain.txt'],
  ['RFC 8187 with broken escapes', `filename*=UTF-8''%zz; filename="plain.txt"`, 'plain.txt'],
  ['an encoded word in base64', 'filename="=?UTF-8?B?R3LDvMOfZS50eHQ=?="', 'Grüße.txt'],
  ['an encoded word, quoted-printable', 'filename="=?iso-8859-1?Q?Gr=FC=DFe_1.txt?="', 'Grüße 1.txt'],
  ['a letter spread over two encoded words', 'filename="=?utf-8?B?R3LD?= =?utf-8?B?vMOfZS50eHQ=?="', 'Grüße.txt'],
  ['an encoded word in an unknown charset', 'filename="=?x-none?Q?a?=.txt"', '=?x-none?Q?a?=.txt'],
  ['what only looks like one', 'filename="=?what?.txt"', '=?what?.txt'],
  ['pieces of RFC 2231', `filename*0="long "; filename*1="name.txt"`, 'long name.txt'],
  ['encoded pieces of RFC 2231', `filename*0*=UTF-8''r%C3%A9; filename*1*=sum%C3%A9; filename*2=".pdf"`, 'résumé.pdf'],
];

describe('the name of a file in a form', () => {
  it.each<readonly [string, string, string]>([
    ...everywhere,
    ['a quote as browsers write it', 'filename="a%22b%22.txt"', 'a"b".txt'],
    ['a percent sign', 'filename="100%25%41.txt"', '100%25%41.txt'],
    ['a backslash before the last quote, as browsers write it', String.raw`filename="a.txt\"; x="y"`, 'file.bin'],
  ])('the name of a file in a form is read from %s', (_, written, name) => {
    const [file] = formWith(`Content-Disposition: form-data; name="file"; ${written}\nContent-Type: application/octet-stream`);
    expect(nameOf(file)).toBe(name);
    expect(bytesOf(file).toString()).toBe('x');
  });

  it('the name of a file in a form is read from a header that is folded over two lines', () => {
    const [file] = formWith('Content-Disposition: form-data; name="file";\n\tfilename="a.txt"');
    expect(nameOf(file)).toBe('a.txt');
  });

  it('the name of a file in a form is read from a header in Latin-1 with the other parts of the form untouched', () => {
    const parts = [
      '--XbX\r\nContent-Disposition: form-data; name="gr\xf6\xdfe"\r\n\r\n5',
      '\r\n--XbX\r\nContent-Disposition: form-data; name="file"; filename="Gr\xfc\xdfe.txt"\r\nContent-Type: text/plain\r\n\r\n\xff\x00',
      '\r\n--XbX--',
    ];
    const read = readForm(Buffer.from(parts.join(''), 'latin1'), 'XbX');
    expect(read.map(nameOf)).toEqual(['Grüße.txt', 'form.json']);
    expect(bytesOf(read[0])).toEqual(Buffer.from([0xff, 0]));
    expect(bytesOf(read[1]).toString()).toBe('{"größe":"5"}');
  });

  it('the name of a file in a form of whatever bytes never loses the file or the form', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const header = Buffer.from(bytes)
          .toString('latin1')
          .replaceAll(/[\r\n]/g, '');
        const content = Buffer.from(bytes).toString('latin1');
        for (const written of [`a${header}`, `"a${header}"`])
          expect(formWith(`Content-Disposition: form-data; name="f"; filename=${written}`, content).map(bytesOf)).toEqual([
            Buffer.from(bytes),
          ]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('the name of a file in a form that is too long is refused with its part and its beginning, not the body', () => {
    const long = `Content-Disposition: form-data; name="f"; filename="${'x'.repeat(256)}"`;
    expect(errorOf(() => formWith(long))).toMatchObject({
      status: 400,
      message: `The file in part 1 of the form is called '${'x'.repeat(40)}…': the name of a file may have at most 255 characters.`,
    });
  });
});

describe('the name of a body in Content-Disposition', () => {
  it.each<readonly [string, string, string]>([
    // HTTP's headers reach the app as text, of Latin-1 or of UTF-8.
    ...everywhere,
    ['percent-encoded letters', 'filename="%E6%97%A5%20x.txt"', '日 x.txt'],
    ['a percent sign', 'filename="100%25.txt"', '100%25.txt'],
  ])('the name of a body in Content-Disposition is read from %s', async (_, written, name) => {
    const headers = new Headers({ 'Content-Disposition': `attachment; ${written}` });
    const { attachments } = await readDelivery(headers, new URLSearchParams(), Buffer.from('x'));
    expect(attachments.map(nameOf)).toEqual([name]);
  });

  it.each([
    ['percent-encoding', 'Gr%C3%BC%C3%9Fe.txt', 'Grüße.txt'],
    ['percent-encoding of Latin-1', 'Gr%FC%DFe.txt', 'Grüße.txt'],
    ['RFC 8187', `UTF-8''Gr%C3%BC%C3%9Fe.txt`, 'Grüße.txt'],
    ['an encoded word', '=?UTF-8?Q?Gr=C3=BC=C3=9Fe.txt?=', 'Grüße.txt'],
    ['UTF-8', utf8('Grüße.txt'), 'Grüße.txt'],
    ['Latin-1', 'Gr\xfc\xdfe.txt', 'Grüße.txt'],
    ['apostrophes', "it's 'x'.txt", "it's 'x'.txt"],
  ])('the name of a body in X-File-Name is read from %s', async (_, written, name) => {
    const headers = new Headers({ 'X-File-Name': written });
    const { attachments } = await readDelivery(headers, new URLSearchParams(), Buffer.from('x'));
    expect(attachments.map(nameOf)).toEqual([name]);
  });
});

describe('a name that is made', () => {
  it.each([
    ['application/cloudevents+json; charset=utf-8', 'json'],
    ['application/problem+json', 'json'],
    ['application/vnd.api+json', 'json'],
    ['application/vnd.github.v3+json', 'json'],
    ['application/scim+json', 'json'],
    ['text/json', 'json'],
    ['application/x-json', 'json'],
    ['application/geo+json', 'geojson'],
    ['application/soap+xml; charset=utf-8', 'xml'],
    ['APPLICATION/ATOM+XML', 'atom'],
    ['application/vnd.x+zip', 'zip'],
    ['application/x-gzip', 'gz'],
    ['application/x-yaml', 'yaml'],
    ['application/vnd.oai.openapi+yaml', 'yaml'],
    ['application/cbor', 'cbor'],
    ['application/x-ndjson', 'ndjson'],
    ['application/octet-stream', 'bin'],
    ['application/x-unknown', 'bin'],
    ['application/vnd.x+unknown', 'bin'],
    ['json', 'bin'],
    ['', 'bin'],
  ])('a name that is made of the type %j ends in .%s', (type, ending) => {
    expect(nameOfType('webhook', type)).toBe(`webhook.${ending}`);
  });

  it.each([
    ['release', 'release.json'],
    ['release.json', 'release.json'],
    ['RELEASE.JSON', 'RELEASE.JSON'],
    ['map.geojson', 'map.geojson'],
    ['v1.0', 'v1.0.json'],
    ['notes.txt', 'notes.txt.json'],
  ])('a name that is made of JSON called %j is %j, and the type is as it was sent', async (given, name) => {
    for (const type of ['application/json', 'text/json; charset=UTF-8', 'application/cloudevents+json; charset=utf-8']) {
      const { attachments } = await readDelivery(
        new Headers({ 'Content-Type': type }),
        new URLSearchParams({ name: given }),
        Buffer.from('{"a":1}'),
      );
      expect(attachments.map(({ properties }) => [properties.name, properties.contentType])).toEqual([[name, type]]);
    }
  });
});

describe('a part of a form', () => {
  const file = 'Content-Disposition: form-data; name="f"; filename="a.txt"';

  it.each([
    ['binary', '\xff\x00=41', '\xff\x00=41'],
    ['8BIT', 'a', 'a'],
    ['base64', 'aGVs\r\nbG8=\r\n', 'hello'],
    ['quoted-printable', 'a=3Db=\r\nc =FC', 'a=bc \xfc'],
    ['quoted-printable', 'a  = \t\r\nb \t=\nc', 'a  b \tc'],
    ['quoted-printable', 'a= b=4=G1=4a=', 'a= b=4=G1J='],
  ])('a part of a form with the Content-Transfer-Encoding %s is what it means', (encoding, content, wanted) => {
    expect(bytesOf(formWith(`${file}\nContent-Transfer-Encoding: ${encoding}`, content)[0]).toString('latin1')).toBe(wanted);
  });

  it.each([
    ['Content-Encoding: gzip', 415, /^Part 1 of the form has the Content-Encoding 'gzip'/],
    ['Content-Transfer-Encoding: uuencode', 415, /^Part 1 of the form .*'uuencode'/],
    ['Content-Transfer-Encoding: base64', 400, /^Part 1 of the form .*not base64/],
  ])('a part of a form with %s is refused by its number', (header, status, message) => {
    expect(errorOf(() => formWith(`${file}\n${header}`, '###'))).toMatchObject({
      status,
      message: expect.stringMatching(message) as unknown,
    });
  });

  it('a part of a form may come after a preamble, before an epilogue, behind padding, and hold what looks like a delimiter', () => {
    const content = '\r\n--bb\r\n --b\r\n--b-x\r\n';
    const body = `preamble --b\r\n--b \t\r\n${file}\r\n\r\n${content}\r\n--b\r\n${file}\r\n\r\n\r\n--b--  \r\nepilogue\r\n--b\r\n`;
    expect(readForm(Buffer.from(body), 'b').map((each) => bytesOf(each).toString())).toEqual([content, '']);
  });

  it('a part of a form ends where its delimiter does, whatever it holds', () => {
    const texts = fc
      .array(fc.constantFrom('\r\n', '--b', '--', 'b', '\r', '\n', 'x', ' '), { maxLength: 12 })
      .map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(fc.array(texts, { minLength: 1, maxLength: 4 }), (contents) => {
        fc.pre(contents.every((content) => !/(?:^|\r\n)--b/.test(content)));
        const body = `${contents.map((content) => `--b\r\n${file}\r\n\r\n${content}\r\n`).join('')}--b--\r\n`;
        expect(readForm(Buffer.from(body), 'b').map((each) => bytesOf(each).toString())).toEqual(contents);
      }),
      { numRuns: 1_000 },
    );
  });
});
