// Addresses of users: one holder each, whatever they are used as, set by applications and by a verified upn alone.
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';
import { statusAndCode } from '../../support/api/answers.ts';
import { newStranger } from '../../support/people/people.ts';
import { withClaims } from '../../support/people/claims.ts';

let api: Api;
let admin: string;
beforeAll(async () => {
  api = await openApi();
  admin = await api.token({ app: true, role: 'User.ReadWrite.All' });
});

const fresh = (name = 'ann'): string => `${name}-${randomUUID()}@fabrikam.example`;
const create = (json: object): Promise<Answer> =>
  api.send('/v1.0/users', { token: admin, json: { displayName: 'x', userPrincipalName: fresh('upn'), ...json } });
const change = (id: string, json: object, token = admin): Promise<Answer> =>
  api.send(`/v1.0/users/${id}`, { token, method: 'PATCH', json });
const show = async (id: string): Promise<Answer['json']> => (await api.send(`/v1.0/users/${id}`, { token: admin })).json;

async function made(json: object = {}): Promise<string> {
  const answer = await create(json);
  expect(answer.status, answer.text).toBe(201);
  return String(answer.json.id);
}

describe('an address', () => {
  it('an address is one user’s, whatever it is used as, in any case of letters', async () => {
    const [upn, mail, proxy] = [fresh(), fresh(), fresh()];
    await made({ userPrincipalName: upn, mail, proxyAddresses: [`SMTP:${mail}`, `smtp:${proxy}`] });
    const id = await made();
    for (const address of [upn, mail, proxy].map((each) => each.toUpperCase()))
      for (const [json, property] of [
        [{ mail: address }, 'proxyAddresses'],
        [{ proxyAddresses: [`smtp:${address}`] }, 'proxyAddresses'],
        [{ userPrincipalName: address }, 'userPrincipalName'],
      ] as const)
        for (const answer of [await create(json), await change(id, json)]) {
          expect(statusAndCode(answer)).toEqual([400, 'Request_BadRequest']);
          expect(answer.text).toContain(`Another object with the same value for property ${property} already exists.`);
        }
  });

  it('an address may be all of one user’s', async () => {
    const address = fresh();
    const id = await made({ userPrincipalName: address, mail: address, proxyAddresses: [`SMTP:${address}`], otherMails: [address] });
    expect(await show(id)).toMatchObject({ userPrincipalName: address, mail: address, proxyAddresses: [`SMTP:${address}`] });
    expect((await change(id, { mail: null })).status).toBe(204);
    expect(await show(id)).toMatchObject({ userPrincipalName: address, mail: null, proxyAddresses: [], otherMails: [address] });
    expect(statusAndCode(await create({ mail: address }))).toEqual([400, 'Request_BadRequest']);
  });

  it('an address that a change drops is free, and so are those of a user who is deleted', async () => {
    const [first, second, kept] = [fresh(), fresh(), fresh()];
    const id = await made({ mail: first, proxyAddresses: [`SMTP:${first}`, `smtp:${kept}`] });
    expect((await change(id, { mail: second })).status).toBe(204);
    expect(await show(id)).toMatchObject({ mail: second, proxyAddresses: [`SMTP:${second}`, `smtp:${kept}`] });
    const next = await made({ mail: first });
    expect((await change(id, { proxyAddresses: [`SMTP:${kept}`] })).status).toBe(204);
    expect(await show(id)).toMatchObject({ mail: kept, proxyAddresses: [`SMTP:${kept}`] });
    await made({ mail: second });
    expect((await api.send(`/v1.0/users/${next}`, { token: admin, method: 'DELETE' })).status).toBe(204);
    await made({ mail: first });
  });

  it.each([
    [{ mail: 'x' }, 'mail'],
    [{ mail: 'a b@c.example' }, 'mail'],
    [{ otherMails: ['x'] }, 'otherMails'],
    [{ proxyAddresses: ['a@c.example'] }, 'proxyAddresses'],
    [{ proxyAddresses: ['X500:/o=x'] }, 'proxyAddresses'],
    [{ proxyAddresses: ['SMTP:a@c.example', 'SMTP:b@c.example'] }, 'proxyAddresses'],
    [{ mail: 'a@c.example', proxyAddresses: ['SMTP:b@c.example'] }, 'proxyAddresses'],
    [{ proxyAddresses: Array.from({ length: 41 }, (_, i) => `smtp:${i}@c.example`) }, '40 addresses'],
  ])('an address is refused where it is none: %j', async (json, named) => {
    const answer = await create(json);
    expect(statusAndCode(answer)).toEqual([400, 'Request_BadRequest']);
    expect(answer.text).toContain(named);
  });

  it('an address is nobody’s to change by a token of a user’s own', async () => {
    const { id, token } = await newStranger(api, { scope: 'User.ReadWrite.All User.ReadWrite Directory.ReadWrite.All' });
    await api.send('/v1.0/me', { token });
    for (const json of [
      { mail: fresh() },
      { proxyAddresses: [`smtp:${fresh()}`] },
      { otherMails: [fresh()] },
      { userPrincipalName: fresh() },
    ])
      for (const key of [id, await made()])
        expect(statusAndCode(await change(key, json, token))).toEqual([403, 'Authorization_RequestDenied']);
  });
});

describe('a verified upn', () => {
  it('a verified upn takes the address from whoever has it otherwise, whatever it was used as', async () => {
    const { upn, id, token } = await newStranger(api, { scope: 'User.Read' });
    const holder = await made({ mail: upn, otherMails: [upn] });
    expect((await api.send('/v1.0/me', { token })).json).toMatchObject({ id, userPrincipalName: upn });
    expect(await show(holder)).toMatchObject({ mail: null, proxyAddresses: [], otherMails: [upn] });

    const named = await newStranger(api, { scope: 'User.Read' });
    const other = await made({ userPrincipalName: named.upn });
    expect((await api.send('/v1.0/me', { token: named.token })).json).toMatchObject({ userPrincipalName: named.upn });
    expect(await show(other)).toMatchObject({ userPrincipalName: null });
  });

  it('a verified upn stays with whom a token of the own has confirmed; mail and preferred_username take nothing', async () => {
    const first = await newStranger(api, { scope: 'User.Read' });
    await api.send('/v1.0/me', { token: first.token });
    const second = await withClaims(first.token, { oid: randomUUID() });
    expect((await api.send('/v1.0/me', { token: second })).json).toMatchObject({ userPrincipalName: null });
    expect((await api.send('/v1.0/me', { token: first.token })).json).toMatchObject({ userPrincipalName: first.upn });

    const mail = fresh();
    const holder = await made({ mail });
    const third = await withClaims(first.token, { oid: randomUUID(), upn: undefined, email: mail, preferred_username: mail });
    expect((await api.send('/v1.0/me', { token: third })).json).toMatchObject({ userPrincipalName: null, mail: null });
    expect(await show(holder)).toMatchObject({ mail });
  });
});
