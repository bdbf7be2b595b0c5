// The explorer's spellings of an event's path: each is one of the grammar, and leads where the others do.
import { describe, expect, it } from 'vitest';
import { spellingsOf, type EventFacts } from '../../../lib/explorer/seen/spellings.ts';
import { parsePath } from '../../../lib/paths/grammar.ts';

const user = {
  id: 'ddfcd489-628b-40d7-b48b-57002df800e5',
  upn: "adele.o'hara@contoso.example",
  tenant: '3f8a5c1e-7d42-4b9f-9c60-5e2b8a1d4f70',
};
const plain: EventFacts = {
  id: 'AAMkAGE1M88AADUv0uAAAG=',
  iCalUId: "it's 100% unique",
  transactionId: 't-1',
  occurrence: undefined,
  mailbox: { kind: 'me', user },
  calendar: { id: 'AAMkCalendar=', isDefault: false },
  calendarGroup: { id: 'AAMkGroup=' },
  messages: ['AAMkMessage='],
};
const cases: readonly (readonly [string, EventFacts, number])[] = [
  ['in the own mailbox', plain, 50],
  ['in the default calendar group', { ...plain, calendarGroup: 'default' }, 50],
  ['of somebody else', { ...plain, mailbox: { kind: 'user', user: { ...user, upn: '' } }, calendarGroup: undefined, messages: [] }, 12],
  ['of a group', { ...plain, mailbox: { kind: 'group', id: 'b320ee12-b1cd-4cca-b648-a437be61c5cd', member: user }, messages: [] }, 30],
  ['that is an exception of a series', { ...plain, occurrence: { series: 'AAMkSeries=', isException: true } }, 60],
];

describe.each(cases)('an event %s', (_, facts, atLeast) => {
  const all = spellingsOf(facts);

  it('an event has many spellings, none of them twice', () => {
    expect(all.length).toBeGreaterThanOrEqual(atLeast);
    expect(new Set(all.map(({ path }) => path)).size).toBe(all.length);
  });

  it('an event is what each of them leads to', () => {
    for (const { path } of all) {
      const reference = parsePath(path);
      if (reference.kind !== 'event') throw new Error(`${path} is no event.`);
      const { source, tail } = reference;
      expect(tail, path).toEqual({ kind: 'event' });
      const last = source.occurrences.at(-1)?.id;
      if (source.via === 'calendar') expect(last ?? source.id, path).toBe(facts.id);
      else if (source.via === 'alternateKey') expect(source.value, path).toBe(facts[source.property]);
      else expect(facts.messages, path).toContain(source.message);
    }
  });

  it('an event is reached by every form of keys and words', () => {
    const paths = all.map(({ path }) => path);
    expect(paths.some((path) => path.includes("events('"))).toBe(true);
    expect(paths.some((path) => path.includes('/EVENTS/'))).toBe(true);
    expect(paths.some((path) => path.startsWith('/beta/'))).toBe(true);
  });
});
