// Laws of parsing and printing: every spelling means its reference, printing is exact, and no text breaks the parser.
import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ServiceError } from '../../lib/runtime/errors.ts';
import { parsePath } from '../../lib/paths/grammar.ts';
import { allowedMethods } from '../../lib/api/routes.ts';
import { printPath } from '../../lib/paths/print.ts';
import type { Reference } from '../../lib/paths/reference.ts';
import { references } from '../support/data/references.ts';
import { spell } from '../support/data/spellings.ts';

const runs = { numRuns: 2_000 };

describe('a reference', () => {
  it('a reference is what each of its spellings parses to, raw or through a URL', () => {
    fc.assert(
      fc.property(references, fc.gen(), (reference, g) => {
        const path = spell(reference, g);
        expect(parsePath(path)).toEqual(reference);
        expect(parsePath(new URL(path, 'http://localhost').pathname)).toEqual(reference);
      }),
      runs,
    );
  });

  it('a reference is what its printed path parses to, and a URL keeps that path as it is', () => {
    fc.assert(
      fc.property(references, (reference) => {
        const path = printPath(reference);
        expect(parsePath(path)).toEqual(reference);
        expect(parsePath(new URL(path, 'http://localhost').pathname)).toEqual(reference);
      }),
      runs,
    );
  });

  it('a reference shares its printed path with no other reference', () => {
    const byPath = new Map<string, Reference>();
    for (const reference of fc.sample(references, 10_000)) {
      const path = printPath(reference);
      const other = byPath.get(path) ?? reference;
      if (!isDeepStrictEqual(other, reference)) expect.fail(`${path} is printed for ${JSON.stringify([other, reference])}`);
      byPath.set(path, reference);
    }
    expect(byPath.size).toBeGreaterThan(5_000);
  });

  it('a reference takes HEAD exactly where it takes GET', () => {
    fc.assert(
      fc.property(references, (reference) => {
        const methods = allowedMethods(reference);
        expect(methods.includes('HEAD')).toBe(methods.includes('GET'));
        expect(methods.length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('any text at all', () => {
  /** Parses to a reference that prints and parses again, or throws one of the contract's two statuses. */
  const isAnswered = (path: string): void => {
    let reference: Reference;
    try {
      reference = parsePath(path);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      expect([400, 404]).toContain(error.status);
      return;
    }
    expect(parsePath(printPath(reference))).toEqual(reference);
  };

  it.each([
    ['text', fc.string({ unit: 'binary' })],
    ['a web path', fc.webPath()],
    ['a group and what may stand behind it', fc.array(pieces()).map((parts) => `/beta/groups${parts.join('')}`)],
    ['text behind a known start', fc.string({ unit: 'binary' }).map((text) => `/v1.0/users/${text}`)],
    ['segments that are words, keys and their parts', fc.array(pieces()).map((parts) => `/v1.0/me/${parts.join('')}`)],
  ])('%s is parsed or refused', (_, texts) => {
    fc.assert(fc.property(texts, isAnswered), runs);
  });

  it('a valid path with a mutation is parsed or refused', () => {
    fc.assert(
      fc.property(references, fc.gen(), fc.nat(), fc.nat(3), pieces(), (reference, g, at, length, insertion) => {
        const path = spell(reference, g);
        const position = at % (path.length + 1);
        isAnswered(path.slice(0, position) + insertion + path.slice(position + length));
      }),
      runs,
    );
  });
});

function pieces(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.constantFrom("('", "')", "''", '(', ')', "'", "('a')", '/', '//', '.', '..', '@', '\u0000', '\ud800', '😀'),
    fc.constantFrom('%', '%2', '%2F', '%27', '%00', '%FF', '%C0%AF', '%ED%A0%80', '%2525'),
    fc.constantFrom("events(iCalUId='a')", "(transactionId='", "(x='a')", '(=', "iCalUId='"),
    fc.constantFrom('events', '/events', 'attachments', '/attachments', 'instances', 'users', '$count', 'a', '/a', '__proto__'),
    fc.constantFrom('/calendars', '/calendar', '/calendarGroups', '/calendarPermissions', '/messages', '/instances', '/accept', '/$ref'),
  );
}
