// What query options may name is derived from the rows of a schema: properties by every spelling, and what lists are filtered by.
import { describe, expect, it } from 'vitest';
import { attachmentList } from '../../../lib/odata/attachment/attachmentQuery.ts';
import { calendarQuery } from '../../../lib/odata/calendar/calendarQuery.ts';
import { userList } from '../../../lib/odata/directory/directoryQuery.ts';
import { eventList } from '../../../lib/odata/event/eventQuery.ts';
import { messageList } from '../../../lib/odata/message/messageQuery.ts';
import { model } from '../../../lib/odata/metadata/model.ts';
import { errorOf } from '../../support/errors.ts';

const lists = { attachmentList, calendarList: calendarQuery.list, userList, eventList, messageList };

describe('a filter', () => {
  it.each(Object.entries(lists))('a filter of the %s finds what its refusals name, in any case of letters', (_, { filter }) => {
    expect(filter?.names.length).toBeGreaterThan(0);
    for (const name of filter?.names ?? []) expect(filter?.find(name.replace(/\/any$/, '').toUpperCase()), name).toBeDefined();
  });

  it.each([
    [eventList, 'start/timeZone'],
    [eventList, 'start'],
    [eventList, 'subject/x'],
    [calendarQuery.list, 'name/x'],
    [messageList, 'microsoft.graph.eventMessage/type'],
  ])('a filter finds nothing for what lists are not filtered by', ({ filter }, path) => {
    expect(filter?.find(path), path).toBeUndefined();
  });

  it('a filter finds a property behind a cast, and refuses what no type has', () => {
    expect(attachmentList.filter?.find('Microsoft.Graph.fileAttachment/contentId')).toBe(attachmentList.filter?.find('contentId'));
    for (const { filter } of Object.values(lists))
      expect(errorOf(() => filter?.find('nothing/x'))).toMatchObject({ status: 400, code: 'RequestBroker--ParseUri' });
  });
});

describe('a property of a derived type', () => {
  it.each([
    'eventMessage/type',
    'eventMessage/subject',
    'eventMessageRequest/subject',
    'eventMessageRequest/isDelegated',
    'message/subject',
  ])('a property is found by the cast in %s, and written so in context URLs', (path) => {
    const written = `microsoft.graph.${path}`;
    expect(messageList.property(written.toUpperCase())).toEqual({ name: path.split('/')[1], path: written });
  });

  it('a property is found without a cast, and not behind one to a type that has none of it', () => {
    expect(messageList.property('meetingrequesttype')).toEqual({ name: 'meetingRequestType', path: 'meetingRequestType' });
    expect(errorOf(() => messageList.property('microsoft.graph.eventMessage/meetingRequestType'))).toMatchObject({
      message: "Could not find a property named 'meetingRequestType' on type 'microsoft.graph.eventMessage'.",
    });
  });
});

it('nothing that a type declares is said not to be kept', () => {
  const types = Object.entries({ ...model.entityTypes, ...model.complexTypes });
  const both = types.flatMap(([type, { properties, notKept: { absent = [], informative = [] } = {} }]) =>
    [...absent, ...informative].filter((name) => name in properties).map((name) => `${type}/${name}`),
  );
  expect(both).toEqual([]);
  expect(types.flatMap(([, { notKept }]) => notKept?.absent ?? []).length).toBeGreaterThan(90);
});
