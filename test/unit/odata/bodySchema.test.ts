// Bodies are held against the model at every depth: what a type doesn't have is refused by name, what GET gives passes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkBody, type BodyName } from '../../../lib/odata/types/bodySchema.ts';
import { model } from '../../../lib/odata/metadata/model.ts';
import { itemSchemas, modelSchemas } from '../../../lib/odata/metadata/schemas.ts';
import { json } from '../../../lib/stores/records.ts';
import graphTypes from '../../fixtures/graphTypes.json' with { type: 'json' };
import { errorOf } from '../../support/errors.ts';
import { unknownName, wrongBodies } from '../../support/api/schemaBodies.ts';
import { cpuOf } from '../../support/cpu.ts';

const bodies: readonly BodyName[] = [
  'attachment',
  'batch',
  'calendar',
  'calendarGroup',
  'calendarPermission',
  'event',
  'fileAttachment',
  'group',
  'invitation',
  'itemAttachment',
  'mailboxSettings',
  'newUser',
  'openTypeExtension',
  'outlookCategory',
  'reference',
  'referenceAttachment',
  'subscription',
  'user',
  'accept',
  'cancel',
  'createUploadSession',
  'decline',
  'findMeetingTimes',
  'getSchedule',
  'tentativelyAccept',
];

const textMatching = (pattern: string | RegExp): unknown => expect.stringMatching(pattern);
const textContaining = (part: string): unknown => expect.stringContaining(part);
const check = (body: object | string, name: BodyName): void => {
  checkBody(json.parse(JSON.parse(typeof body === 'string' ? body : JSON.stringify(body))), name);
};
const refusal = (body: object | string, name: BodyName): unknown =>
  errorOf(() => {
    check(body, name);
  });
const passes = (body: object | string, name: BodyName, why?: string): void => {
  expect(() => {
    check(body, name);
  }, why).not.toThrow();
};
const wrong = bodies.flatMap((name) => wrongBodies(name === 'newUser' ? 'user' : name).map((each) => ({ name, ...each })));

it('what a type does not have is refused by its name and the type, wherever it stands', () => {
  for (const { name, at, body, type } of wrong) {
    const called =
      type in model.actions
        ? `operation '${type}'`
        : type.startsWith('batch') || type === 'reference'
          ? `'${type}'`
          : `'microsoft.graph.${type}'`;
    expect(refusal(body, name), `${name} at ${at}`).toMatchObject({ status: 400, code: 'RequestBodyRead' });
    expect(refusal(body, name), `${name} at ${at}`).toMatchObject({ message: textMatching(`'${unknownName}'.*${called}`) });
  }
  expect(wrong.length).toBeGreaterThan(120);
});

it("a refusal is in Graph's words", () => {
  expect(refusal({ subjct: 'typo' }, 'event')).toMatchObject({
    message:
      "The property 'subjct' does not exist on type 'microsoft.graph.event'. Make sure to only use property names that are defined by the type.",
  });
  expect(refusal({ coment: 'x' }, 'decline')).toMatchObject({
    message: "The parameter 'coment' in the request payload is not a valid parameter for the operation 'decline'.",
  });
});

it('annotations pass at every place, but for what they bind or change', () => {
  for (const { name, at, body } of wrong) {
    const annotated = JSON.stringify(body).replace(`"${unknownName}"`, '"@odata.etag":1,"subject@odata.type":"#String","x@odata.context"');
    passes(annotated, name, annotated);
    if (at.split('/').includes('item')) continue;
    for (const annotation of ['owner@odata.bind', 'x@bind', 'attachments@delta'])
      expect(refusal(JSON.stringify(body).replace(unknownName, annotation), name)).toMatchObject({
        status: 400,
        message: textContaining(annotation),
      });
  }
  passes({ 'calendar@odata.bind': '/me/calendars/c' }, 'event');
  passes({ 'members@odata.bind': [], 'owners@odata.bind': [] }, 'group');
});

it('names count in any case of letters, but not twice', () => {
  fc.assert(
    fc.property(fc.constantFrom(...bodies), fc.infiniteStream(fc.boolean()), (name, upper) => {
      const odd = (text: string): string =>
        Array.from(text, (letter) => (upper.next().value === true ? letter.toUpperCase() : letter)).join('');
      for (const member of modelSchemas(name === 'newUser' ? 'user' : name)?.members.values() ?? []) {
        const written = odd(member.name);
        passes({ [written]: null }, name);
        if (written !== member.name)
          expect(refusal({ [member.name]: null, [written]: null }, name)).toMatchObject({
            status: 400,
            message: textMatching(`'${written}'.*given twice, also as '${member.name}'`),
          });
      }
    }),
    { numRuns: 40 },
  );
  expect(refusal({ '@odata.type': '#microsoft.graph.event', '@Odata.Type': 'x' }, 'event')).toMatchObject({ status: 400 });
});

describe('an object or a collection that is none', () => {
  it.each<[BodyName, object, string, string]>([
    ['event', { location: 'Room 5' }, 'microsoft.graph.location', 'location'],
    ['event', { start: [] }, 'microsoft.graph.dateTimeTimeZone', 'start'],
    ['event', { attendees: {} }, 'Collection(microsoft.graph.attendee)', 'attendees'],
    ['event', { attendees: [null] }, 'microsoft.graph.attendee', 'attendees'],
    ['event', { Attendees: [{ emailAddress: 'x@y.example' }] }, 'microsoft.graph.emailAddress', 'emailAddress'],
    ['event', { recurrence: { pattern: 'daily' } }, 'microsoft.graph.recurrencePattern', 'pattern'],
    ['calendarPermission', { emailAddress: 'x@y.example' }, 'microsoft.graph.emailAddress', 'emailAddress'],
    ['createUploadSession', { AttachmentItem: 'file' }, 'microsoft.graph.attachmentItem', 'AttachmentItem'],
  ])('an object or a collection of %s that is %j is named with its type', (name, body, type, property) => {
    expect(refusal(body, name)).toMatchObject({
      status: 400,
      code: 'RequestBodyRead',
      message: textContaining(`to the expected type '${type}'. It is the value of the property '${property}'.`),
    });
  });
});

const names = z.record(z.string(), z.string()).optional();

describe("what is Graph's alone", () => {
  const graph = z.record(z.string(), z.looseObject({ properties: names, navigation: names })).parse(graphTypes);
  const written = Object.entries(graph).flatMap(([type, { properties = {}, navigation = {} }]) =>
    [...Object.keys(properties), ...Object.keys(navigation)].map((name) => [type, name] as const),
  );

  it("what is Graph's alone is named for every type that a body may hold", () => {
    const unnamed = written.filter(([type, name]) => {
      const schema = wrong.some((each) => each.type === type) ? (modelSchemas(type) ?? itemSchemas(type)) : undefined;
      return schema !== undefined && !schema.members.has(name.toLowerCase());
    });
    expect(unnamed.filter(([type]) => !type.includes('essage'))).toEqual([]);
    expect(written.length).toBeGreaterThan(250);
  });

  const notKeeping = Object.entries({ ...model.entityTypes, ...model.complexTypes, ...model.actions }).flatMap(([type, { notKept }]) => {
    const { absent = [], fixed: withOneValue = {} } = notKept ?? {};
    // An online meeting is itself not kept, whatever it holds; nobody sends a person or a mail folder.
    const isEmpty = absent.length === 0 && Object.keys(withOneValue).length === 0;
    return isEmpty || ['onlineMeetingInfo', 'person', 'mailFolder'].includes(type) ? [] : [[type, { absent, withOneValue }] as const];
  });

  it.each(notKeeping)("Graph's own property is refused with a value in %s, and passes without one", (type, { absent, withOneValue }) => {
    const name = bodies.find((each) => each === type);
    const within = (body: object): object => (type === 'physicalAddress' ? { location: { address: body } } : body);
    for (const property of [...absent, ...Object.keys(withOneValue)]) {
      expect(refusal(within({ [property]: ['x'] }), name ?? 'event'), property).toMatchObject({
        status: 400,
        code: 'RequestBodyRead',
        message: textMatching(`'${property}' of (?:type|the operation) '(?:microsoft\\.graph\\.)?${type}' is not kept by this service`),
      });
      for (const empty of [null, '', [], {}, ...(property in withOneValue ? [withOneValue[property]] : [])])
        passes(within({ [property]: empty }), name ?? 'event', property);
    }
  });

  it('a wish for an online meeting is refused, the wish for none is none', () => {
    expect(refusal({ isOnlineMeeting: 'True' }, 'event')).toMatchObject({
      message: textMatching(/'isOnlineMeeting'.*always false/),
    });
    for (const isOnlineMeeting of [false, 'False', null]) passes({ isOnlineMeeting, onlineMeetingProvider: 'Unknown' }, 'event');
  });

  it('a new user has a password, as Graph wants it; nobody changes one', () => {
    const passwordProfile = { password: 'xWwvJ]6NMw+bWH-d', forceChangePasswordNextSignIn: true };
    passes({ '@odata.type': '#microsoft.graph.user', displayName: 'A', accountEnabled: true, passwordProfile }, 'newUser');
    expect(refusal({ passwordProfile }, 'user')).toMatchObject({ status: 400, message: textContaining('passwordProfile') });
    expect(refusal({ accountEnabled: false }, 'newUser')).toMatchObject({
      status: 400,
      message: textContaining('accountEnabled'),
    });
  });
});

describe('types that bodies name', () => {
  it('types that bodies name count where they are derived from what is expected, and are refused where they are another of the model', () => {
    for (const named of ['#microsoft.graph.event', 'microsoft.graph.Event', 'graph.outlookItem', '#Microsoft.OutlookServices.Event'])
      passes({ '@odata.type': named, subject: 'x' }, 'event', named);
    expect(refusal({ '@odata.type': '#microsoft.graph.calendar' }, 'event')).toMatchObject({
      status: 400,
      message: textMatching(/'microsoft.graph.calendar'.*'microsoft.graph.event'/),
    });
  });

  it('an item is held against its own type, named or told by what it has; what tells nothing is kept as it is', () => {
    const attached = (item: object): object => ({ '@odata.type': '#microsoft.graph.itemAttachment', name: 'x', item });
    expect(refusal(attached({ '@odata.type': '#microsoft.graph.event', subjct: 1 }), 'newAttachment')).toMatchObject({
      message: textMatching(/'subjct'.*microsoft.graph.event'/),
    });
    expect(refusal(attached({ start: {}, subjct: 1 }), 'newAttachment')).toMatchObject({ message: textMatching(/'subjct'/) });
    for (const item of [
      {},
      { subjct: 1 },
      { '@odata.type': '#microsoft.graph.message', ownThing: 1 },
      { givenName: 'A', ownThing: 1 },
      { start: {}, singleValueExtendedProperties: [{ id: 'x', value: 'y' }], onlineMeeting: { joinUrl: 'https://x.example' } },
    ])
      passes(attached(item), 'newAttachment');
  });
});

describe('a hostile body', () => {
  /** The refusal of a body, which takes no more milliseconds of CPU. */
  const within = async (milliseconds: number, body: object, name: BodyName): Promise<unknown> => {
    const parsed = json.parse(JSON.parse(JSON.stringify(body)));
    let error: unknown;
    const check = (): void => {
      error = errorOf(() => {
        checkBody(parsed, name);
      });
    };
    expect(await cpuOf(check)).toBeLessThan(milliseconds);
    return error;
  };

  it('a hostile body of 1 MB takes no longer than a thought, and the message stays short', async () => {
    const many = Object.fromEntries(Array.from({ length: 75_000 }, (_, i) => [`@p${i}`, 1]));
    expect(await within(2_000, { ...many, x: 1 }, 'event')).toMatchObject({ message: textMatching(/'x'/) });
    expect(await within(2_000, { attendees: [...Array.from({ length: 100_000 }, () => ({})), { x: 1 }] }, 'event')).toMatchObject({
      message: textMatching(/'x'.*attendee/),
    });
    expect(await within(2_000, { ['n'.repeat(1_000_000)]: 1 }, 'event')).toMatchObject({ message: textMatching(/^.{100,400}$/) });
  });
});
