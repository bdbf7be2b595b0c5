// Decodes non-ASCII text in headers: raw bytes, percent-encoding with a charset, and the encoded words of mail.

/**
 * The text of a header's value that holds a character for each byte: UTF-8 where the bytes are that, else Windows-1252, which HTML takes
 * Latin-1 for (Encoding Standard, section 4.2). A value with other characters was decoded before and stays.
 */
export function headerText(value: string): string {
  if (!/[\x80-\xff]/.test(value) || /[^\x00-\xff]/.test(value)) return value;
  return decode(Buffer.from(value, 'latin1'), 'utf-8') ?? value;
}

/**
 * The text of bytes in a charset, which may be named by any of its labels. Bytes that aren't valid in it are read as Windows-1252.
 * Undefined for an unknown charset.
 */
function decode(bytes: Uint8Array, charset: string): string | undefined {
  const fatal = decoderOf(charset, true);
  if (fatal === undefined) return undefined;
  try {
    return fatal.decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function decoderOf(charset: string, fatal: boolean): InstanceType<typeof TextDecoder> | undefined {
  try {
    return new TextDecoder(charset.trim(), { fatal });
  } catch {
    return undefined;
  }
}

/** The text of `charset'language'value`, percent-encoded (RFC 8187, section 3.2). Nothing for what isn't that. */
export function extendedText(value: string): string | undefined {
  const [, charset = '', encoded = ''] = /^([^']*)'[^']*'([^]*)$/.exec(value) ?? [];
  const bytes = percentDecoded(encoded);
  return encoded === '' || bytes === undefined ? undefined : decode(bytes, charset === '' ? 'utf-8' : charset);
}

/** The bytes behind percent-encoding; nothing where a `%` has no two digits. */
function percentDecoded(text: string): Buffer | undefined {
  if (/%(?![0-9a-f]{2})/i.test(text)) return undefined;
  const binary = text.replaceAll(/%([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
  return /[^\x00-\xff]/.test(binary) ? undefined : Buffer.from(binary, 'latin1');
}

/** The text where letters beyond ASCII are percent-encoded as UTF-8; as it is where that would make no such letters. */
export function percentText(text: string): string {
  const bytes = percentDecoded(text);
  const decoded = bytes && decoderOf('utf-8', false)?.decode(bytes);
  return decoded === undefined || /\ufffd/.test(decoded) || !/[^\x00-\x7f]/.test(decoded) ? text : decoded;
}

const word = /=\?([^?\s*]+)(?:\*[^?\s]*)?\?([bq])\?([^?\s]*)\?=/gi;
const betweenWords = /(\?=)\s+(?==\?[^?\s]+\?[bq]\?)/gi;

/**
 * The text with its encoded words read (RFC 2047): mail's way, in which libraries for mail write the names of parts. Neighbours of one
 * charset are read together, since a letter's bytes may be spread over two. Words that can't be read stay.
 */
export function wordsText(text: string): string {
  if (!text.includes('=?')) return text;
  const words = text.replaceAll(betweenWords, '$1');
  return words.replaceAll(/(?:=\?[^?\s]+\?[bq]\?[^?\s]*\?=)+/gi, (run) => runText(run));
}

function runText(run: string): string {
  const pieces: { charset: string; bytes: Buffer; written: string }[] = [];
  for (const [written, charset = '', encoding = '', content = ''] of run.matchAll(word)) {
    const bytes = encoding.toLowerCase() === 'b' ? Buffer.from(content, 'base64') : quoted(content);
    const last = pieces.at(-1);
    if (last?.charset === charset.toLowerCase())
      pieces.splice(-1, 1, { ...last, bytes: Buffer.concat([last.bytes, bytes]), written: last.written + written });
    else pieces.push({ charset: charset.toLowerCase(), bytes, written });
  }
  return pieces.map(({ charset, bytes, written }) => decode(bytes, charset) ?? written).join('');
}

/** The `Q` encoding (RFC 2047, section 4.2). */
const quoted = (content: string): Buffer =>
  Buffer.from(
    content.replaceAll('_', ' ').replaceAll(/=([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))),
    'latin1',
  );
