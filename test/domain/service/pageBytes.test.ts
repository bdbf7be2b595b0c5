// Pages of lists end by their bytes, and what they hold is taken from the byte budget before it is rendered.
import { anHour } from '../../support/api/events.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createByteBudget } from '../../../lib/runtime/byteBudget.ts';
import { withinPage } from '../../../lib/api/pageBytes.ts';
import { errorOf } from '../../support/errors.ts';
import { startHousehold, type Household, type Housemate } from '../../support/people/household.ts';

const mebibyte = 1024 * 1024;

describe('a page', () => {
  const entry = (bytes: number): string => 'x'.repeat(bytes - 2);

  it('a page ends at 8 MiB, and has one entry at least', () => {
    const share = createByteBudget(1024 * mebibyte).share();
    const threes = Array.from({ length: 5 }, () => entry(3 * mebibyte));
    expect(withinPage(share, threes)).toHaveLength(2);
    expect(withinPage(share, [entry(9 * mebibyte), entry(2)])).toHaveLength(1);
    expect(withinPage(share, [])).toEqual([]);
    expect(withinPage(share, [entry(4 * mebibyte), entry(4 * mebibyte), entry(2)])).toHaveLength(2);
  });

  it('a page counts what an entry shows beside its document, which is taken where it is read', () => {
    const budget = createByteBudget(1024 * mebibyte);
    expect(withinPage(budget.share(), [entry(2), entry(2), entry(2)], () => 4 * mebibyte)).toHaveLength(1);
    expect(budget.used).toBe(2 * 4);
  });

  it('a page takes what it holds first, and no more than that', () => {
    const budget = createByteBudget(10 * mebibyte);
    const share = budget.share();
    withinPage(share, [entry(mebibyte)]);
    expect(budget.used).toBe(4 * mebibyte);
    expect(errorOf(() => withinPage(share, [entry(2 * mebibyte)])).status).toBe(503);
    share.release();
    expect(budget.used).toBe(0);
  });
});

describe('a list', () => {
  let home: Household;
  let owner: Housemate;
  const large = 'x'.repeat(30_000);
  const messages = 300;
  beforeAll(async () => {
    home = await startHousehold();
    owner = await home.come('owner');
    const mailbox = { tenant: home.tenant, kind: 'users' as const, id: owner.id };
    const about = { mailbox, event: 'gone' };
    const time = { dateTime: '2027-03-01T09:00:00', timeZone: 'UTC' };
    const snapshot = {
      subject: 'Review',
      start: time,
      end: time,
      isAllDay: false,
      location: { displayName: large },
      importance: 'normal',
      responseRequested: true,
      allowNewTimeProposals: true,
      recurrence: null,
      type: 'singleInstance',
      preview: '',
    } as const;
    const enter = (i: number): Promise<void> =>
      home.instance.services.messages.enter(
        mailbox,
        { messageId: `message-${i}`, folders: ['inbox'], meeting: about, snapshot },
        'user:tester',
      );
    for (let start = 0; start < messages; start += 20) await Promise.all(Array.from({ length: 20 }, (_, i) => enter(start + i)));
  });
  afterAll(() => home.close());

  it('a list of messages ends by its bytes, and its pages have each message once', async () => {
    const found: string[] = [];
    const pages: number[] = [];
    for (let path: string | undefined = '/v1.0/me/messages?$top=1000&$select=subject'; path !== undefined;) {
      const { json } = await owner.must('GET', path);
      const value = json.value as { id: string }[];
      pages.push(value.length);
      found.push(...value.map(({ id }) => id));
      const next: unknown = json['@odata.nextLink'];
      path = typeof next === 'string' ? next.slice(next.indexOf('/v1.0')) : undefined;
    }
    expect(pages).toHaveLength(2);
    expect(pages[0]).toBeGreaterThan(200);
    expect(new Set(found).size).toBe(messages);
    expect(found).toHaveLength(messages);
  });

  const below = (path: string, status: number, byteBudget: number) => async (): Promise<void> => {
    const answer = await home.another(byteBudget).send(owner.caller, 'GET', path);
    expect(answer.status).toBe(status);
  };
  it('a list of messages that the budget has no room for is 503', below('/v1.0/me/messages?$top=100', 503, 4 * mebibyte));
  it('a list of messages that it has room for is 200', below('/v1.0/me/messages?$top=30', 200, 4 * mebibyte));

  it('a list of reference attachments, calendars and permissions takes its bytes first', async () => {
    const { json } = await owner.must('POST', '/v1.0/me/events', { subject: 'A', ...anHour });
    const attachments = `/v1.0/me/events/${String(json.id)}/attachments`;
    const sourceUrl = `https://files.example/${'x'.repeat(1900)}`;
    for (let i = 0; i < 10; i++)
      await owner.must('POST', attachments, {
        '@odata.type': '#microsoft.graph.referenceAttachment',
        name: 'a',
        sourceUrl,
        previewUrl: sourceUrl,
      });
    for (let i = 0; i < 10; i++) await owner.must('POST', '/v1.0/me/calendars', { name: `${i} ${'x'.repeat(200)}` });
    for (const path of [
      attachments,
      `${attachments}?$select=name`,
      `/v1.0/me/events/${String(json.id)}?$expand=attachments`,
      '/v1.0/me/calendars',
    ]) {
      await below(path, 503, 4_000)();
      await below(path, 200, mebibyte)();
    }
  });
});
