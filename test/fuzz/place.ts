// A place for random upload sessions on a running stack: an event, and access to the stores past the service.
import { demoTenant, demoUsers } from '../../infra/local/provision/demo/tenant.ts';
import { mailboxPartition } from '../../lib/calendar/mailbox.ts';
import { openApi } from '../support/api/api.ts';
import { cosmosContainer, settingsOf } from '../support/stores/stores.ts';
import type { Place } from './uploadRun.ts';

export async function openPlace(stack: {
  readonly url: string;
  readonly cosmosUrl: string;
  readonly blobUrl: string;
  readonly dataDir: string;
}): Promise<Place> {
  const api = await openApi(stack);
  const documents = cosmosContainer(settingsOf(stack), 'mailboxes');
  const partition = mailboxPartition({ tenant: demoTenant, kind: 'users', id: demoUsers.adele.id });
  return {
    api,
    event: await api.newEvent(),
    stored: async (attachmentId) => (await documents.item(`attachment:${attachmentId}`, partition).read<object>()).resource,
  };
}
