// A mailbox's settings and categories in the stores: what they cost, that they are bounded and silent and lie in the mailbox.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mailboxPartition, type Mailbox } from '../../../lib/calendar/mailbox.ts';
import { createCategories, type Categories } from '../../../lib/calendar/settings/categories.ts';
import { createMailboxSettings, type SettingsOfMailboxes } from '../../../lib/calendar/settings/mailboxSettings.ts';
import { measured } from '../../../lib/runtime/meter.ts';
import { maxCategories, maxCategoryNameBytes } from '../../../lib/runtime/limits/mailbox.ts';
import type { Documents } from '../../../lib/stores/documents.ts';
import { startDocuments, type TestDocuments } from '../../support/stores/documents.ts';

const by = 'app:test';
const clock = () => Date.now();
const randomness = (bytes: number) => randomBytes(bytes);
let test: TestDocuments;
let settings: SettingsOfMailboxes;
let categories: Categories;

beforeAll(async () => {
  test = await startDocuments();
  settings = createMailboxSettings({ documents: test.mailboxes, clock });
  categories = createCategories({ documents: test.mailboxes, clock, randomness });
});
afterAll(() => test.close());

const newMailbox = (): Mailbox => ({ tenant: test.newTenant(), kind: 'users', id: 'owner' });
const countsOf = async (work: () => Promise<unknown>) => (await measured(clock, work)).usage.counts;
const everything = (mailbox: Mailbox) =>
  test.mailboxes.query(mailboxPartition(mailbox), { where: { is: 'gt', property: 'kind', value: '' }, orderBy: [], limit: 100 });

describe('what it costs', () => {
  it('reading is one point read and leaves nothing behind', async () => {
    const mailbox = newMailbox();
    expect(await countsOf(() => settings.read(mailbox))).toEqual({ read: 1 });
    expect(await countsOf(() => categories.read(mailbox))).toEqual({ read: 1 });
    expect(await everything(mailbox)).toEqual([]);
  });

  it('a change is one point read and one write, and one that changes nothing is the read alone', async () => {
    const mailbox = newMailbox();
    for (const counts of [{ read: 1, batch: 1 }, { read: 1 }])
      expect(await countsOf(() => settings.change(mailbox, { dateFormat: 'd' }, by))).toEqual(counts);
    expect(await countsOf(() => settings.change(mailbox, { dateFormat: 'dd' }, by))).toEqual({ read: 1, batch: 1 });
    const added = await categories.add(mailbox, { displayName: 'a', color: 'none' }, by);
    expect(await countsOf(() => categories.recolor(mailbox, added.id, 'none', by))).toEqual({ read: 1 });
    expect(await countsOf(() => categories.recolor(mailbox, added.id, 'preset1', by))).toEqual({ read: 1, batch: 1 });
    expect(await countsOf(() => categories.remove(mailbox, added.id, by))).toEqual({ read: 1, batch: 1 });
  });
});

describe('the list of categories', () => {
  it('the list takes 1,000 categories and no more', async () => {
    const mailbox = newMailbox();
    await fill(mailbox, maxCategories - 7, (n) => `category ${n}`);
    await categories.add(mailbox, { displayName: 'the last', color: 'none' }, by);
    expect(await categories.read(mailbox)).toHaveLength(maxCategories);
    await expect(categories.add(mailbox, { displayName: 'too many', color: 'none' }, by)).rejects.toMatchObject({ status: 507 });
    expect(await categories.read(mailbox)).toHaveLength(maxCategories);
  });

  it('the list takes so many bytes of names and no more', async () => {
    const mailbox = newMailbox();
    await fill(mailbox, Math.floor(maxCategoryNameBytes / 255) - 1, (n) => String(n).padEnd(255, 'x'));
    await expect(categories.add(mailbox, { displayName: 'y'.repeat(255), color: 'none' }, by)).rejects.toMatchObject({ status: 507 });
  });

  it('changes at once are all kept', async () => {
    const mailbox = newMailbox();
    const names = ['a', 'b', 'c', 'd'];
    const added = await Promise.all(names.map((displayName) => categories.add(mailbox, { displayName, color: 'none' }, by)));
    expect(new Set(added.map(({ place }) => place)).size).toBe(4);
    expect(
      (await categories.read(mailbox))
        .slice(6)
        .map(({ displayName }) => displayName)
        .toSorted(),
    ).toEqual(names);
  });

  it('a category is added once where the store answers only the second time', async () => {
    const mailbox = newMailbox();
    let lostAnswers = 1;
    const forgetful: Documents = {
      ...test.mailboxes,
      read: (...given) => test.mailboxes.read(...given),
      async commit(...given) {
        const done = await test.mailboxes.commit(...given);
        return lostAnswers-- > 0 ? { outcome: 'refused', index: 0, because: 'exists', repeated: true } : done;
      },
    };
    const added = await createCategories({ documents: forgetful, clock, randomness }).add(
      mailbox,
      { displayName: 'once', color: 'none' },
      by,
    );
    expect((await categories.read(mailbox)).filter(({ displayName }) => displayName === 'once')).toEqual([added]);
  });

  /** Puts so many categories behind the first six, without asking for each. */
  async function fill(mailbox: Mailbox, count: number, nameOf: (n: number) => string): Promise<void> {
    await categories.add(mailbox, { displayName: 'first', color: 'none' }, by);
    const [one] = await everything(mailbox);
    const before = await categories.read(mailbox);
    const more = Array.from({ length: count }, (_, n) => ({ id: `id ${n}`, displayName: nameOf(n), color: 'none', place: 100 + n }));
    await test.mailboxes.commit(mailboxPartition(mailbox), [
      {
        write: 'patch',
        id: one?.id ?? expect.fail(),
        operations: [{ op: 'set', path: '/categories', value: [...before.slice(0, 6), ...more] }],
      },
    ]);
  }
});

it('what is stored is silent, and lies where the purge of its owner finds everything that has a kind', async () => {
  const mailbox = newMailbox();
  await settings.change(mailbox, { timeZone: 'Asia/Tokyo' }, by);
  await categories.add(mailbox, { displayName: 'a', color: 'none' }, by);
  const stored = await everything(mailbox);
  expect(stored.map(({ body }) => body.kind).toSorted()).toEqual(['mailboxSettings', 'masterCategories']);
  for (const { body } of stored) expect(body).not.toHaveProperty('tracked');
});
