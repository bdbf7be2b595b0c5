// Bodies of events: HTML and text, previews, and those too large for a document.
import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { azuriteAccount } from '../../../infra/local/blob/azuriteAccount.ts';
import { openApi, type Api } from '../../support/api/api.ts';
import { anHour, eventPath, subjects } from '../../support/api/events.ts';
import { entriesOf, refusal } from '../../support/api/answers.ts';
import { newStranger, type Person } from '../../support/people/people.ts';

let api: Api;
let mailbox: Person;
beforeAll(async () => {
  api = await openApi();
});
beforeEach(async () => {
  mailbox = await newStranger(api);
});

const html = (content: string) => ({ body: { contentType: 'html', content } });
const prefer = (type: string) => ({ headers: { Prefer: `outlook.body-content-type="${type}"` } });

/** Blobs that say they belong to the mailbox. */
async function blobs(): Promise<number> {
  const { name: account, key } = azuriteAccount;
  const contents = new BlobServiceClient(inject('stack').blobUrl, new StorageSharedKeyCredential(account, key)).getContainerClient(
    'contents',
  );
  let count = 0;
  for await (const { metadata } of contents.listBlobsFlat({ includeMetadata: true }))
    if (metadata?.partition?.includes(mailbox.id) === true) count++;
  return count;
}

describe('the format', () => {
  it('the format is the stored one, or the one that is preferred', async () => {
    const path = eventPath(await mailbox.newEvent(html('<p>a &amp; b</p><script>evil()</script>')));
    expect((await mailbox.send(path)).json.body).toEqual({ contentType: 'html', content: '<p>a &amp; b</p><script>evil()</script>' });
    const text = await mailbox.send(path, prefer('text'));
    expect(text.json.body).toEqual({ contentType: 'text', content: 'a & b' });
    expect(text.headers.get('preference-applied')).toBe('outlook.body-content-type="text"');
    expect((await mailbox.send(path, prefer('html'))).json.body).toMatchObject({ contentType: 'html' });
    expect((await mailbox.send(path, prefer('pdf'))).headers.get('preference-applied')).toBe(null);
    const [entry] = entriesOf(await mailbox.send('/v1.0/me/events', prefer('text')));
    expect(entry?.body).toEqual({ contentType: 'text', content: 'a & b' });
  });

  it('the format of text as HTML shows the same text', async () => {
    const path = eventPath(await mailbox.newEvent({ body: { contentType: 'text', content: '1 < 2\n& 3' } }));
    expect((await mailbox.send(path, prefer('html'))).json.body).toEqual({ contentType: 'html', content: '1 &lt; 2<br>&amp; 3' });
  });

  it('a body has a preview of 255 characters of text', async () => {
    expect((await mailbox.newEvent(html(`<style>x</style><b>${'é'.repeat(300)}</b>`))).bodyPreview).toBe('é'.repeat(255));
  });
});

describe('a large body', () => {
  const large = `<p>${'grün '.repeat(60_000)}</p>`;

  it('a large body is given back whole, replaced, kept by other changes, and gone with the event', async () => {
    const made = await mailbox.newEvent(html(large));
    const path = eventPath(made);
    expect(made.body).toEqual({ contentType: 'html', content: large });
    expect(await blobs()).toBe(1);
    expect((await mailbox.send(path)).json.body).toEqual({ contentType: 'html', content: large });
    expect((await mailbox.send(path, { method: 'PATCH', json: { subject: 'x' } })).json).toMatchObject({
      subject: 'x',
      body: { content: large },
    });
    const [entry] = entriesOf(await mailbox.send('/v1.0/me/events'));
    expect(entry?.body).toEqual({ contentType: 'html', content: large });
    expect((await mailbox.send(`${path}?$select=subject`)).json).not.toHaveProperty('body');

    const longer = `${large}<p>more</p>`;
    expect((await mailbox.send(path, { method: 'PATCH', json: html(longer) })).json.body).toEqual({ contentType: 'html', content: longer });
    expect((await mailbox.send(path)).json.body).toEqual({ contentType: 'html', content: longer });
    expect(await blobs()).toBe(1);
    expect((await mailbox.send(path, { method: 'PATCH', json: html('short') })).json).toMatchObject({
      ...html('short'),
      bodyPreview: 'short',
    });
    expect(await blobs()).toBe(0);
    expect((await mailbox.send(path, { method: 'PUT', json: { ...html(large), ...anHour } })).json.body).toEqual({
      contentType: 'html',
      content: large,
    });
    expect(await blobs()).toBe(1);
    expect((await mailbox.send(path, { method: 'DELETE' })).status).toBe(204);
    expect(await blobs()).toBe(0);
  });

  it('a large body leaves no bytes behind where its event is not made', async () => {
    const transactionId = 'one and the same';
    await mailbox.newEvent({ subject: 'first', transactionId });
    expect((await mailbox.newEvent({ ...html(large), transactionId })).subject).toBe('first');
    expect(await blobs()).toBe(0);
    const path = eventPath(await mailbox.newEvent());
    const stale = await mailbox.send(path, { method: 'PATCH', json: html(large), headers: { 'If-Match': '"old"' } });
    expect(refusal(stale).status).toBe(412);
    expect(await blobs()).toBe(0);
  });

  it('a large body ends a page of a list early, whose next page goes on', async () => {
    for (let i = 0; i < 3; i++) await mailbox.newEvent({ subject: `s${i}`, ...html('x'.repeat(3_500_000)) });
    const first = await mailbox.send('/v1.0/me/events');
    expect(subjects(first)).toEqual(['s0', 's1']);
    expect(subjects(await mailbox.send(String(first.json['@odata.nextLink'])))).toEqual(['s2']);
    expect(subjects(await mailbox.send('/v1.0/me/events?$select=subject'))).toEqual(['s0', 's1', 's2']);
  });

  it('a large body is one of those that change at once, and the others leave nothing', async () => {
    const path = eventPath(await mailbox.newEvent());
    const answers = await Promise.all(
      Array.from({ length: 4 }, (_, i) => mailbox.send(path, { method: 'PATCH', json: html(`${large}${i}`) })),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const { body } = (await mailbox.send(path)).json;
    expect(answers.map(({ json }) => json.body)).toContainEqual(body);
    expect(await blobs()).toBe(1);
  });
});
