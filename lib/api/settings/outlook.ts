// What a mailbox can be set to: GET …/outlook, …/outlook/supportedTimeZones and …/outlook/supportedLanguages.
import { resolveMailbox } from '../../access/resolve/mailbox.ts';
import { languages } from '../../calendar/settings/languages.ts';
import { supportedZones } from '../../calendar/settings/supportedZones.ts';
import { jsonReply, type Reply } from '../../http/messages.ts';
import { quotedKey } from '../../odata/query/context.ts';
import { noOptions, parseQueryOptions } from '../../odata/query/queryOptions.ts';
import type { Reference } from '../../paths/reference.ts';
import type { Json } from '../../runtime/json.ts';
import type { Call } from '../call.ts';

type OutlookCall<K extends Reference['kind']> = Call<Extract<Reference, { kind: K }>>;

/** 200 with the one property that Graph's outlookUser has: the id of its user. */
export async function getOutlook({ request, services, caller, reference, links }: OutlookCall<'outlook'>): Promise<Reply> {
  parseQueryOptions(request.url.searchParams, noOptions);
  const { kind, id } = await resolveMailbox(services, caller, reference.owner);
  return jsonReply(200, { '@odata.context': links.context(`${kind}(${quotedKey(id)})/outlook`, undefined, true), id });
}

/** 200 with every time zone, by its name in Windows or, where the path says so, by IANA's. */
export const getSupportedTimeZones = (call: OutlookCall<'supportedTimeZones'>): Promise<Reply> =>
  choices(call, 'timeZoneInformation', () => supportedZones(call.reference.standard ?? 'windows').map((zone) => ({ ...zone })));

/** 200 with every language. */
export const getSupportedLanguages = (call: OutlookCall<'supportedLanguages'>): Promise<Reply> =>
  choices(call, 'localeInfo', () => [...languages().values()].map((language) => ({ ...language })));

/** 200 with a list that is the same for every mailbox, all of it on one page. */
async function choices(
  { request, services, caller, reference, links }: OutlookCall<'supportedTimeZones' | 'supportedLanguages'>,
  type: string,
  value: () => readonly Json[],
): Promise<Reply> {
  parseQueryOptions(request.url.searchParams, noOptions);
  await resolveMailbox(services, caller, reference.owner);
  const context = links.context(`Collection(microsoft.graph.${type})`, undefined, false);
  return jsonReply(200, { '@odata.context': context, value: value() });
}
