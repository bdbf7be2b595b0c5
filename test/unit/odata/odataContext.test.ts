// The `@odata.context` of lists, entities and selections.
import { expect, it } from 'vitest';
import { attachmentsContext } from '../../../lib/odata/query/context.ts';

const owner = { kind: 'users', id: 'ddfcd489-628b-40d7-b48b-57002df800e5' } as const;
const base = 'https://calendar.example';
const list = { base, version: 'v1.0', owner, event: 'AAMkAGE1M88AADUv0uAAAG=', entity: false } as const;
const collection = "users('ddfcd489-628b-40d7-b48b-57002df800e5')/events('AAMkAGE1M88AADUv0uAAAG%3D')/attachments";

it('the context of a list names its collection', () => {
  expect(attachmentsContext(list)).toBe(`${base}/v1.0/$metadata#${collection}`);
});

it('the context of one entity ends in $entity', () => {
  expect(attachmentsContext({ ...list, version: 'beta', entity: true })).toBe(`${base}/beta/$metadata#${collection}/$entity`);
});

it('the context of a selection names it', () => {
  expect(attachmentsContext({ ...list, select: 'id,name' })).toBe(`${base}/v1.0/$metadata#${collection}(id,name)`);
  expect(attachmentsContext({ ...list, select: 'id', entity: true })).toBe(`${base}/v1.0/$metadata#${collection}(id)/$entity`);
});

it("the context of a group's events names the group", () => {
  expect(attachmentsContext({ ...list, owner: { kind: 'groups', id: 'g' }, event: 'e' })).toBe(
    "https://calendar.example/v1.0/$metadata#groups('g')/events('e')/attachments",
  );
});

it('the context encodes keys that would break out of their quotes', () => {
  expect(attachmentsContext({ ...list, owner: { kind: 'users', id: "o'x#@y" }, event: 'a/b' })).toBe(
    "https://calendar.example/v1.0/$metadata#users('o''x%23%40y')/events('a%2Fb')/attachments",
  );
});
