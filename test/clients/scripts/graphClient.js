// The steps of @microsoft/microsoft-graph-client: what it has of its own for rounds of changes, and a subscription's life.
import { adeleToken, baseUrl, load, meeting, must, step } from './report.js';
import { inMinutes, receiverAt, toldAt } from './subscribing.js';

const { default: graph } = await load('@microsoft/microsoft-graph-client/lib/src/index.js');
const client = graph.Client.init({
  baseUrl: `${baseUrl}/`,
  customHosts: new Set(['localhost']),
  authProvider: (done) => done(null, adeleToken),
});
const made = [];
for (const day of ['02', '03', '04', '05', '06']) made.push(await client.api('/me/events').post(meeting(`Round ${day}`, `2028-02-${day}`)));

/** Goes through a round by the client's iterator; gives what it told and the link to the next round. */
async function roundOf(first) {
  const told = [];
  const headers = { Prefer: 'odata.maxpagesize=2' };
  const iterator = new graph.PageIterator(client, first, (entry) => told.push(entry) > 0, { headers });
  await iterator.iterate();
  must(iterator.isComplete(), 'the iterator has come to the end');
  return { told, link: iterator.getDeltaLink() };
}
const window = { startDateTime: '2028-02-01T00:00:00Z', endDateTime: '2028-03-01T00:00:00Z' };
for (const path of ['/me/calendarView/delta', '/me/events/delta', '/me/calendar/calendarView/delta']) {
  const link = await step(`PageIterator over ${path}`, async () => {
    const first = await client.api(path).query(window).header('Prefer', 'odata.maxpagesize=2').get();
    must(first['@odata.nextLink'] !== undefined, 'more than one page');
    const { told, link } = await roundOf(first);
    must(new Set(told.map(({ id }) => id)).size === made.length, `${told.length} entries`);
    return link;
  });
  await step(`PageIterator over ${path}: the next round`, async () => {
    const [changed] = made;
    const { id: gone } = made.pop();
    await client.api(`/me/events/${changed.id}`).patch({ subject: `By ${path}` });
    await client.api(`/me/events/${gone}`).delete();
    const { told } = await roundOf(await client.api(link).get());
    const entry = told.find(({ id }) => id === changed.id);
    must(path === '/me/events/delta' ? entry.type === 'singleInstance' : entry.subject === `By ${path}`, 'the change');
    must(told.find(({ id }) => id === gone)['@removed'].reason === 'deleted', 'what is gone');
    must(new Set(told.map(({ id }) => id)).size === 2, `${told.length} entries`);
  });
}

const notificationUrl = receiverAt('graph');
const wanted = { changeType: 'created', resource: 'me/events', notificationUrl, expirationDateTime: inMinutes(60), clientState: 'secret' };
const { id } = (await step('subscriptions: post', () => client.api('/subscriptions').post(wanted))) ?? {};
const one = (more = '') => client.api(`/subscriptions/${id}${more}`);
await step('subscriptions: get, list', async () => {
  must((await one().get()).clientState === 'secret', 'its secret');
  must(
    (await client.api('/subscriptions').get()).value.some((each) => each.id === id),
    'in the list',
  );
});
await step('a notification comes', async () => {
  const event = await client.api('/me/events').post(meeting('Told', '2028-02-10'));
  const [{ subscriptionId, clientState, resourceData }] = await toldAt(notificationUrl);
  must(subscriptionId === id && clientState === 'secret' && resourceData.id === event.id, 'of the event');
});
await step('subscriptions: patch', async () => {
  const expirationDateTime = inMinutes(120).toISOString();
  must((await one().patch({ expirationDateTime })).expirationDateTime === expirationDateTime, 'renewed');
});
await step('subscriptions: reauthorize', () => one('/reauthorize').post({}));
await step('subscriptions: delete', async () => {
  await one().delete();
  const refused = await one()
    .get()
    .catch(({ statusCode }) => statusCode);
  must(refused === 404, 'gone');
});
