// GET …/$metadata: who gets it, how it is kept, and that tools which read OData can read it.
import { convert } from '@sap-ux/annotation-converter';
import { parse } from '@sap-ux/edmx-parser';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectError, expectIdentified } from '../../support/api/answers.ts';
import { openApi, type Api, type Answer } from '../../support/api/api.ts';
import { batch, bytesIn, gets } from '../../support/api/batches.ts';
import { readMetadata } from '../../support/clients/csdl.ts';

let api: Api;
let answer: Answer;
beforeAll(async () => {
  api = await openApi();
  answer = await api.send('/v1.0/$metadata', { token: null });
});

describe('the metadata', () => {
  it('the metadata is XML for everybody, with a token or without, even a wrong one', async () => {
    expectIdentified(answer);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/xml; charset=utf-8');
    expect(answer.headers.get('odata-version')).toBe('4.0');
    for (const token of ['wrong', await api.token({ app: true })])
      expect((await api.send('/v1.0/$metadata', { token })).text).toBe(answer.text);
  });

  it('the metadata is the same in both versions, and as a part of a batch', async () => {
    expect((await api.send('/beta/%24METADATA/', { token: null })).text).toBe(answer.text);
    const [part] = await batch(api, gets('/$metadata'));
    expect(bytesIn(part ?? expect.fail()).toString()).toBe(answer.text);
    expect(part?.headers['Content-Type']).toBe('application/xml; charset=utf-8');
  });

  it('the metadata may be kept, and is sent again only when it has changed', async () => {
    expect(answer.headers.get('cache-control')).toBe('public, max-age=3600');
    const etag = answer.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]{43}"$/);
    const unchanged = await api.send('/v1.0/$metadata', { token: null, headers: { 'If-None-Match': etag } });
    expect([unchanged.status, unchanged.text, unchanged.headers.get('etag')]).toEqual([304, '', etag]);
    expect((await api.send('/v1.0/$metadata', { token: null, headers: { 'If-None-Match': '"other"' } })).status).toBe(200);
    const head = await api.send('/v1.0/$metadata', { token: null, method: 'HEAD' });
    expect([head.status, head.text, head.headers.get('content-length')]).toEqual([200, '', String(answer.bytes.length)]);
  });

  it('the metadata takes GET and HEAD alone, and no options', async () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const refused = await api.send('/v1.0/$metadata', { method, token: null, ...(method === 'DELETE' ? {} : { json: {} }) });
      expectError(refused, 405, 'ErrorInvalidRequest');
      expect(refused.headers.get('allow')).toBe('GET, HEAD');
    }
    expectError(await api.send('/v1.0/$metadata?$select=id', { token: null }), 400, 'BadRequest', /'\$select'/);
    expectError(await api.send('/v1.0/$metadata/users', { token: null }), 401, 'InvalidAuthenticationToken');
    expectError(await api.send('/v1.0/$metadata/users'), 400, 'BadRequest', "Resource not found for the segment 'users'.");
  });
});

describe('tools read it:', () => {
  it("OASIS' own converter reads the metadata, and finds nothing to complain of", () => {
    const metadata = readMetadata(answer.text);
    expect(metadata.types.size).toBeGreaterThan(50);
    expect([...metadata.membersOf('eventMessageRequest').keys()]).toEqual(
      expect.arrayContaining(['id', 'changeKey', 'subject', 'event', 'meetingRequestType']),
    );
  });

  it("SAP's parser and converter read the metadata, and know every type and every target of a binding", () => {
    const { entitySets, singletons, entityTypes, actions } = convert(parse(answer.text));
    expect(entitySets.map(({ name }) => name)).toEqual(['directoryObjects', 'groups', 'invitations', 'places', 'subscriptions', 'users']);
    const [me] = singletons;
    expect([me?.name, me?.entityType.fullyQualifiedName]).toEqual(['me', 'microsoft.graph.user']);
    const user = entityTypes.find(({ name }) => name === 'user');
    const events = user?.navigationProperties.find(({ name }) => name === 'events');
    expect(events).toMatchObject({ isCollection: true, containsTarget: true, targetTypeName: 'microsoft.graph.event' });
    expect(events?.targetType.navigationProperties.map(({ name }) => name)).toContain('attachments');
    expect(Object.keys(entitySets.find(({ name }) => name === 'users')?.navigationPropertyBinding ?? {})).toEqual([
      'joinedGroups',
      'memberOf',
      'transitiveMemberOf',
    ]);
    const upload = actions.find(({ name }) => name === 'createUploadSession');
    expect(upload).toMatchObject({ isBound: true, returnType: 'microsoft.graph.uploadSession' });
    expect(upload?.parameters.map(({ name, type }) => [name, type])).toContainEqual(['AttachmentItem', 'microsoft.graph.attachmentItem']);
  });
});
