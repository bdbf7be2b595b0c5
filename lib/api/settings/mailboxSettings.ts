// The settings of a mailbox: GET and PATCH …/mailboxSettings, GET …/mailboxSettings/{setting}.
import { authorOf } from '../../access/permissions/calendarAccess.ts';
import { resolveMailbox } from '../../access/resolve/mailbox.ts';
import type { CurrentSettings } from '../../calendar/settings/mailboxSettings.ts';
import type { Mailbox } from '../../calendar/mailbox.ts';
import { ifMatchOf, isUnchanged } from '../../http/conditions.ts';
import { emptyReply, jsonReply, type Reply } from '../../http/messages.ts';
import { quotedKey } from '../../odata/query/context.ts';
import { noOptions, parseQueryOptions } from '../../odata/query/queryOptions.ts';
import { settingsChangeOf } from '../../odata/settings/settingsBody.ts';
import { settingsQuery, settingsRows, type SettingsProperty, type ShownSettings } from '../../odata/settings/settingsSchema.ts';
import { isJsonObject, readBody } from '../../odata/types/bodyReader.ts';
import { namesOf } from '../../odata/types/edm.ts';
import { readRows, showRows } from '../../odata/types/entity.ts';
import type { Reference } from '../../paths/reference.ts';
import type { Call } from '../call.ts';
import { readJsonBody } from '../jsonBody.ts';
import { savedReply } from '../savedReply.ts';

type SettingsCall = Call<Extract<Reference, { kind: 'mailboxSettings' }>>;
type SettingCall = Call<Extract<Reference, { kind: 'mailboxSetting' }>>;

/** 200 with the settings; 304 for an `If-None-Match` that names their ETag. */
export async function getMailboxSettings(call: SettingsCall): Promise<Reply> {
  const { request, reference } = call;
  const { select, selectText } = parseQueryOptions(request.url.searchParams, settingsQuery);
  const { mailbox, current, shown, headers } = await openSettings(call, reference);
  if (isUnchanged(request.headers.get('if-none-match'), current.etag)) return emptyReply(304, { ETag: current.etag });
  const context = call.links.context(settingsPath(mailbox), selectText, false);
  return jsonReply(200, { '@odata.context': context, ...showRows(settingsRows, shown, select) }, headers);
}

/** 200 with one setting: what it consists of, or, where it is a single value, its `value`. */
export async function getMailboxSetting(call: SettingCall): Promise<Reply> {
  const { request, reference } = call;
  const { setting } = reference;
  parseQueryOptions(request.url.searchParams, noOptions);
  const { mailbox, shown, headers } = await openSettings(call, reference);
  const value = showRows(settingsRows, shown, new Set([setting]))[setting];
  const context = { '@odata.context': call.links.context(`${settingsPath(mailbox)}/${setting}`, undefined, false) };
  return jsonReply(200, isJsonObject(value) ? { ...context, ...value } : { ...context, value: value ?? null }, headers);
}

/** 200 with the settings that the body names, as they are now. `If-Match` is honoured. */
export async function patchMailboxSettings(call: SettingsCall): Promise<Reply> {
  const { request, services, caller, reference, share } = call;
  parseQueryOptions(request.url.searchParams, noOptions);
  const timeZone = call.prefer.timeZone();
  const mailbox = await resolveMailbox(services, caller, reference.owner);
  const json = await readJsonBody(request, share, 'mailboxSettings');
  const change = settingsChangeOf(readRows(settingsRows, readBody(json)));
  const { settings, etag } = await services.mailboxSettings.change(mailbox, change, authorOf(caller), ifMatchOf(request));
  const body = readBody(json);
  const named = new Set(namesOf(settingsRows).filter((name): name is SettingsProperty => body.has(name)));
  return savedReply(call, {
    isNew: false,
    url: call.links.resource(settingsPath(mailbox)),
    etag,
    show: () => ({
      '@odata.context': call.links.context(settingsPath(mailbox), undefined, false),
      ...showRows(settingsRows, { settings, timeZone }, named),
    }),
  });
}

interface OpenedSettings {
  readonly mailbox: Mailbox;
  readonly current: CurrentSettings;
  readonly shown: ShownSettings;
  readonly headers: Readonly<Record<string, string>>;
}

async function openSettings(
  { services, caller, prefer }: Call,
  { owner }: SettingsCall['reference'] | SettingCall['reference'],
): Promise<OpenedSettings> {
  const timeZone = prefer.timeZone();
  const mailbox = await resolveMailbox(services, caller, owner);
  const current = await services.mailboxSettings.read(mailbox);
  const shown = { settings: current.settings, timeZone };
  return { mailbox, current, shown, headers: { ETag: current.etag } };
}

/** `users('{oid}')/mailboxSettings` */
const settingsPath = ({ kind, id }: Mailbox): string => `${kind}(${quotedKey(id)})/mailboxSettings`;
