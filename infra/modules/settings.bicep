// The optional settings of the service, as main.bicep takes them.

// A new setting of `lib/runtime/settings.ts` that a deployer may want is one more property here, and one line in main.parameters.json and in
// .github/workflows/provision.yml.
@export()
@description('Settings by the names that the code reads; the README says what they mean.')
type Settings = {
  @description('Origins of pages that may use the API from a browser, comma-separated, or * (none).')
  CORS_ORIGINS: string?
  @description('Pages that browsers are shown, comma-separated: docs for the reference at /docs, explorer for the calendar at / (none).')
  PAGES: string?
  @description('Client id of the explorer\'s registration, for the page explorer (none).')
  EXPLORER_CLIENT_ID: string?
  @description('How callers read files above 4 MiB: redirect (the default) or proxy, which a private network sets by itself.')
  DOWNLOADS: string?
  @description('Id of the tenant whose mailboxes webhooks may write to (none: webhooks may do nothing).')
  HOOK_TENANT_ID: string?
  @description('Ids of the users and groups whose mailboxes webhooks may write to, comma-separated, or *.')
  HOOK_MAILBOXES: string?
  @description('Application permissions that webhooks have: Calendars.ReadWrite.')
  HOOK_ROLES: string?
  @description('The most traces that an instance sends per second (1).')
  TELEMETRY_TRACES_PER_SECOND: string?
  @description('MiB of bodies and contents that one instance holds at the same time (128).')
  BYTE_BUDGET_MIB: string?
  @description('Requests of one application for one mailbox that an instance answers in a window; further ones get 429 (10,000).')
  CALLER_REQUESTS: string?
  @description('MiB of bodies that these requests may have in a window (1,536).')
  CALLER_BODIES_MIB: string?
  @description('Seconds of a window (600).')
  CALLER_WINDOW_SECONDS: string?
  @description('Requests of one application for one mailbox that an instance handles at the same time (16).')
  CALLER_AT_ONCE: string?
  @description('Days for which a mailbox keeps a message about a meeting (730).')
  MEETING_MESSAGE_DAYS: string?
  @description('The most messages about others\' meetings that one mailbox holds (10,000).')
  MEETING_INBOX_MESSAGES: string?
  @description('The most recipients that the meetings of one mailbox may have in an hour; further ones get 429 (5,000).')
  MEETING_RECIPIENTS_PER_HOUR: string?
  @description('New invitations from one organizer into one mailbox in a day (100).')
  MEETING_INVITATIONS_PER_ORGANIZER: string?
  @description('New invitations from all organizers into one mailbox in a day (1,000).')
  MEETING_INVITATIONS_PER_DAY: string?
  @description('MiB that the attachments, events and open uploads of one mailbox may take (no limit).')
  MAILBOX_QUOTA_MIB: string?
  @description('The most open upload sessions of one mailbox (100).')
  MAILBOX_UPLOAD_SESSIONS: string?
  @description('Those that one user or application may have open in a mailbox that is not the own (a quarter of all).')
  MAILBOX_UPLOAD_SESSIONS_PER_WRITER: string?
  @description('Another value after each restore of the documents (1).')
  STORE_GENERATION: string?
  @description('Seconds for which an instance relies on having found a user in the directory (30).')
  DIRECTORY_CACHE_SECONDS: string?
}
