// The claim of a signed delivery when the process that made it dies: it holds for what has come of it, and for nothing else.
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { createServices, openStores } from '../../../functions/compose/app.ts';
import { addAttachments } from '../../../lib/attachments/add.ts';
import type { NewAttachment } from '../../../lib/attachments/attachment.ts';
import type { Documents } from '../../../lib/stores/documents.ts';
import { demoTenant } from '../../../infra/local/provision/demo/tenant.ts';
import { openApi, type Api } from '../../support/api/api.ts';
import { newTarget, type Target } from '../../support/api/hooks.ts';
import { partsOf } from '../../support/stores/parts.ts';
import { settingsOf } from '../../support/stores/stores.ts';

let api: Api;
beforeAll(async () => (api = await openApi()));

describe('a claim', () => {
  const attachment: NewAttachment = { properties: { type: 'base', name: 'n', contentType: null, size: 1, isInline: false } };

  it('a claim that nothing has come of counts no more once its request must be over; one that something has come of always does', async () => {
    const stores = await openStores(settingsOf(inject('stack')));
    const services = createServices(stores);
    const [failed, other] = [await newTarget(api), await newTarget(api)];
    const keyOf = ({ person: { id }, event }: Target) => ({
      mailbox: { tenant: demoTenant, kind: 'users', id } as const,
      event: event.split('/').at(-1) ?? '',
    });
    const name = { key: 'k', signed: { names: [randomUUID()], claimedSeconds: 0 } };
    const add = async (target: Target, after: number, { mailboxes } = stores) => {
      const event = (await services.events.read(keyOf(target))) ?? expect.fail('no event');
      return addAttachments(
        { ...partsOf({ ...stores, mailboxes }), clock: () => began + after },
        keyOf(target),
        event,
        [attachment],
        'app:test',
        name,
      );
    };
    const began = Date.now();
    // The process ends between the claim and the batch.
    const dying: Documents = {
      ...stores.mailboxes,
      commit: (partition, writes) =>
        partition === failed.person.partition ? Promise.reject(new Error('over')) : stores.mailboxes.commit(partition, writes),
    };
    await expect(add(failed, 0, { ...stores, mailboxes: dying })).rejects.toThrow('over');
    await expect(add(other, 60_000)).rejects.toMatchObject({ status: 409 });
    expect(await add(other, 301_000)).toHaveLength(1);
    await expect(add(failed, 301_000)).rejects.toMatchObject({ status: 409 });
    await expect(add(failed, 10 ** 9)).rejects.toMatchObject({ status: 409 });
    expect(await add(other, 10 ** 9)).toHaveLength(1);
    expect(await other.list()).toHaveLength(1);
  });
});
