// Paths that a reader would ask about, one by one: what the grammar takes, and in which words it refuses the rest.
import { describe, expect, it } from 'vitest';
import { parsePath } from '../../../lib/paths/grammar.ts';
import { isId } from '../../../lib/paths/identifiers.ts';
import { allowedMethods } from '../../../lib/api/routes.ts';
import { printPath } from '../../../lib/paths/print.ts';
import { errorOf } from '../../support/errors.ts';
import { reservedWords } from '../../support/data/reservedWords.ts';

const oid = 'ddfcd489-628b-40d7-b48b-57002df800e5';
const tid = '6f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f9';
const nothing = { status: 404, code: 'NotFound' };
const malformedId = { status: 400, code: 'ErrorInvalidIdMalformed', message: 'Id is malformed.' };
const unknown = (segment: string) => ({ status: 400, code: 'BadRequest', message: `Resource not found for the segment '${segment}'.` });
const notUtf8 = { status: 400, code: 'BadRequest', message: 'The path is not valid: a segment is not percent-encoded UTF-8.' };

describe('what a path means', () => {
  it('what a path means is its version, owner, calendar, event, occurrences and tail', () => {
    const path = "/beta/users('a@b.c')/calendarGroups/g/calendars/c/events/e/instances/i/exceptionOccurrences/x/attachments/t/$value";
    expect(parsePath(path)).toEqual({
      kind: 'event',
      version: 'beta',
      owner: { kind: 'user', user: { kind: 'upn', upn: 'a@b.c' } },
      source: {
        via: 'calendar',
        calendar: { kind: 'inGroup', group: 'g', id: 'c' },
        collection: 'events',
        id: 'e',
        occurrences: [
          { collection: 'instances', id: 'i' },
          { collection: 'exceptionOccurrences', id: 'x' },
        ],
      },
      tail: { kind: 'attachmentValue', id: 't' },
    });
  });

  it('a path may mean a message and the folders it lies in', () => {
    const path = '/v1.0/invitations/n/invitedUser/mailFolders/inbox/childFolders/f/messages/m/microsoft.graph.eventMessage/event';
    expect(parsePath(path)).toEqual({
      kind: 'event',
      version: 'v1.0',
      owner: { kind: 'invitedUser', invitation: 'n' },
      source: { via: 'message', folders: ['inbox', 'f'], message: 'm', occurrences: [] },
      tail: { kind: 'event' },
    });
  });

  it("a path is a collection of events where it ends without a key: any, a calendar's or a joined group's", () => {
    expect(parsePath('/v1.0/me/events')).toEqual({ kind: 'events', version: 'v1.0', owner: { kind: 'me' }, calendar: { kind: 'any' } });
    expect(parsePath('/v1.0/me/calendars/c/events/')).toMatchObject({ kind: 'events', calendar: { kind: 'calendar', id: 'c' } });
    expect(parsePath(`/v1.0/users/${oid}/joinedGroups/g/calendar/events`)).toEqual({
      kind: 'events',
      version: 'v1.0',
      owner: { kind: 'joinedGroup', of: { kind: 'user', user: { kind: 'id', id: oid } }, id: 'g' },
      calendar: { kind: 'default' },
    });
  });

  it.each([
    ['casing', '/V1.0/ME/EVENTS/e/ATTACHMENTS/$COUNT', '/v1.0/me/events/e/attachments/$count'],
    ['an encoded dollar', '/v1.0/me/events/e/attachments/%24count', '/v1.0/me/events/e/attachments/$count'],
    ['encoded words', '/v1%2e0/%6De/events/e', '/v1.0/me/events/e'],
    ['encoded parentheses and quotes', '/v1.0/me/events%28%27e%27%29/attachments', '/v1.0/me/events/e/attachments'],
    [
      'a key in each form',
      "/beta/Users('o''brien@b.c')/Events('e')/Attachments('t')/$value",
      "/beta/users/o'brien%40b.c/events/e/attachments/t/$value",
    ],
    [
      'casts without a namespace',
      '/v1.0/me/messages/m/eventmessage/event/attachments/t/itemAttachment/item',
      '/v1.0/me/messages/m/microsoft.graph.eventMessage/event/attachments/t/microsoft.graph.itemAttachment/item',
    ],
    ['no cast of a message', '/v1.0/me/messages/m/event', '/v1.0/me/messages/m/microsoft.graph.eventMessage/event'],
    [
      'an action with its namespace',
      '/v1.0/me/events/e/attachments/Microsoft.Graph.CreateUploadSession',
      '/v1.0/me/events/e/attachments/createUploadSession',
    ],
    [
      'names of JavaScript objects',
      '/v1.0/me/events/__proto__/attachments/constructor',
      '/v1.0/me/events/__proto__/attachments/constructor',
    ],
  ])('the meaning of a path does not depend on %s', (_, path, canonical) => {
    expect(parsePath(path)).toEqual(parsePath(canonical));
    expect(printPath(parsePath(path))).toBe(canonical);
  });
});

describe('the methods that a path takes', () => {
  it.each([
    ['me/events', ['GET', 'HEAD', 'POST']],
    ['groups/g/calendar/events', ['GET', 'HEAD', 'POST']],
    ['me/calendarView', ['GET', 'HEAD']],
    ['me/events/e', ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE']],
    ['groups/g/calendar/events/e', ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE']],
    ['me/events/e/instances/i', ['GET', 'HEAD', 'PATCH', 'DELETE']],
    ['me/calendarView/e', ['GET', 'HEAD', 'PATCH', 'DELETE']],
    ['me/messages/m/event', ['GET', 'HEAD', 'PATCH', 'DELETE']],
    ['me/events/e/instances', ['GET', 'HEAD']],
    ['me/events/e/instances/i/exceptionOccurrences', ['GET', 'HEAD']],
    ['me/events/e/accept', ['POST']],
    ['me/events/e/attachments', ['GET', 'HEAD', 'POST']],
    ['me/events/e/attachments/$count', ['GET', 'HEAD']],
    ['me/events/e/attachments/createUploadSession', ['POST']],
    ['me/events/e/attachments/a', ['GET', 'HEAD', 'PATCH', 'DELETE']],
    ['me/events/e/attachments/a/$value', ['GET', 'HEAD']],
    ['me/events/e/attachments/a/microsoft.graph.itemAttachment/item', ['GET', 'HEAD']],
  ])('the path %s takes the methods that it names', (path, methods) => {
    expect(allowedMethods(parsePath(`/v1.0/${path}`))).toEqual(methods);
  });
});

describe('the key of a user', () => {
  it.each([
    ['an object id', oid, { kind: 'id', id: oid }],
    ['a userPrincipalName', 'adele@contoso.example', { kind: 'upn', upn: 'adele@contoso.example' }],
    ['a guest', 'bob_gmail.com%23EXT%23@contoso.example', { kind: 'upn', upn: 'bob_gmail.com#EXT#@contoso.example' }],
    ['an object id in a tenant', `${oid}%40${tid}`, { kind: 'idAtTenant', id: oid, tenant: tid }],
    ['an object id in a domain', `${oid}@contoso.example`, { kind: 'upn', upn: `${oid}@contoso.example` }],
    ['a name in a domain like an object id', `adele@${tid}`, { kind: 'upn', upn: `adele@${tid}` }],
    ['a plus and an apostrophe', "o'brien+x@b.c", { kind: 'upn', upn: "o'brien+x@b.c" }],
    ['the longest name', `${'x'.repeat(252)}@b.c`, { kind: 'upn', upn: `${'x'.repeat(252)}@b.c` }],
  ])('the key of a user may be %s', (_, key, user) => {
    expect(parsePath(`/v1.0/users/${key}/events`)).toMatchObject({ owner: { kind: 'user', user } });
    expect(parsePath(`/v1.0/users('${key.replaceAll("'", "''")}')/events`)).toMatchObject({ owner: { kind: 'user', user } });
  });

  it.each([
    ['no at', 'adele.contoso'],
    ['nothing before the at', '@contoso.example'],
    ['nothing behind it', 'adele@'],
    ['two ats', 'a@b@c'],
    ['a slash', 'a%2Fb@c.d'],
    ['a NUL', 'a%00@b.c'],
    ['a line break', 'a@b.c%0A'],
    ['a space', 'a%20b@c.d'],
    ['an invisible turn of direction', 'a%E2%80%AEb@c.d'],
    ['an emoji', '%F0%9F%98%80@b.c'],
    ['half of an emoji', '\ud83d@b.c'],
    ['double encoding', 'a%2540b.c'],
    ['too long', `${'x'.repeat(253)}@b.c`],
  ])('the key of a user may not have %s', (_, key) => {
    expect(errorOf(() => parsePath(`/v1.0/users/${key}/events`))).toMatchObject(malformedId);
  });
});

describe('an id', () => {
  it.each(['a', 'AAMkAGE1M88AADUv0uAAAG=', '-_=', oid, 'x'.repeat(256), 'eventsX', '__proto__'])('an id may be %s', (id) => {
    expect(isId(id)).toBe(true);
  });

  it.each(['', 'x'.repeat(257), 'a b', 'a+b', 'a/b', 'a.b', 'é', 'a\n', '$count', '$value', 'v1.0'])('an id may not be %j', (id) => {
    expect(isId(id)).toBe(false);
  });

  it.each(reservedWords)('an id is not the word %s in any case', (word) => {
    expect([word, word.toLowerCase(), word.toUpperCase()].filter(isId)).toEqual([]);
  });
});

describe('a path that leads nowhere', () => {
  it.each([
    ['', nothing],
    ['/', nothing],
    ['x/v1.0/me/events', nothing],
    ['v1.0/me/events', nothing],
    ['/v2.0/me/events', nothing],
    ['/v1.0x/me', nothing],
    ['//v1.0/me/events', nothing],
    ['/favicon.ico', nothing],
    ['/__proto__', nothing],
    ['/me/events', nothing],
    ['/v1.0', unknown('v1.0')],
    ['/v1.0/', unknown('v1.0')],
    ["/v1.0('x')/me/events", unknown("v1.0('x')")],
    ['/v1.0/Foo/events', unknown('Foo')],
    ['/v1.0/constructor', unknown('constructor')],
    ['/v1.0/me/Fo%6F', unknown('Foo')],
    ['/v1.0/me/microsoft.graph.events/e', unknown('microsoft.graph.events')],
    ["/v1.0/me/calendar('c')/events", unknown("calendar('c')")],
    ["/v1.0/me('a')/events", unknown("me('a')")],
    ['/v1.0/me/events/e/f', unknown('f')],
    ['/v1.0/me/events/e/attachments/a/b', unknown('b')],
    ['/v1.0/me/events/e/attachments/$count/x', unknown('x')],
    ["/v1.0/me/events('e')('f')", malformedId],
    ["/v1.0/me/events/e/attachments/a/$value('x')", unknown("$value('x')")],
    ['/v1.0/me/events/e/attachments/a/microsoft.graph.itemAttachment', unknown('microsoft.graph.itemAttachment')],
    ['/v1.0/me/events/e/attachments/a/item', unknown('item')],
    ['/v1.0/me/messages/m/instances/i/attachments', unknown('instances')],
    ['/v1.0/me/messages/m/accept', unknown('accept')],
    ['/v1.0/me/childFolders/f/messages/m/event', unknown('childFolders')],
    ['/v1.0/me/calendar/messages/m/event', unknown('messages')],
  ])('the path %j leads nowhere', (path, error) => {
    expect(errorOf(() => parsePath(path))).toMatchObject(error);
  });

  it.each(['groups/g', 'me/joinedGroups/g', "users('a@b.c')/joinedGroups('g')"])('%s has no path beyond its default calendar', (owner) => {
    for (const [segment, rest] of [
      ['calendars', 'c/events/e'],
      ['calendarGroups', 'g/calendars/c/events'],
      ['calendarGroup', 'calendars/c/events'],
      ['messages', 'm/event'],
      ['mailFolders', 'f/messages/m/event'],
      ['calendars', ''],
      ['calendarGroups', ''],
      ['calendarGroup', ''],
      ['messages', ''],
    ] as const) {
      expect(errorOf(() => parsePath(`/v1.0/${owner}/${segment}/${rest}`))).toMatchObject(unknown(segment));
    }
    expect(parsePath(`/v1.0/${owner}/calendar/calendarView/e`)).toMatchObject({
      kind: 'event',
      source: { calendar: { kind: 'default' } },
    });
  });

  it('a path leads nowhere because an invitation or a group joins no groups', () => {
    for (const owner of ['groups/g', 'invitations/n/invitedUser', 'me/joinedGroups/g']) {
      expect(errorOf(() => parsePath(`/v1.0/${owner}/joinedGroups/h/events`))).toMatchObject(unknown('joinedGroups'));
    }
  });

  it('a path leads nowhere because a collection of occurrences is named twice', () => {
    for (const steps of ['instances/a/instances/b', 'instances/a/instances', 'instances/a/exceptionOccurrences/b/instances/c']) {
      expect(errorOf(() => parsePath(`/v1.0/me/events/e/${steps}`))).toMatchObject(unknown('instances'));
    }
  });
});

describe('hostile text in a key', () => {
  it.each([
    ['a word', 'me/events/attachments', unknown('attachments')],
    ['a word for a user', 'users/events/events', unknown('events')],
    ['a system segment', 'me/events/$value', unknown('$value')],
    ['a system segment in quotes', "me/events/e/attachments('$count')", unknown('$count')],
    ['an encoded slash', 'me/events/a%2Fb', malformedId],
    ['an encoded slash in quotes', "me/events('a%2Fb')", malformedId],
    ['a bare slash in quotes', "me/events('a/b')", malformedId],
    ['empty quotes', "me/events('')", malformedId],
    ['two quotes', "me/events/''", malformedId],
    ['quotes alone', "me/events/('a')", malformedId],
    ['a lone quote', "me/events('a'b')", malformedId],
    ['three quotes', "me/events(''')", malformedId],
    ['one quote for both', "me/events(')", malformedId],
    ['no quotes', 'me/events(a)', malformedId],
    ['a named key', "me/events(id='a')", malformedId],
    ['an open parenthesis', "me/events('a'", malformedId],
    ['an open quote', "me/events('abcd", malformedId],
    ['double quotes', 'me/events("abc")', malformedId],
    ['a quote at the end alone', "me/events(abc')", malformedId],
    ['a lone quote in a name', "users('o'brien@b.c')/events", malformedId],
    ['text behind the parenthesis', "me/events('a')b", malformedId],
    ['only a closing one', "me/events'a')", unknown("events'a')")],
    ['a dot', 'me/events/.', malformedId],
    ['two dots', 'me/events/../x', malformedId],
    ['encoded dots', 'me/events/%2E%2E', malformedId],
    ['an emoji', 'me/events/%F0%9F%98%80', malformedId],
    ['a NUL', 'me/events/a%00', malformedId],
    ['a raw NUL', 'me/events/a\u0000', malformedId],
    ['double encoding', 'me/events/%2525', malformedId],
    ['a backslash', 'me/events/a%5Cb', malformedId],
    ['a plus for a space', 'me/events/a+b', malformedId],
    ['too much', `me/events/${'a'.repeat(257)}`, malformedId],
    ['4 KB of it', `me/events/${'('.repeat(4_000)}`, malformedId],
    ['an empty segment', 'me/events//attachments', unknown('')],
    ['two slashes at the end', 'me/events/e//', unknown('')],
    ['two after the collection', 'me/events//', unknown('')],
    ['a broken escape', 'me/events/%', notUtf8],
    ['half an escape', 'me/events/%2', notUtf8],
    ['no hexadecimal', 'me/events/%zz', notUtf8],
    ['a byte of no character', 'me/events/%FF', notUtf8],
    ['an overlong slash', 'me/events/%C0%AF', notUtf8],
    ['a surrogate', 'me/events/%ED%A0%80', notUtf8],
  ])('hostile text in a key is refused or taken as it is: %s', (_, path, error) => {
    expect(errorOf(() => parsePath(`/v1.0/${path}`))).toMatchObject(error);
  });
});

it('the parser takes folders of any depth without recursion, in one pass', () => {
  const depth = 100_000;
  const path = `/v1.0/me/mailFolders/f${"/childFolders('f')".repeat(depth)}/messages/m/event`;
  expect(parsePath(path)).toMatchObject({ source: { via: 'message', folders: { length: depth + 1 } } });
});
