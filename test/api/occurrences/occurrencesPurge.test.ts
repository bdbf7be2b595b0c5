// What a deleted series leaves: nothing of its occurrences is visible, and the sweep removes what was their own.
import { beforeAll, expect, inject, it } from 'vitest';
import { demoTenant } from '../../../infra/local/provision/demo/tenant.ts';
import { mailboxPartition } from '../../../lib/calendar/mailbox.ts';
import { idsIn } from '../../support/api/answers.ts';
import { eventPath, hourOn } from '../../support/api/events.ts';
import { newStranger } from '../../support/people/people.ts';
import { openApi, type Api } from '../../support/api/api.ts';
import { fileBody } from '../../support/api/bodies.ts';
import { documentsOf } from '../../support/stores/mailboxState.ts';

let api: Api;
beforeAll(async () => {
  api = await openApi();
});

const recurrence = { pattern: { type: 'daily', interval: 1 }, range: { type: 'noEnd', startDate: '2027-03-01' } };

it("a deleted series' occurrences leave a purge each, and no document of their own", async () => {
  const mailbox = await newStranger(api);
  const series = eventPath(await mailbox.newEvent({ ...hourOn('03-01'), recurrence }));
  const days = idsIn(await mailbox.send(`${series}/instances?startDateTime=2027-03-05&endDateTime=2027-03-08`));
  for (const day of days.slice(0, 2))
    expect((await mailbox.send(`${series}/instances/${day}/attachments`, { json: fileBody('own') })).status).toBe(201);
  expect((await mailbox.send(`${series}/instances/${days[2] ?? ''}`, { method: 'DELETE' })).status).toBe(204);
  expect((await mailbox.send(series, { method: 'DELETE' })).status).toBe(204);
  for (const day of days) expect((await mailbox.send(`/v1.0/me/events/${day}/attachments`)).status).toBe(404);
  const partition = mailboxPartition({ tenant: demoTenant, kind: 'users', id: mailbox.id });
  const kinds = (await documentsOf(inject('stack'), 'mailboxes', partition)).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === 'occurrence' || kind === 'cancelledOccurrence')).toEqual([]);
  expect(kinds.filter((kind) => kind === 'purge').length).toBeGreaterThanOrEqual(2);
});
