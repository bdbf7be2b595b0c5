// How much a batch may answer: 32 MiB together, and no more than there is room for in memory.
import { anHour } from '../../support/api/events.ts';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApi, type Api } from '../../support/api/api.ts';
import {
  batch,
  bytesIn,
  codeIn,
  entityIn,
  gets,
  json,
  respondedIn,
  sendBatch,
  statuses,
  type Responded,
} from '../../support/api/batches.ts';
import { fileBody } from '../../support/api/bodies.ts';
import { newStranger } from '../../support/people/people.ts';
import { startAppHost, type AppHost } from '../../support/process/appHost.ts';

const limit = 32 * 1024 * 1024;
/** Of each file: eight of them, in base64, leave less than a mebibyte of the limit. */
const size = 3_070_000;

interface Files {
  readonly mine: Pick<Api, 'send'>;
  readonly attachments: string;
  readonly file: string;
}

/** An event of somebody's own with a file of `size` bytes. */
async function withFile(api: Api): Promise<Files> {
  const { token } = await newStranger(api);
  const mine: Files['mine'] = { send: (path, sent) => api.send(path, { token, ...sent }) };
  const event = `/me/events/event-${randomUUID()}`;
  expect((await mine.send(`/v1.0${event}`, { method: 'PUT', json: anHour })).status).toBe(201);
  const made = await mine.send(`/v1.0${event}/attachments`, { json: fileBody('large.bin', Buffer.alloc(size, 7)) });
  expect(made.status, made.text.slice(0, 300)).toBe(201);
  return { mine, attachments: `${event}/attachments`, file: `${event}/attachments/${String(made.json.id)}` };
}

const times = (count: number, url: string): readonly string[] => Array<string>(count).fill(url);

describe('of the answers of a batch', () => {
  let files: Files;
  beforeAll(async () => {
    files = await withFile(await openApi());
  });

  it('answers of a batch that do not fit are 507, one by one, and the others are whole', async () => {
    const { mine, file } = files;
    const answer = await sendBatch(mine, [
      ...gets(...times(10, file), '/me'),
      { id: '12', method: 'GET', url: '/me', dependsOn: ['9', '10'] },
    ]);
    expect(answer.bytes.length).toBeLessThanOrEqual(limit);
    expect(answer.bytes.length).toBeGreaterThan(8 * size * (4 / 3));
    const parts = respondedIn(answer);
    const [whole, refused] = [parts.filter(({ status }) => status === 200), parts.filter(({ status }) => status === 507)];
    expect([whole.length, refused.length]).toEqual([9, 2]);
    for (const part of refused) {
      expect(codeIn(part)).toBe('ErrorDataSizeLimitExceeded');
      expect(JSON.stringify(part.body)).toMatch(/at most 33554432 bytes.*\$select/);
    }
    for (const part of whole.filter(({ id }) => id !== '11')) expect(entityIn(part).contentBytes).toHaveLength(4 * Math.ceil(size / 3));
    expect(parts[10]?.status).toBe(200);
  });

  it('bytes of a batch that do not fit are 507, for they grow in base64', async () => {
    const { mine, file } = files;
    const parts = await batch(mine, gets(...times(9, `${file}/$value`)));
    expect(statuses(parts).toSorted()).toEqual([...Array<number>(8).fill(200), 507]);
    for (const part of parts.filter(({ status }) => status === 200)) expect(bytesIn(part)).toHaveLength(size);
  });

  it('a write is done, and has the answer without a body', async () => {
    const { mine, attachments, file } = files;
    const [...parts] = await batch(mine, [
      ...gets(...times(8, file)),
      {
        id: 'new',
        method: 'POST',
        url: attachments,
        headers: json,
        body: fileBody('new.bin', Buffer.alloc(1_000_000, 1)),
        dependsOn: ['1', '2', '3', '4', '5', '6', '7', '8'],
      },
      { id: 'behind', method: 'GET', url: `${attachments}/$count`, dependsOn: ['new'] },
    ]);
    expect(statuses(parts)).toEqual([...Array<number>(8).fill(200), 204, 200]);
    const made: Responded = parts[8] ?? expect.fail();
    expect(made).not.toHaveProperty('body');
    expect(made.headers).toMatchObject({ 'Preference-Applied': 'return=minimal', 'OData-EntityId': made.headers.Location });
    expect(made.headers).not.toHaveProperty('Content-Type');
    const place = new URL(made.headers.Location ?? '').pathname;
    expect((await mine.send(`${place}?$select=name,size`)).json).toMatchObject({ name: 'new.bin', size: 1_000_000 });
    expect(bytesIn(parts[9] ?? expect.fail()).toString()).toBe('2');
  });
});

describe('in a small byte budget', () => {
  let host: AppHost;
  let files: Files;
  beforeAll(async () => {
    host = await startAppHost({ BYTE_BUDGET_MIB: '24' });
    files = await withFile(host.api);
  });
  afterAll(() => host.end());

  it('a part that there is no room for is 503 with Retry-After, the others are answered, and all is given back', async () => {
    const { mine, file } = files;
    for (let round = 0; round < 6; round++) {
      const parts = await batch(mine, gets(...times(6, file), '/me'));
      const refused = parts.filter(({ status }) => status === 503);
      expect(refused.length).toBeGreaterThan(0);
      for (const { headers } of refused) expect(headers['Retry-After']).toMatch(/^\d+$/);
      expect(parts.filter(({ status }) => status === 200).length).toBe(parts.length - refused.length);
      expect(parts.at(-1)?.status).toBe(200);
      expect(parts.length - refused.length).toBeGreaterThan(1);
      expect((await mine.send(`/v1.0${file}`)).status).toBe(200);
    }
  });
});
