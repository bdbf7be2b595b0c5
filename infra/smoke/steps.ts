// The steps of the smoke test; each throws SmokeFailure when an answer is wrong.
import { randomUUID } from 'node:crypto';
import { entriesOf, require, requireStatus, type Answer, type Client, type Identity } from './client.ts';
import { guestSteps, mayInvite } from './guestSteps.ts';
import { fileBytes, kinds, type Kind } from './kinds.ts';
import type { SmokeContext, Step } from './step.ts';
import { groupSpellings, template, userSpellings } from './spellings.ts';
import { uploadSteps } from './uploadSteps.ts';

/** The body of an event that tells a person who finds it where it comes from. */
const subject = { subject: 'Smoke test', start: { dateTime: '2027-03-01T10:00:00' }, end: { dateTime: '2027-03-01T11:00:00' } };

/** The steps in their order; each needs those before it. */
export function* stepsFor(context: SmokeContext): Generator<Step> {
  const { ask, user, application, group } = context;
  const event = `smoke-${randomUUID()}`;
  const path = `/v1.0/me/events/${event}`;
  const list = `${path}/attachments`;
  const ids = new Map<string, Kind>();
  const place = { user: user.facts, event, calendar: '', calendarGroup: '' };

  yield ['the service is alive', () => alive(ask)];
  yield ['its stores answer', async () => requireStatus(await ask('/health/ready'), 200)];
  yield ['nobody is let in without a token', async () => requireStatus(await ask('/v1.0/me/events'), 401)];
  yield ['an event is put under an id of its own', () => putEvent(context, path)];
  yield [
    'its calendar and calendar group are found',
    async () => {
      place.calendar = idOf(await ask('/v1.0/me/calendar?$select=id', { as: user }));
      place.calendarGroup = firstIdOf(await ask('/v1.0/me/calendarGroups?$select=id&$top=1', { as: user }));
    },
  ];
  // The event exists when this line runs: a generator continues when the step before it is done.
  for (const spelling of userSpellings(place))
    yield [`all four kinds are attached by ${template(spelling)}`, () => attachAll(ask, `/beta${spelling}`, user, ids)];
  if (group !== undefined) yield* groupSteps(context, group);
  yield ['all of them are listed and counted', () => listed(ask, list, user, ids)];
  yield ['each is read as it was made', () => readBack(ask, list, user, ids)];
  yield ['a file is read byte for byte', () => rawBytes(ask, list, user, ids)];
  yield* uploadSteps(ask, list, user);
  if (application !== undefined) {
    yield* applicationSteps(ask, application, user, event);
    if (mayInvite(application)) yield* guestSteps(context, application, (spelling) => attachAll(ask, spelling, application));
  }
  yield ['one is deleted, and gone at once', () => deleteOne(ask, list, user, ids)];
}

async function alive(ask: Client): Promise<void> {
  const answer = await ask('/health');
  if (answer.status === 404)
    require(false, answer, 'something answers at --url, but it is not this service (or --url has a path too much).');
  requireStatus(answer, 200);
  require(answer.json.status === 'alive', answer, 'something answers at --url, but it is not this service.');
}

async function putEvent({ ask, user, making }: SmokeContext, path: string): Promise<void> {
  const wasNotMade = making({ path, as: user });
  const answer = await ask(path, { method: 'PUT', json: subject, as: user });
  if (answer.status >= 400 && answer.status < 500) wasNotMade();
  requireStatus(answer, 201);
  require(answer.json.subject === subject.subject, answer, 'the event does not have the subject that was sent.');
}

/** Sends the documented requests, and compares each answer with the documented one. */
async function attachAll(ask: Client, path: string, as: Identity, ids?: Map<string, Kind>): Promise<void> {
  for (const kind of kinds) {
    const answer = await ask(path, { json: kind.body, as });
    requireStatus(answer, 201);
    requireKind(answer, kind);
    require(answer.headers.get('location') !== null, answer, 'it has no Location.');
    ids?.set(idOf(answer), kind);
  }
}

function requireKind(answer: Answer, { answer: properties }: Kind): void {
  for (const [name, value] of Object.entries(properties))
    require(answer.json[name] === value, answer, `'${name}' is ${JSON.stringify(answer.json[name])} instead of ${JSON.stringify(value)}.`);
}

function* groupSteps(context: SmokeContext, group: string): Generator<Step> {
  const { ask, user } = context;
  const event = `smoke-${randomUUID()}`;
  yield ['an event is put into the group', () => putEvent(context, `/v1.0/groups/${group}/events/${event}`)];
  for (const spelling of groupSpellings(group, event))
    yield [`all four kinds are attached by ${template(spelling)}`, () => attachAll(ask, `/beta${spelling}`, user)];
}

function* applicationSteps(ask: Client, application: Identity, user: Identity, event: string): Generator<Step> {
  const list = `/v1.0/users/${user.facts.objectId}/events/${event}/attachments`;
  yield ['an application attaches to the same event', () => attachAll(ask, list, application)];
  yield ['an application has no /me', async () => requireStatus(await ask('/v1.0/me/events', { as: application }), 400)];
}

async function listed(ask: Client, list: string, as: Identity, ids: ReadonlyMap<string, Kind>): Promise<void> {
  const answer = await ask(`${list}?$select=id,name&$top=1000`, { as });
  requireStatus(answer, 200);
  const shown = new Set(entriesOf(answer).map(({ id }) => id));
  for (const id of ids.keys()) require(shown.has(id), answer, `it lacks ${id}, which was made.`);
  const count = await ask(`${list}/$count`, { as });
  requireStatus(count, 200);
  require(count.text === String(ids.size), count, `it says ${count.text}; ${ids.size} were made.`);
}

async function readBack(ask: Client, list: string, as: Identity, ids: ReadonlyMap<string, Kind>): Promise<void> {
  for (const kind of kinds) {
    const answer = await ask(`${list}/${oneOf(ids, kind.name)}`, { as });
    requireStatus(answer, 200);
    requireKind(answer, kind);
    if (kind.name === 'file')
      require(answer.json.contentBytes === fileBytes.toString('base64'), answer, "'contentBytes' are not the bytes that were sent.");
  }
}

async function rawBytes(ask: Client, list: string, as: Identity, ids: ReadonlyMap<string, Kind>): Promise<void> {
  const answer = await ask(`${list}/${oneOf(ids, 'file')}/$value`, { as });
  requireStatus(answer, 200);
  require(answer.bytes.equals(
    fileBytes,
  ), answer, `it has ${answer.bytes.length} bytes that are not the ${fileBytes.length} that were sent.`);
}

async function deleteOne(ask: Client, list: string, as: Identity, ids: ReadonlyMap<string, Kind>): Promise<void> {
  const path = `${list}/${oneOf(ids, 'file')}`;
  requireStatus(await ask(path, { method: 'DELETE', as }), 204);
  requireStatus(await ask(path, { as }), 404);
}

function oneOf(ids: ReadonlyMap<string, Kind>, name: Kind['name']): string {
  for (const [id, kind] of ids) if (kind.name === name) return id;
  throw new Error(`No ${name} was made.`);
}

function idOf(answer: Answer): string {
  requireStatus(answer, 200, 201);
  require(typeof answer.json.id === 'string', answer, 'it has no id.');
  return String(answer.json.id);
}

function firstIdOf(answer: Answer): string {
  requireStatus(answer, 200);
  const id = entriesOf(answer)[0]?.id;
  require(typeof id === 'string', answer, 'it lists nothing.');
  return String(id);
}
