// What was stored once is read for ever: frozen examples of every kind of document, and today's code over them.
import { describe, expect, it } from 'vitest';
import containers from '../../../infra/cosmos-containers.json' with { type: 'json' };
import { isCancelled } from '../../../lib/calendar/events/readEvent.ts';
import { kinds, type Kind } from '../../../lib/stores/kinds.ts';
import type { StoredDocument } from '../../../lib/stores/documents.ts';
import { allKinds, examples, type Example } from '../../fixtures/records/examples.ts';
import { readers } from '../../fixtures/records/readers.ts';
import { sourcesOf } from '../../support/sources.ts';

const stored = ({ document }: Example): StoredDocument => ({ id: document.id, etag: 'frozen', body: document });
const kindOf = ({ document }: Example): Kind => allKinds.find((kind) => kind === document.kind) ?? expect.fail(`no kind: ${document.kind}`);

describe('a frozen document', () => {
  it.each([...examples])('%s is read with all that it held', (_, example) => {
    const read: unknown = JSON.parse(JSON.stringify(readers[kindOf(example)](stored(example)) ?? null));
    expect(read).toMatchObject(example.reads);
  });

  it.each([...examples])('%s lies in the container of its kind and is named after it', (name, example) => {
    expect(kinds[example.container]).toContain(example.document.kind);
    expect(name.split('.')[0]).toBe(example.document.kind);
  });
});

describe('the kinds of documents', () => {
  it('the kinds of documents have an example each', () => {
    const frozen = new Set([...examples.values()].map(({ document }) => document.kind));
    expect(allKinds.filter((kind) => !frozen.has(kind))).toEqual([]);
  });

  it('the kinds of documents lie in the containers of the installation', () => {
    expect(Object.keys(kinds)).toEqual(containers.map(({ id }) => id));
  });

  // The type of documents holds every write to them; a patch could make any other kind.
  it('the kinds of documents are given to documents by the store’s own words alone', () => {
    const others = sourcesOf('lib').filter(({ path, text }) => path !== 'lib/stores/records.ts' && text.includes("'/kind'"));
    expect(others.map(({ path }) => path)).toEqual([]);
  });
});

describe('what lists and deltas ask for', () => {
  const all = [...examples.values()].map(({ document }) => document);

  const living: readonly unknown[] = ['event', 'entry'];

  it('`listed` is what living events and entries have', () => {
    expect(new Set(all.filter(({ listed }) => listed === true).map(({ kind }) => kind))).toEqual(new Set(living));
    expect(all.filter(({ kind, listed }) => living.includes(kind) && listed !== true)).toEqual([]);
    expect(all.filter(({ kind, listed }) => !living.includes(kind) && listed !== undefined)).toEqual([]);
  });

  it('`tracked` is what events, entries and their tombstones have', () => {
    const tracked = ['event', 'eventTombstone', 'entry', 'entryTombstone'];
    expect(all.filter(({ kind, tracked: has }) => (has === true) !== tracked.includes(kind))).toEqual([]);
  });
});

it('a cancelled occurrence is known as one', () => {
  for (const example of examples.values()) expect(isCancelled(stored(example))).toBe(example.document.kind === 'cancelledOccurrence');
});
