// Signatures of webhooks: vectors that others have published, their own libraries wherever a body is text, and what must be refused.
import { sign as signForGitHub, verify as verifyOfGitHub } from '@octokit/webhooks-methods';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { createSignatureVerifier, type SignatureSecrets } from '../../../lib/access/tokens/signatures.ts';
import { githubRelease } from '../../fixtures/githubRelease.ts';
import { errorOf } from '../../support/errors.ts';

const bytesOf = (text: string): Uint8Array => Buffer.from(text);
const base64 = (text: string): Uint8Array => Buffer.from(text, 'base64');

const verifierAt = (seconds: number, secrets: Partial<SignatureSecrets>) =>
  createSignatureVerifier({ standard: [], github: [], ...secrets }, () => seconds * 1000);

/** What is told to a request without the right signature. */
const refusal = (check: () => unknown) => {
  const { status, code, message } = errorOf(check);
  expect([status, code]).toEqual([401, 'InvalidAuthenticationToken']);
  return message;
};

/** What a secret makes of a Standard delivery's id. */
const aName = expect.stringMatching(/^id,.{44}$/) as unknown;

describe('Standard Webhooks', () => {
  // The example of the specification's own libraries and of Svix's documentation.
  const published = {
    secret: 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    body: '{"test": 2432232314}',
    at: 1614265330,
    headers: {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    },
  };
  const other = 'C2FVsBQIhrscChlQIMV+b5sSYspob7oD';

  interface Attempt {
    at?: number;
    body?: string | Uint8Array;
    headers?: Record<string, string>;
    secrets?: readonly string[];
  }

  const attempt = ({ at = published.at, body = published.body, headers = {}, secrets = [published.secret] }: Attempt = {}) =>
    verifierAt(at, { standard: secrets.map(base64) })(
      new Headers({ ...published.headers, ...headers }),
      typeof body === 'string' ? bytesOf(body) : body,
    );

  it('Standard Webhooks accepts the published vector, and gives its id', () => {
    expect(attempt()).toEqual({ scheme: 'standard', id: published.headers['webhook-id'], names: [aName] });
  });

  it('Standard Webhooks names a delivery by its id and the secret, whatever its time and body are', () => {
    const signed = (id: string, secret: string, at: number, body: string) => {
      const signature = new Webhook(secret).sign(id, new Date(at * 1000), body);
      const headers = { 'webhook-id': id, 'webhook-timestamp': String(at), 'webhook-signature': signature };
      return attempt({ at, body, headers, secrets: [published.secret, other] })?.names;
    };
    const first = signed('a', other, 1000, 'x');
    expect(signed('a', other, 2000, 'y')).toEqual(first);
    for (const another of [signed('b', other, 1000, 'x'), signed('a', published.secret, 1000, 'x')]) expect(another).not.toEqual(first);
  });

  it('Standard Webhooks accepts what one of several secrets has signed, and one of several signatures', () => {
    expect(attempt({ secrets: [other, published.secret] })).toEqual(attempt());
    const signature = `v1,${'A'.repeat(43)}= v1a,x ${published.headers['webhook-signature']} v1,`;
    expect(attempt({ headers: { 'webhook-signature': signature } })).toEqual(attempt());
  });

  it('Standard Webhooks accepts 5 minutes in either direction, and not a second more', () => {
    for (const at of [published.at - 300, published.at + 300]) expect(attempt({ at })).toEqual(attempt());
    for (const at of [published.at - 301, published.at + 301]) expect(refusal(() => attempt({ at }))).toMatch(/5 minutes/);
  });

  it.each<[string, Attempt]>([
    ['another body', { body: '{"test": 2432232315}' }],
    ['a body that is longer', { body: `${published.body}\n` }],
    ['no body', { body: '' }],
    ['another id', { headers: { 'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJel' } }],
    ['another timestamp', { headers: { 'webhook-timestamp': '1614265331' } }],
    ['another secret', { secrets: [other] }],
    ['another version of the scheme', { headers: { 'webhook-signature': published.headers['webhook-signature'].replace('v1', 'v2') } }],
    ['a signature cut short', { headers: { 'webhook-signature': published.headers['webhook-signature'].slice(0, -1) } }],
    ['base64url for base64', { headers: { 'webhook-signature': published.headers['webhook-signature'].replace('+', '-') } }],
    ['an empty signature', { headers: { 'webhook-signature': '' } }],
  ])('Standard Webhooks refuses %s', (_, changed) => {
    expect(refusal(() => attempt(changed))).toMatch(/does not match/);
  });

  it.each(['', 'now', '1e9', '-1', ' ', '1614265330.0', '9'.repeat(13)])('Standard Webhooks refuses the timestamp %j', (timestamp) => {
    expect(refusal(() => attempt({ headers: { 'webhook-timestamp': timestamp } }))).toMatch(/webhook-timestamp/);
  });

  it('Standard Webhooks refuses an id that is none', () => {
    for (const id of ['', 'x'.repeat(256)]) expect(refusal(() => attempt({ headers: { 'webhook-id': id } }))).toMatch(/webhook-id/);
  });

  it('Standard Webhooks agrees with its library about every id of printable ASCII without full stops, and refuses all others, signed as they are', () => {
    const library = new Webhook(published.secret);
    const signed = (id: string) => ({
      'webhook-id': id,
      'webhook-signature': library.sign(id, new Date(published.at * 1000), published.body),
    });
    const printable = Array.from({ length: 0x7f - 0x21 }, (_, i) => String.fromCharCode(0x21 + i));
    const ids = fc.array(fc.constantFrom(...printable), { minLength: 1, maxLength: 255 }).map((all) => all.join(''));
    fc.assert(
      fc.property(ids, (id) => {
        if (id.includes('.')) expect(refusal(() => attempt({ headers: signed(id) }))).toMatch(/webhook-id.*full stops/);
        else expect(attempt({ headers: signed(id) })).toMatchObject({ id });
      }),
    );
    for (const id of printable) if (id !== '.') expect(attempt({ headers: signed(id) })).toMatchObject({ id });
    // A header's value is of Latin-1: what is no ASCII in it may have been other bytes.
    for (const id of ['a b', 'a\tb', 'a\u00a0b', '\u00e9', 'a.b', '.', 'a.']) refusal(() => attempt({ headers: signed(id) }));
  });

  it.each(['webhook', 'svix'])('Standard Webhooks takes nothing of the body for the id, nor of the id for the body (%s)', (prefix) => {
    const library = new Webhook(published.secret);
    const when = new Date(published.at * 1000);
    const signature = library.sign('m', when, `1614265330.${published.body}`);
    expect(signature).toBe(library.sign('m.1614265330', when, published.body));
    const verify = (id: string, body: string) => {
      const headers = { [`${prefix}-id`]: id, [`${prefix}-timestamp`]: '1614265330', [`${prefix}-signature`]: signature };
      return verifierAt(published.at, { standard: [base64(published.secret)] })(new Headers(headers), bytesOf(body));
    };
    expect(verify('m', `1614265330.${published.body}`)).toMatchObject({ id: 'm' });
    expect(refusal(() => verify('m.1614265330', published.body))).toMatch(/full stops/);
  });

  it('Standard Webhooks agrees with its library about every text, and refuses it with one byte changed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.nat(), fc.integer({ min: 1, max: 255 }), (text, at, by) => {
        const signature = new Webhook(published.secret).sign('id', new Date(published.at * 1000), text);
        const headers = { 'webhook-id': 'id', 'webhook-signature': signature };
        const body = Buffer.from(text);
        expect(attempt({ body, headers })).toEqual({ scheme: 'standard', id: 'id', names: [aName] });
        const place = at % body.byteLength;
        body[place] = (body[place] ?? 0) ^ by;
        refusal(() => attempt({ body, headers }));
      }),
    );
  });

  it('Standard Webhooks holds to the bytes, where its library takes one that is no text for another', () => {
    const sent = Buffer.from([0x89, 0x50, 0xff]);
    const changed = Buffer.from([0x89, 0x50, 0xfe]);
    const library = new Webhook(published.secret);
    const when = new Date();
    const headers = {
      'webhook-id': 'id',
      'webhook-timestamp': String(Math.floor(when.getTime() / 1000)),
      'webhook-signature': library.sign('id', when, sent),
    };
    expect(() => void library.verify(changed, headers, { jsonParse: false })).not.toThrow();
    refusal(() => attempt({ at: when.getTime() / 1000, body: changed, headers }));
  });
});

describe("GitHub's", () => {
  const attempt = (signature: string, body: string | Uint8Array, ...secrets: readonly string[]) =>
    verifierAt(0, { github: secrets })(new Headers({ 'X-Hub-Signature-256': signature }), typeof body === 'string' ? bytesOf(body) : body);

  // GitHub's documentation; the tests of @octokit/webhooks-methods and of google/go-github.
  const published = [
    ["It's a Secret to Everybody", 'Hello, World!', 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17'],
    ['mysecret', '{"foo":"bar"}', 'sha256=4864d2759938a15468b5df9ade20bf161da9b4f737ea61794142f3484236bda3'],
    ['0123456789abcdef', '{"yo":true}', 'sha256=b1f8020f5b4cd42042f807dd939015c4a418bc1ff7f604dd55b0a19b5d953d9b'],
  ] as const;

  it.each(published)("GitHub's signature is accepted by the published vector for the secret %j", (secret, body, signature) => {
    expect(attempt(signature, body, secret)).toEqual({ scheme: 'github', names: [signature] });
    expect(attempt(signature, body, 'old', secret)).toEqual({ scheme: 'github', names: [signature] });
    for (const wrong of [
      signature.slice(0, -1),
      `${signature.slice(0, -1)}0`,
      signature.replace('sha256', 'sha1'),
      signature.toUpperCase(),
      '',
    ])
      if (wrong !== signature) expect(refusal(() => attempt(wrong, body, secret))).toMatch(/does not match/);
    refusal(() => attempt(signature, `${body} `, secret));
    refusal(() => attempt(signature, body, `${secret} `));
  });

  it("GitHub's signature is accepted of a recorded release", () => {
    const { headers, body, secret } = githubRelease;
    const signature = headers['X-Hub-Signature-256'];
    expect(attempt(signature, body, secret)).toEqual({ scheme: 'github', names: [signature] });
  });

  it("GitHub's signature agrees with its library about every text", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1 }), fc.string({ minLength: 1 }), async (text, secret) => {
        const signature = await signForGitHub(secret, text);
        expect(attempt(signature, text, secret)).toEqual({ scheme: 'github', names: [signature] });
        refusal(() => attempt(signature, `${text}.`, secret));
      }),
    );
  });

  it("GitHub's signature holds to the bytes, where its library can only be given text", async () => {
    const [sent, changed] = [Buffer.from([0xff, 1]), Buffer.from([0xfe, 1])];
    const signature = await signForGitHub('secret', sent.toString());
    expect(await verifyOfGitHub('secret', changed.toString(), signature)).toBe(true);
    refusal(() => attempt(signature, changed, 'secret'));
  });
});

describe('a request', () => {
  const both = { standard: [new Uint8Array(24)], github: ['s'] };
  const none = new Headers();

  it('a request needs no signature without secrets, whatever it brings', () => {
    expect(
      verifierAt(0, {})(new Headers({ 'webhook-signature': 'v1,x', 'X-Hub-Signature-256': 'sha256=x' }), bytesOf('x')),
    ).toBeUndefined();
  });

  it('a request is told which signatures there are when it has none', () => {
    expect(refusal(() => verifierAt(0, both)(none, bytesOf('x')))).toMatch(/webhook-signature.*X-Hub-Signature-256/);
    expect(refusal(() => verifierAt(0, { github: ['s'] })(none, bytesOf('x')))).not.toMatch(/webhook-signature/);
    refusal(() => verifierAt(0, { github: ['s'] })(new Headers({ 'webhook-signature': 'v1,x' }), bytesOf('x')));
  });

  it('a request may bring either, and what it brings must be right', async () => {
    const right = await signForGitHub('s', 'x');
    const standard = new Webhook(Buffer.alloc(24), { format: 'raw' }).sign('id', new Date(0), 'x');
    const headers = { 'webhook-id': 'id', 'webhook-timestamp': '0', 'webhook-signature': standard };
    const verify = verifierAt(0, both);
    expect(verify(new Headers({ 'X-Hub-Signature-256': right }), bytesOf('x'))).toEqual({ scheme: 'github', names: [right] });
    expect(verify(new Headers(headers), bytesOf('x'))).toEqual({ scheme: 'standard', id: 'id', names: [aName] });
    expect(refusal(() => verify(new Headers({ ...headers, 'X-Hub-Signature-256': right }), bytesOf('x')))).toMatch(/two ways/);
    refusal(() => verify(new Headers({ ...headers, 'X-Hub-Signature-256': `${right}0` }), bytesOf('x')));
    refusal(() => verify(new Headers({ ...headers, 'webhook-signature': 'v1,x', 'X-Hub-Signature-256': right }), bytesOf('x')));
  });
});
