// Functions with arguments in a path: the production `args`, one spelling after the other.
import { describe, expect, it } from 'vitest';
import { allowedMethods } from '../../../lib/api/routes.ts';
import { parsePath } from '../../../lib/paths/grammar.ts';
import { printPath } from '../../../lib/paths/print.ts';
import { errorOf } from '../../support/errors.ts';

const meaning = {
  kind: 'reminderView',
  version: 'v1.0',
  owner: { kind: 'me' },
  startDateTime: '2027-01-01T00:00:00',
  endDateTime: '2027-02-01',
};
const printed = "/v1.0/me/reminderView(StartDateTime='2027-01-01T00%3A00%3A00',EndDateTime='2027-02-01')";

describe('the arguments of a function', () => {
  it.each([
    ["reminderView(StartDateTime='2027-01-01T00:00:00',EndDateTime='2027-02-01')"],
    ["reminderView(EndDateTime='2027-02-01',StartDateTime='2027-01-01T00:00:00')"],
    ["REMINDERVIEW(startdatetime='2027-01-01T00:00:00',ENDDATETIME='2027-02-01')"],
    ["microsoft.graph.reminderView(StartDateTime='2027-01-01T00:00:00',EndDateTime='2027-02-01')"],
    ["graph.reminderView(StartDateTime='2027-01-01T00:00:00',EndDateTime='2027-02-01')"],
    ['reminderView(StartDateTime=2027-01-01T00:00:00,EndDateTime=2027-02-01)'],
    ["reminderView( StartDateTime = '2027-01-01T00:00:00' , EndDateTime = 2027-02-01 )"],
    ["reminderView(StartDateTime=datetime'2027-01-01T00:00:00',EndDateTime=microsoft.graph.x'2027-02-01')"],
    ['reminderView%28StartDateTime%3D%272027-01-01T00%3A00%3A00%27%2CEndDateTime%3D%272027-02-01%27%29'],
    ["reminderView(StartDateTime='2027-01-01T00:00:00',EndDateTime='2027-02-01')/"],
  ])('the arguments of a function may be spelled %s', (path) => {
    const reference = parsePath(`/v1.0/me/${path}`);
    expect(reference).toEqual(meaning);
    expect(printPath(reference)).toBe(printed);
    expect(allowedMethods(reference)).toEqual(['GET', 'HEAD']);
  });

  it('the arguments of a function may be left out where they are optional', () => {
    expect(parsePath("/v1.0/me/reminderView(StartDateTime='2027-01-01T00:00:00')")).toEqual({
      ...{ kind: 'reminderView', version: 'v1.0', owner: { kind: 'me' } },
      startDateTime: '2027-01-01T00:00:00',
    });
    expect(printPath(parsePath("/beta/users/u/reminderView(startDateTime='a')"))).toBe("/beta/users/u/reminderView(StartDateTime='a')");
  });

  it.each([
    ['none where one is needed', 'reminderView', "needs the argument 'StartDateTime'"],
    ['empty parentheses', 'reminderView()', "needs the argument 'StartDateTime'"],
    ['another one alone', "reminderView(EndDateTime='a')", "needs the argument 'StartDateTime'"],
    ['one that the function lacks', "reminderView(StartDateTime='a',Zone='b')", "has no argument 'Zone'"],
    ['one twice', "reminderView(StartDateTime='a',startdatetime='b')", "'StartDateTime' of the function 'reminderView' is given twice"],
    ['a value without a name', "reminderView('a')", 'cannot be read'],
    ['a comma too many', "reminderView(StartDateTime='a',)", 'cannot be read'],
    ['an open quote', "reminderView(StartDateTime='a)", 'cannot be read'],
    ['an open parenthesis', "reminderView(StartDateTime='a'", 'cannot be read'],
    ['a lone quote', "reminderView(StartDateTime='a'b')", 'cannot be read'],
    ['half of a character', "reminderView(StartDateTime='\ud800')", 'cannot be read'],
  ])('the arguments of a function that cannot be are refused: %s', (_, path, message) => {
    const error = errorOf(() => parsePath(`/v1.0/me/${path}`));
    expect(error).toMatchObject({ status: 400, code: 'BadRequest' });
    expect(error).toHaveProperty('message', expect.stringContaining(message));
  });

  it.each([
    ["me/reminderView(StartDateTime='a')/$count", '$count'],
    ["groups/g/reminderView(StartDateTime='a')", "reminderView(StartDateTime='a')"],
    ["me/joinedGroups/g/reminderView(StartDateTime='a')", "reminderView(StartDateTime='a')"],
    ["me/calendar/reminderView(StartDateTime='a')", "reminderView(StartDateTime='a')"],
    ["me/events/reminderView(StartDateTime='a')", "reminderView(StartDateTime='a')"],
    ['me/calendar/permanentDelete/x', 'x'],
    ['me/permanentDelete', 'permanentDelete'],
    ['me/calendars/permanentDelete', 'permanentDelete'],
  ])('the arguments of a function lead nowhere in %s', (path, segment) => {
    expect(errorOf(() => parsePath(`/v1.0/${path}`))).toMatchObject({
      status: 400,
      code: 'BadRequest',
      message: `Resource not found for the segment '${segment}'.`,
    });
  });

  it('the arguments of a function are read in time that grows with their length alone', () => {
    const began = performance.now();
    for (const text of [' '.repeat(60_000), "''".repeat(30_000), 'a='.repeat(30_000), "a='',".repeat(12_000), `a=${' '.repeat(60_000)}'`])
      errorOf(() => parsePath(`/v1.0/me/reminderView(${text})`));
    expect(performance.now() - began).toBeLessThan(500);
  });
});
