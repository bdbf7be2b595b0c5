// GET …/delta: what has changed in calendars or in a series since the link that the request brings (contract, section 11).
import { openRound, sealRound } from '../../../changes/delta/token.ts';
import type { Continuation, DeltaPage } from '../../../changes/delta/page.ts';
import type { Asked, Round } from '../../../changes/delta/round.ts';
import { jsonReply, type Reply } from '../../../http/messages.ts';
import { givenToken, parseDelta, readSelected, writtenAsked, type GivenToken } from '../../../odata/event/windows/deltaQuery.ts';
import type { DeltaReference } from '../../../paths/reference.ts';
import { badRequest, ServiceError, syncStateNotFound } from '../../../runtime/errors.ts';
import type { Call } from '../../call.ts';
import { preferencesOf, viewOf } from '../eventsShow.ts';
import { openDelta, type OpenedDelta } from './opened.ts';
import { shownEntries } from './shownEntries.ts';

type DeltaCall = Call<DeltaReference>;

/** 200 with a page, and the link to the next page or the next round. Throws 410 with `Location` for a link that can't go on. */
export async function getDelta(call: DeltaCall): Promise<Reply> {
  const { request, reference, prefer, links } = call;
  prefer.trackChanges();
  const preferences = preferencesOf(call);
  const size = prefer.maxPageSize();
  const token = givenToken(request.url.searchParams);
  const asked = token === undefined ? parseDelta(request.url.searchParams, reference, isBounded(reference)) : undefined;
  const opened = await openDelta(call);
  const { round, isBegun } =
    asked === undefined ? await continued(call, opened, token) : { round: await opened.begin(asked), isBegun: false };
  const sized: Round = size === undefined ? round : { ...round, asked: withSize(round.asked, size, asked !== undefined) };
  const page = await pageAt(call, opened, sized, isBegun);
  const select = sized.asked.select === undefined ? undefined : readSelected(sized.asked.select);
  const view = viewOf(call, opened.walked, opened.mailbox, preferences, select);
  const { value, shown } = await shownEntries(call, page.entries, view);
  return jsonReply(200, {
    '@odata.context': links.context('Collection(event)', undefined, false),
    value,
    ...(await linkTo(call, opened, page.continuation(shown))),
  });
}

/** Windows of calendars and series need bounds; the events of calendars may have some. */
const isBounded = ({ of }: DeltaReference): boolean => of.kind !== 'events';

/** The size of pages: in the first request the smaller of `$top` and the preferred one, later the preferred one. */
const withSize = (asked: Asked, preferred: number, isFirst: boolean): Asked => ({
  ...asked,
  size: Math.min(preferred, isFirst ? (asked.size ?? preferred) : preferred),
});

async function pageAt(call: DeltaCall, opened: OpenedDelta, round: Round, isBegun: boolean): Promise<DeltaPage> {
  try {
    return await opened.page(round, isBegun);
  } catch (error) {
    throw error instanceof ServiceError && error.status === 410 ? lost(call, round) : error;
  }
}

/** The round of a token. Throws 400 for one that can't be read or belongs elsewhere, 410 for one of another state or view. */
async function continued(
  call: DeltaCall,
  opened: OpenedDelta,
  given: GivenToken | undefined,
): Promise<{ readonly round: Round; readonly isBegun: boolean }> {
  const [secret, generation] = await Promise.all([secretOf(call), generationOf(call)]);
  const sealed = given && openRound(secret, JSON.stringify(opened.of), given.token);
  if (sealed === undefined || sealed.isOver !== (given?.option === '$deltatoken'))
    throw badRequest(`The value of '${given?.option ?? '$deltatoken'}' is not one that this delta gave.`);
  if (sealed.generation !== generation || sealed.view !== opened.view) throw lost(call, sealed.round);
  return { round: sealed.round, isBegun: !sealed.isOver };
}

const lost = ({ links, request }: DeltaCall, { asked }: Round): ServiceError =>
  syncStateNotFound(links.deltaFrom(request.url, writtenAsked(asked)));

async function linkTo(call: DeltaCall, opened: OpenedDelta, { round, isOver }: Continuation): Promise<Record<string, string>> {
  const { links, request } = call;
  const [secret, generation] = await Promise.all([secretOf(call), generationOf(call)]);
  const token = sealRound(secret, JSON.stringify(opened.of), { round, isOver, generation, view: opened.view });
  return isOver
    ? { '@odata.deltaLink': links.delta(request.url, '$deltatoken', token) }
    : { '@odata.nextLink': links.delta(request.url, '$skiptoken', token) };
}

const secretOf = ({ services, caller }: DeltaCall): Promise<Uint8Array> => services.directory.listSecret(caller.tenant);

/** The state of the stores, and the rules of time zones by which occurrences were worked out. */
const generationOf = async ({ services }: DeltaCall): Promise<string> => `${await services.generation()} ${process.versions.tz ?? ''}`;
