// Events named by what another system knows them by: the grammar of alternate keys, one by one.
import { describe, expect, it } from 'vitest';
import { parsePath } from '../../../lib/paths/grammar.ts';
import { allowedMethods } from '../../../lib/api/routes.ts';
import { printPath } from '../../../lib/paths/print.ts';
import { errorOf } from '../../support/errors.ts';

const malformedId = { status: 400, code: 'ErrorInvalidIdMalformed', message: 'Id is malformed.' };

describe('a path with an alternate key', () => {
  it('a path with an alternate key is an event by what another system knows it by, with a quote doubled inside the literal', () => {
    expect(parsePath("/v1.0/me/calendars/c/Events(icaluid='it''s@google.com')/instances/i/attachments")).toEqual({
      kind: 'event',
      version: 'v1.0',
      owner: { kind: 'me' },
      source: {
        via: 'alternateKey',
        calendar: { kind: 'calendar', id: 'c' },
        property: 'iCalUId',
        value: "it's@google.com",
        occurrences: [{ collection: 'instances', id: 'i' }],
      },
      tail: { kind: 'attachments' },
    });
    expect(parsePath("/beta/groups/g/events(transactionId='a%2Fb')")).toMatchObject({
      source: { via: 'alternateKey', property: 'transactionId', value: 'a/b' },
      tail: { kind: 'event' },
    });
  });

  it('a path with an alternate key is printed with its namesake in parentheses, and quotes doubled', () => {
    const path = "/v1.0/me/EVENTS(ICALUID='it''s%20(a)')/Instances('i')/attachments/";
    expect(printPath(parsePath(path))).toBe("/v1.0/me/events(iCalUId='it''s%20(a)')/instances/i/attachments");
  });

  it('a path with an alternate key takes what an event takes, but PUT: there is nothing to put an event under', () => {
    expect(allowedMethods(parsePath("/v1.0/me/events(iCalUId='a')"))).toEqual(['GET', 'HEAD', 'PATCH', 'DELETE']);
    expect(allowedMethods(parsePath("/v1.0/me/events(iCalUId='a')/attachments"))).toEqual(['GET', 'HEAD', 'POST']);
  });

  it.each([
    ['a key of Graph that no event has here', "me/events(subject='a')"],
    ['a named key without a value', "me/events(iCalUId='')"],
    ['a named key without quotes', 'me/events(iCalUId=a)'],
    ['a named key with a lone quote', "me/events(iCalUId='a'b')"],
    ['two named keys', "me/events(iCalUId='a',transactionId='b')"],
    ['a named key that is too long', `me/events(iCalUId='${'a'.repeat(256)}')`],
    ['a named key with a line break', "me/events(iCalUId='a%0Ab')"],
    ['a named key with half a character', "me/events(iCalUId='\ud800')"],
    ['a named key of a calendar view', "me/calendarView(iCalUId='a')"],
    ['a named key of a user', "users(iCalUId='a')/events"],
    ['a named key of an attachment', "me/events/e/attachments(iCalUId='a')"],
  ])('a path with an alternate key is none: %s', (_, path) => {
    expect(errorOf(() => parsePath(`/v1.0/${path}`))).toMatchObject(malformedId);
  });
});
