// The grammar of the service's paths: text in, a typed reference out, without asking any store.
//
//   path            = "/" version "/" (service / subscriptions / people / groups / places / invitations)
//   version         = "v1.0" / "beta"
//   service         = "$batch" / "$metadata"
//   subscriptions   = "subscriptions" [key ["/" [ns] "reauthorize"]]     ; grammar/subscription.ts
//                                                                        ; grammar/directory.ts
//   people          = "users" [count] / person [of-person / "/joinedGroups" key "/" group-calendar / "/" mailbox]
//   person          = "me" / "users" key
//   of-person       = of-member / "/joinedGroups" [in-groups] / "/people" [count / key] / photo
//   of-member       = ("/memberOf" / "/transitiveMemberOf") [in-groups] / "/" [ns] membership
//   in-groups       = "/" ns "group" [count] / count
//   membership      = "checkMemberGroups" / "checkMemberObjects" / "getMemberGroups" / "getMemberObjects"
//   photo           = "/photo" ["/$value"] / "/photos" [count / key ["/$value"]]
//   groups          = "groups" [count / key [of-group / photo / "/" group-calendar]]
//   of-group        = of-member / ("/members" / "/owners") [member] / "/transitiveMembers" [listed]
//   member          = listed / "/$ref" / key "/$ref"
//   listed          = "/" ns ("user" / "group") [count] / count
//   places          = "places/" ns ("room" / "roomList") [count]
//   invitations     = "invitations" [key ["/invitedUser" ["/" mailbox]]]
//                                                                        ; grammar/calendar.ts
//   mailbox         = messages / calendar-groups / calendars / "calendar" [in-calendar] / [ns] "reminderView" args
//                   / [ns] "findMeetingTimes" / settings / events
//   calendar-groups = "calendarGroups" [count / key ["/" calendars]]
//                   / "calendarGroup" ["/" calendars]                    ; the default calendar group
//   calendars       = "calendars" [count / key [in-calendar]]
//   in-calendar     = "/calendarPermissions" [count / key] / "/" [ns] calendar-action / "/" [ns] "getSchedule"
//                   / "/" [ns] "allowedCalendarSharingRoles" args / "/" events
//   calendar-action = "permanentDelete"
//   group-calendar  = "calendar" ["/" [ns] calendar-action / "/" events] / events
//                                                                        ; grammar/settings.ts
//   settings        = "mailboxSettings" ["/" setting]
//                   / "outlook" ["/masterCategories" [count / key] / "/" [ns] ("supportedTimeZones" / "supportedLanguages") [args]]
//   setting         = "automaticRepliesSetting" / "dateFormat" / "delegateMeetingMessageDeliveryOptions" / "language" / "timeFormat"
//                   / "timeZone" / "userPurpose" / "workingHours"
//                                                                        ; grammar/message.ts
//   messages        = [mail-folder "/"] "messages" [count / key ["/" [ns] "eventMessage"] [invitation]]
//                   / "mailFolders" [count] / mail-folder ["/childFolders" [count]]
//   mail-folder     = "mailFolders" key *("/childFolders" key)
//   invitation      = "/event" event / attachments
//                                                                        ; grammar/event.ts
//   events          = ("events" / "calendarView") [count / delta / key event] / "events" alternate-key event
//   event           = *2occurrence ["/instances" [count / delta] / "/exceptionOccurrences" [count] / "/calendar" / "/" [ns] action
//                               / "/extensions" [count / extension] / attachments]
//   extension       = "/" [extension-type] name / "('" [extension-type] name "')"
//   extension-type  = "microsoft.graph.openTypeExtension." / "Microsoft.OutlookServices.OpenTypeExtension."
//   occurrence      = "/instances" key / "/exceptionOccurrences" key     ; never the same one twice
//   action          = "accept" / "tentativelyAccept" / "decline" / "cancel"
//                   / "forward" / "snoozeReminder" / "dismissReminder" / "permanentDelete"
//   attachments     = "/attachments" [ count
//                                    / "/" [ns] "createUploadSession"
//                                    / key ["/$value" / "/" [ns] "itemAttachment/item"] ]
//
//   key             = "/" segment / "('" literal "')"                    ; '' is a quote inside the literal
//   alternate-key   = "(" ("iCalUId" / "transactionId") "='" literal "')"
//   ns              = "microsoft.graph." / "graph."                      ; the second is its alias
//   count           = "/$count"                                          ; grammar/collection.ts
//   delta           = "/" [ns] "delta" [args]
//   args            = "(" [name "=" value *("," name "=" value)] ")"     ; grammar/args.ts
//
// The attachments of a message that invites to an event are the event's, so that `/event` may be left out before `/attachments`.
// A group, joined or not, has only its default calendar: neither `calendars` nor `calendarGroups`, no permissions, no messages and no settings.
// Each production is a function of the same name. The next token always decides, so nothing is read twice.
import { pathNotFound, type ServiceError } from '../runtime/errors.ts';
import { accept, cursorOn, expectEnd, fail, isNext, type Cursor } from './cursor.ts';
import { groups, invitations, people, places } from './grammar/directory.ts';
import { subscriptions } from './grammar/subscription.ts';
import { miss, nowhere, type Miss } from './miss.ts';
import type { Reference, Version } from './reference.ts';
import { endsWithoutWord } from './words.ts';

/**
 * What a path means (CONTRACT, section 1), given still percent-encoded as in `URL.pathname`.
 * Linear in its length; the length itself is for the host to limit.
 * @throws ServiceError 404 outside the two versions; 400 for an unknown segment, a missing key, a malformed id or encoding
 */
export function parsePath(pathname: string): Reference {
  const found = tryParsePath(pathname);
  if (found.kind === 'miss') throw found.error();
  return found;
}

/** The same without an error, for callers that must check other things before they may report it, and for those that don't report it. */
export function tryParsePath(pathname: string): Reference | Miss {
  return endsWithoutWord(pathname) ? miss(() => mistakeIn(pathname)) : read(pathname);
}

/** What is wrong with a path that leads nowhere: found only for whoever tells it. */
function mistakeIn(pathname: string): ServiceError {
  const found = read(pathname);
  return found.kind === 'miss' ? found.error() : pathNotFound();
}

function read(pathname: string): Reference | Miss {
  const cursor = cursorOn(pathname);
  const reference = path(cursor);
  expectEnd(cursor);
  return cursor.mistake ?? reference;
}

function path(cursor: Cursor): Reference {
  const itsVersion = version(cursor);
  if (accept(cursor, '$batch')) return { kind: 'batch', version: itsVersion };
  if (accept(cursor, '$metadata')) return { kind: 'metadata', version: itsVersion };
  if (isNext(cursor, 'subscriptions')) return subscriptions(cursor, itsVersion);
  if (isNext(cursor, 'groups')) return groups(cursor, itsVersion);
  if (isNext(cursor, 'places')) return places(cursor, itsVersion);
  if (isNext(cursor, 'invitations')) return invitations(cursor, itsVersion);
  return people(cursor, itsVersion);
}

function version(cursor: Cursor): Version {
  if (accept(cursor, 'v1.0')) return 'v1.0';
  if (!accept(cursor, 'beta')) fail(cursor, nowhere);
  return 'beta';
}
