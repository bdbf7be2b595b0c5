// Properties of users and groups that have no value here: null where they are selected, and nobody's to set.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApplicationCaller } from '../../../lib/access/tokens/caller.ts';
import type { InstanceAnswer } from '../../support/stores/instances.ts';
import { isEntity } from '../../support/api/answers.ts';
import { startHousehold, type Household, type Housemate } from '../../support/people/household.ts';

let house: Household;
let admin: ApplicationCaller;
let adele: Housemate;
let team: string;

beforeAll(async () => {
  house = await startHousehold();
  const roles = new Set(['User.ReadWrite.All', 'Group.ReadWrite.All']);
  admin = { kind: 'application', tenant: house.tenant, id: randomUUID(), appId: 'app', roles };
  adele = await house.come('adele');
  team = String((await asAdmin('POST', 'groups', { displayName: 'Team', mailNickname: 'team' })).json.id);
});
afterAll(() => house.close());

const asAdmin = (method: string, path: string, json?: object) => house.instance.send(admin, method, `/v1.0/${path}`, json);
const as = (person: Housemate, method: string, path: string) =>
  house.instance.send({ ...person.caller, scopes: new Set(['User.Read.All', 'Group.Read.All']) }, method, `/v1.0/${path}`);
const codeOf = ({ status, json }: InstanceAnswer) => [status, isEntity(json.error) ? json.error.code : undefined];

describe('a property without a value here', () => {
  it('a property without a value here is null or empty where it is selected, and left out elsewhere', async () => {
    const { json } = await as(adele, 'GET', 'me?$select=id,department,skills,accountEnabled,assignedLicenses,onPremisesSyncEnabled');
    expect(json).toEqual({
      '@odata.context': expect.stringContaining('$metadata#users(id,department,') as unknown,
      id: adele.id,
      accountEnabled: true,
      department: null,
      skills: [],
      onPremisesSyncEnabled: null,
    });
    const group = await as(
      adele,
      'GET',
      `groups/${team}?$select=allowExternalSenders,unseenCount,proxyAddresses,resourceProvisioningOptions`,
    );
    expect(group.json).toMatchObject({
      allowExternalSenders: null,
      unseenCount: null,
      proxyAddresses: [],
      resourceProvisioningOptions: [],
    });
    const plain = await as(adele, 'GET', 'me');
    expect(Object.keys(plain.json)).not.toEqual(expect.arrayContaining(['department']));
    expect(Object.keys(plain.json)).not.toEqual(expect.arrayContaining(['accountEnabled']));
    expect((await as(adele, 'GET', 'me?$select=nonsense')).status).toBe(400);
  });

  it('a property without a value here is compared as null, and is not set', async () => {
    const found = (filter: string) => as(adele, 'GET', `users?$filter=${filter}&$count=true&$top=1`);
    const all = (await as(adele, 'GET', 'users?$count=true&$top=1')).json['@odata.count'];
    expect((await found("department eq 'x'")).json['@odata.count']).toBe(0);
    expect((await found('department eq null and accountEnabled eq true')).json['@odata.count']).toBe(all);
    expect((await found('accountEnabled eq false')).json['@odata.count']).toBe(0);
    expect(codeOf(await asAdmin('PATCH', `users/${adele.id}`, { department: 'x' }))).toEqual([400, 'RequestBodyRead']);
    expect((await asAdmin('PATCH', `users/${adele.id}`, { department: null, accountEnabled: true })).status).toBe(204);
    expect(codeOf(await asAdmin('PATCH', `users/${adele.id}`, { accountEnabled: false }))).toEqual([400, 'RequestBodyRead']);
  });
});
