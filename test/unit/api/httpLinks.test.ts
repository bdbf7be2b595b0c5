// URLs in answers: one base for all, keys quoted and encoded, the next page with the options of this one.
import { expect, it } from 'vitest';
import { createLinks } from '../../../lib/api/links.ts';

const received = new URL('http://internal:7071/v1.0/me/events/x/attachments?$top=2&skip=4&$select=id,name&$skiptoken=old');
const key = { mailbox: { tenant: 't', kind: 'users' as const, id: 'ddfcd489' }, event: 'AAMkAGE1M88AADUv0uAAAG=' };
const own = createLinks(undefined, received, 'v1.0');
const published = createLinks('https://api.example', received, 'beta');

it('links stand on scheme and Host as received, or on PUBLIC_URL', () => {
  expect(own.event(key)).toBe("http://internal:7071/v1.0/users('ddfcd489')/events('AAMkAGE1M88AADUv0uAAAG%3D')");
  expect(published.event(key)).toBe("https://api.example/beta/users('ddfcd489')/events('AAMkAGE1M88AADUv0uAAAG%3D')");
});

it('an attachment lies below its event', () => {
  expect(own.attachment(key, 'a=')).toBe(`${own.event(key)}/attachments('a%3D')`);
});

it('contexts name the collection, the selection and the entity', () => {
  const events = "https://api.example/beta/$metadata#users('ddfcd489')/events";
  expect(published.eventContext(key.mailbox)).toBe(`${events}/$entity`);
  expect(published.attachmentsContext(key, undefined, false)).toBe(`${events}('AAMkAGE1M88AADUv0uAAAG%3D')/attachments`);
  expect(published.attachmentsContext(key, 'id,name', true)).toBe(`${events}('AAMkAGE1M88AADUv0uAAAG%3D')/attachments(id,name)/$entity`);
});

it('a group has groups for its collection', () => {
  expect(own.eventContext({ ...key.mailbox, kind: 'groups' })).toBe(
    "http://internal:7071/v1.0/$metadata#groups('ddfcd489')/events/$entity",
  );
});

it('the next page keeps path and options, and has a new token in place of every skip', () => {
  const next = new URL(published.next(received, 'new+/='));
  expect(next.origin + next.pathname).toBe('https://api.example/v1.0/me/events/x/attachments');
  expect([...next.searchParams]).toEqual([
    ['$top', '2'],
    ['$select', 'id,name'],
    ['$skiptoken', 'new+/='],
  ]);
  expect(published.next(received, 't')).toContain('&$skiptoken=t');
});
