// The metadata is made of the tables that bodies are read and answers are shown by, in Graph's own types.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { providerTypes } from '../../../lib/attachments/attachment.ts';
import { calendarColors } from '../../../lib/calendar/calendars/calendarRecord.ts';
import { freeBusyStatuses, importances, locationTypes } from '../../../lib/calendar/events/record/eventProperties.ts';
import { daysOfWeek } from '../../../lib/calendar/recurrence/patternedRecurrence.ts';
import { calendarProperties } from '../../../lib/odata/calendar/calendarSchema.ts';
import { userProperties } from '../../../lib/odata/directory/userSchema.ts';
import { eventProperties } from '../../../lib/odata/event/eventSchema.ts';
import { mailboxSettingsProperties } from '../../../lib/odata/settings/settingsSchema.ts';
import { messageProperties } from '../../../lib/odata/message/messageSchema.ts';
import { csdlOf } from '../../../lib/odata/metadata/csdl.ts';
import { model } from '../../../lib/odata/metadata/model.ts';
import { ownProperties } from '../../../lib/odata/attachment/attachmentSchema.ts';
import { parsePath } from '../../../lib/paths/grammar.ts';
import { operationName } from '../../../lib/paths/reference.ts';
import graphTypes from '../../fixtures/graphTypes.json' with { type: 'json' };
import { readMetadata, type Member } from '../../support/clients/csdl.ts';
import { errorOf } from '../../support/errors.ts';

const xml = csdlOf(model);
const metadata = readMetadata(xml);

const structured = [...metadata.types].filter(([, { $Kind }]) => $Kind === 'EntityType' || $Kind === 'ComplexType').map(([name]) => name);
const namesOf = (type: string): readonly string[] => [...metadata.membersOf(type).keys()];

describe('declared is what the service has:', () => {
  it.each([
    ['event', eventProperties],
    ['calendar', calendarProperties],
    ['user', { ...userProperties, mailboxSettings: '' }],
    ['mailboxSettings', mailboxSettingsProperties],
    ['message', messageProperties],
    ['fileAttachment', { ...ownProperties.attachment, ...ownProperties.fileAttachment }],
    ['referenceAttachment', { ...ownProperties.attachment, ...ownProperties.referenceAttachment }],
  ])('the properties of %s are declared', (type, table) => {
    const navigation = [...metadata.membersOf(type)].filter(([, { $Kind }]) => $Kind === 'NavigationProperty').map(([name]) => name);
    expect([...namesOf(type)].sort()).toEqual([...Object.keys(table), ...navigation].sort());
  });

  it.each([
    ['importance', importances],
    ['freeBusyStatus', freeBusyStatuses],
    ['locationType', locationTypes],
    ['calendarColor', calendarColors],
    ['dayOfWeek', daysOfWeek],
    ['referenceAttachmentProvider', providerTypes],
  ])('the members of %s are declared', (type, members) => {
    expect(metadata.enumMembers(type)).toEqual(members);
  });

  it('what is added to a table is declared, whatever is there by inheritance is not declared again', () => {
    const { event } = model.entityTypes;
    const properties = { ...event?.properties, added: 'Collection(graph.location) not null' } as const;
    const more = readMetadata(csdlOf({ ...model, entityTypes: { ...model.entityTypes, event: { ...event, properties } } }));
    expect(more.membersOf('event').get('added')).toMatchObject({ $Type: 'microsoft.graph.location', $Collection: true, $Nullable: false });
    expect(Object.keys(more.type('event'))).not.toEqual(expect.arrayContaining(['id', 'changeKey']));
  });
});

it('every type that is named is there', () => {
  const named = structured.flatMap((type) => [...metadata.membersOf(type).values()].map(({ $Type }) => $Type));
  const missing = named.filter((type) => !type.startsWith('Edm.') && !metadata.types.has(type.replace('microsoft.graph.', '')));
  expect(missing).toEqual([]);
  expect(named.length).toBeGreaterThan(150);
});

const graphType = z.looseObject({
  kind: z.string(),
  properties: z.record(z.string(), z.string()).optional(),
  navigation: z.record(z.string(), z.string()).optional(),
  members: z.array(z.string()).optional(),
});
const graph = z.record(z.string(), graphType).parse(graphTypes);

/** As the fixture writes a member, but for whether a collection may hold null: without a word about it, OData leaves that open. */
function written({ $Type, $Collection, $Nullable, $Kind, $ContainsTarget }: Member): string {
  const type = $Type.replace('microsoft.', '');
  const note =
    $Kind === 'NavigationProperty' ? ($ContainsTarget === true ? ' contained' : '') : $Nullable || $Collection ? '' : ' not null';
  return `${$Collection ? `Collection(${type})` : type}${note}`;
}

describe("Graph's own types", () => {
  /** A bare description may leave its size open; what a group is joined by, and members, are Graph's on other types or versions. */
  const ours = new Set(['attachment/size', 'user/joinedGroups']);
  /** Types that Graph has on beta alone, or that the facts at hand leave out. */
  const elsewhere = [
    'attendeeBase',
    'attendeeType',
    'contact',
    'eventMessageResponse',
    'referenceAttachmentPermission',
    'referenceAttachmentProvider',
    'reminder',
  ];
  const betaOnly = [
    'event/occurrenceId',
    'physicalAddress/postOfficeBox',
    ...Object.keys(ownProperties.referenceAttachment).map((name) => `referenceAttachment/${name}`),
  ];

  it("Graph's own types are all of them, but for a few", () => {
    const unknown = [...metadata.types]
      .filter(([name, { $Kind }]) => $Kind !== 'EntityContainer' && !(name in graph))
      .map(([name]) => name);
    expect(unknown.sort()).toEqual(elsewhere);
  });

  it("Graph's own types have the same properties with the same types here, as far as they are here", () => {
    const different = structured.flatMap((type) => {
      const published = { ...graph[type]?.properties, ...graph[type]?.navigation };
      return Object.entries(metadata.type(type))
        .filter(
          ([name]) =>
            !name.startsWith('$') && !ours.has(`${type}/${name}`) && !betaOnly.includes(`${type}/${name}`) && !elsewhere.includes(type),
        )
        .map(([name]) => [
          `${type}/${name}`,
          written(metadata.membersOf(type).get(name) ?? expect.fail()),
          published[name]?.replace(/^(Collection\(.*\)) not null$/, '$1'),
        ])
        .filter(([, own, theirs]) => own !== theirs);
    });
    expect(different).toEqual([]);
  });

  it("Graph's own types have no other members in their enumerations", () => {
    const foreign = [...metadata.types]
      .filter(([name, { $Kind }]) => $Kind === 'EnumType' && name in graph)
      .flatMap(([name]) => metadata.enumMembers(name).filter((member) => graph[name]?.members?.includes(member) !== true));
    expect(foreign).toEqual([]);
  });
});

describe('navigation', () => {
  /** How a path comes to an entity of this type. */
  const places: Readonly<Record<string, string>> = {
    user: '/v1.0/me',
    group: '/v1.0/groups/g',
    invitation: '/v1.0/invitations/i',
    calendarGroup: '/v1.0/me/calendarGroups/g',
    calendar: '/v1.0/me/calendars/c',
    event: '/v1.0/me/events/e',
    message: '/v1.0/me/messages/m',
    eventMessage: '/v1.0/me/messages/m/microsoft.graph.eventMessage',
    mailFolder: '/v1.0/me/mailFolders/f',
    itemAttachment: '/v1.0/me/events/e/attachments/a/microsoft.graph.itemAttachment',
    outlookUser: '/v1.0/me/outlook',
  };
  const navigated = structured.flatMap((type) =>
    Object.entries(metadata.type(type))
      .filter(([, member]) => typeof member === 'object' && member !== null && '$Kind' in member)
      .map(([name]) => [type, name] as const),
  );

  it.each(navigated)('the navigation from %s by %s leads to a path', (type, name) => {
    const path = `${places[type] ?? expect.fail(`no path to a ${type}`)}/${name}`;
    // Extended properties are shown by `$expand` alone; Graph publishes no path to them.
    if (name.endsWith('ExtendedProperties')) expect(errorOf(() => parsePath(path))).toMatchObject({ status: 400 });
    else parsePath(path);
  });

  it('navigation from anywhere else leads nowhere', () => {
    expect(errorOf(() => parsePath('/v1.0/me/extensions'))).toMatchObject({ status: 400 });
    expect(navigated.length).toBe(44);
  });

  it('navigation begins at sets and at oneself', () => {
    const [, container] = [...metadata.types].find(([, { $Kind }]) => $Kind === 'EntityContainer') ?? expect.fail();
    const entrances = Object.keys(container).filter((name) => !name.startsWith('$'));
    expect(entrances).toEqual(['directoryObjects', 'groups', 'invitations', 'places', 'subscriptions', 'users', 'me']);
    for (const name of ['groups', 'invitations', 'places/graph.room', 'subscriptions', 'users', 'me'])
      expect(parsePath(`/v1.0/${name}`)).toMatchObject({ version: 'v1.0' });
  });

  it.each(Object.keys(model.actions))('%s is an action of the grammar', (name) => {
    const bound: Readonly<Record<string, string>> = {
      'graph.calendar': 'me/calendars/c',
      'graph.user': 'me',
      'graph.event': 'me/events/e',
      'Collection(graph.attachment)': 'me/events/e/attachments',
      'graph.directoryObject': 'me',
      'graph.subscription': 'subscriptions/s',
    };
    for (const type of [model.actions[name]?.boundTo ?? expect.fail()].flat()) {
      const reference = parsePath(`/v1.0/${bound[type] ?? expect.fail(type)}/microsoft.graph.${name}`);
      expect(operationName(reference)).toBe(name);
    }
  });
});

describe('XML', () => {
  it('XML holds any text as what it is', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1, maxLength: 5 }), (texts) => {
        // What every object of the reading library has by itself, it takes for a member that is there already.
        const members = [...new Set(texts.filter((text) => !/^[$@]/.test(text) && !text.includes('@') && !(text in {})))];
        fc.pre(members.length > 0);
        const read = readMetadata(csdlOf({ ...model, enumTypes: [...model.enumTypes, { name: 'odd', members }] }));
        expect(read.enumMembers('odd').toSorted()).toEqual(members.toSorted());
      }),
      { examples: [[['<', '&amp;', '"', "'", ']]>', 'a\tb\nc\rd', ' ', 'é\u{1f600}']]], numRuns: 50 },
    );
  });

  it('XML has its declaration, two spaces to a level, and no line without an element', () => {
    const lines = xml.split('\n');
    expect(lines[0]).toBe('<?xml version="1.0" encoding="utf-8"?>');
    expect(lines.slice(0, -1).every((line) => /^(?: {2})*<[^<>]*>$/.test(line))).toBe(true);
    expect(lines.at(-1)).toBe('');
  });
});
