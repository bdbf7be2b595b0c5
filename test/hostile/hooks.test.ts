// Hostile webhooks over the wire, by somebody who has the key: nothing is stored that shouldn't be, nothing fails, and the app lives on.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { expectError } from '../support/api/answers.ts';
import { openApi, type Answer, type Sent } from '../support/api/api.ts';
import { allowHooks, newTarget, startHookStack, textOf, type HookStack, type Target } from '../support/api/hooks.ts';
import { mailboxState } from '../support/stores/mailboxState.ts';

let hooks: HookStack;
let target: Target;
beforeAll(async () => {
  target = await newTarget(await openApi());
  hooks = await startHookStack({ ...allowHooks(target.person.id), BYTE_BUDGET_MIB: '16' });
});
afterAll(async () => {
  await hooks.stop();
});

const send = (sent: Omit<Sent, 'token'>, query = ''): Promise<Answer> => hooks.hook(`${target.attachments}${query}`, sent);
const state = () => mailboxState(inject('stack'), target.person.partition);

async function refuses(sent: Omit<Sent, 'token'>, status: number, code: string, query?: string): Promise<void> {
  const before = await state();
  expectError(await send(sent, query), status, code);
  expect(await state()).toEqual(before);
}

const multipart = { 'Content-Type': 'multipart/form-data; boundary=b' };
const json = { 'Content-Type': 'application/json' };
const part = (disposition: string, content: string): string =>
  `--b\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`;

describe('is refused, and nothing is stored:', () => {
  it.each<[string, string]>([
    ['10,000 files', `${part('name="f"; filename="a"', 'x').repeat(10_000)}--b--`],
    ['90 good files and a broken one', `${part('name="f"; filename="a"', 'x').repeat(90)}--b\r\nContent-Disp`],
    ['a form without its end', part('name="f"; filename="a"', 'x')],
    ['a part with a megabyte of headers', `--b\r\nX: ${'y'.repeat(1_000_000)}\r\n\r\nx\r\n--b--`],
    ['4 MB that are nearly a boundary', '\r\n--c'.repeat(800_000)],
  ])("a webhook's body is refused, and nothing is stored: %s", async (_, body) => {
    await refuses({ body, headers: multipart }, 400, 'BadRequest');
  });

  it('a boundary of 5,000 characters, none, and one that is no text', async () => {
    for (const boundary of [`; boundary=${'b'.repeat(5_000)}`, '', '; boundary=""'])
      await refuses({ body: part('name="a"', 'x'), headers: { 'Content-Type': `multipart/form-data${boundary}` } }, 400, 'BadRequest');
  });

  it.each<[string, string]>([
    ['2,000,000 levels', '['.repeat(2_000_000)],
    ['objects without end', '{"a":'.repeat(800_000)],
    ['a type that is an object', '{"@odata.type":{"a":1}}'],
    ['a string without end', '"x'],
  ])("a webhook's JSON of %s is refused, and nothing is stored", async (_, body) => {
    const { status } = await send({ body, headers: json });
    expect(status).toBe(400);
  });

  it("a webhook's names that are too long are refused, and nothing is stored", async () => {
    await refuses({ body: 'x' }, 400, 'BadRequest', `?name=${'x'.repeat(256)}`);
    await refuses({ body: 'x', headers: { 'X-File-Name': 'x'.repeat(2_000) } }, 400, 'BadRequest');
  });

  it('headers of 60 KB are refused by the host, and nothing is stored', async () => {
    const answer = await send({ body: 'x', headers: { 'X-Large': 'y'.repeat(60_000) } });
    expect(answer.status).toBe(431);
  });

  it('a body that stops before its length is over', async () => {
    const before = await state();
    const { hostname, port } = new URL(hooks.stack.url);
    const socket = connect({ host: hostname, port: Number(port) });
    const head = [`POST /hooks${target.attachments} HTTP/1.1`, 'Host: localhost', `x-functions-key: ${hooks.key}`, 'Content-Length: 1000'];
    socket.end(`${head.join('\r\n')}\r\n\r\nhalf`);
    socket.on('error', () => undefined).resume();
    await once(socket, 'close');
    expect((await send({ method: 'GET' })).status).toBe(405);
    expect(await state()).toEqual(before);
  });
});

describe('is kept as what it is:', () => {
  const kept = async (sent: Omit<Sent, 'token'>, query = ''): Promise<Readonly<Record<string, unknown>>> => {
    const answer = await send(sent, query);
    expect(answer.status, answer.text.slice(0, 300)).toBe(201);
    return (await target.list()).at(-1) ?? {};
  };

  it('a million arrays are kept byte for byte', async () => {
    const body = `[${'[],'.repeat(1_000_000)}0]`;
    expect((await kept({ body, headers: json })).size).toBe(body.length);
  });

  it('a name with folders, controls and text turned around, without them', async () => {
    const hostile = '../../etc/\u202efdp.exe\u0000';
    expect((await kept({ body: 'x' }, `?name=${encodeURIComponent(hostile)}`)).name).toBe('_fdp.exe_');
    const form = `${part('name="f"; filename="C:\\fakepath\\..\\evil\u0007.sh"', 'x')}--b--`;
    expect((await kept({ body: form, headers: multipart })).name).toBe('evil_.sh');
  });

  it('markup with a type of its own is kept as what it is, and served as a download', async () => {
    const page = '<script>alert(1)</script>';
    const { id, contentType } = await kept({ body: page, headers: { 'Content-Type': 'text/html' } }, '?name=x.html');
    const { token } = target.person;
    const event = target.event.split('/').at(-1) ?? '';
    const read = await (await openApi()).send(`/v1.0/me/events/${event}/attachments/${String(id)}/$value`, { token });
    expect([contentType, read.text, read.headers.get('content-disposition')]).toEqual(['text/html', page, 'attachment; filename=x.html']);
    expect(read.headers.get('content-security-policy')).toContain('sandbox');
  });

  it('a form within a file is kept as what it is', async () => {
    const inner = `--c\r\nContent-Disposition: form-data; name="x"\r\n\r\ny\r\n--c--`;
    const body = `--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n${inner}\r\n--b--`;
    const file = await kept({ body, headers: multipart });
    expect([file.name, textOf(file)]).toEqual(['f', inner]);
  });
});

it('more bodies at once than there is room for are told to come again, and are stored once then', async () => {
  const bodies = Array.from({ length: 8 }, () => new Uint8Array(randomBytes(4_000_000)));
  const deliver = (body: Uint8Array<ArrayBuffer>, key: number): Promise<Answer> =>
    send({ body, headers: { 'Idempotency-Key': String(key) } });
  const before = (await state()).blobs.length;
  const answers = await Promise.all(bodies.map(deliver));
  const refused = answers.filter(({ status }) => status !== 201);
  expect(refused.length).toBeGreaterThan(0);
  for (const answer of refused) {
    expectError(answer, 503, 'ServiceUnavailable');
    expect(answer.headers.get('retry-after')).toBe('1');
  }
  for (const [key, body] of bodies.entries()) expect((await deliver(body, key)).status).toBe(201);
  expect((await state()).blobs).toHaveLength(before + bodies.length);
});
