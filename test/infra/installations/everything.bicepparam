// Each choice otherwise than it is by default, but for the private network.
using '../../../infra/main.bicep'

param environmentName = 'everything'
param location = 'swedencentral'
param resourceGroupName = 'calendar'
param audiences = 'api://calendar-attachments,11111111-1111-1111-1111-111111111111'
param tenantIds = '22222222-2222-2222-2222-222222222222,33333333-3333-3333-3333-333333333333'
param tenantDomains = 'contoso.example,fabrikam.example'
param publicUrl = 'https://calendar.contoso.example'
param settings = {
  BYTE_BUDGET_MIB: '512'
  CALLER_AT_ONCE: '4'
  CALLER_BODIES_MIB: '143'
  CALLER_REQUESTS: '10000'
  CALLER_WINDOW_SECONDS: '300'
  CORS_ORIGINS: 'https://app.contoso.example'
  DIRECTORY_CACHE_SECONDS: '60'
  DOWNLOADS: 'proxy'
  HOOK_MAILBOXES: '*'
  HOOK_ROLES: 'Calendars.ReadWrite'
  HOOK_TENANT_ID: '22222222-2222-2222-2222-222222222222'
  MAILBOX_QUOTA_MIB: '2048'
  MAILBOX_UPLOAD_SESSIONS: '50'
  MAILBOX_UPLOAD_SESSIONS_PER_WRITER: '10'
  MEETING_INBOX_MESSAGES: '5000'
  MEETING_INVITATIONS_PER_DAY: '500'
  MEETING_INVITATIONS_PER_ORGANIZER: '50'
  MEETING_MESSAGE_DAYS: '365'
  MEETING_RECIPIENTS_PER_HOUR: '2000'
  PAGES: 'docs,explorer'
  EXPLORER_CLIENT_ID: '7c1b8f0a-94d2-4f3e-8e5b-2a6d9c0f1e34'
  STORE_GENERATION: '2'
  TELEMETRY_TRACES_PER_SECOND: '5'
}
param instanceMemoryMB = 4096
param httpConcurrency = 32
param maximumInstanceCount = 100
param alwaysReadyInstances = 2
param updateStrategy = 'RollingUpdate'
param cosmosAutoscaleMaxThroughput = 4000
param contentRetentionDays = 30
param contentCoolAfterDays = 90
param malwareScanning = true
param malwareScanningCapGB = 50
param zoneRedundant = true
param alertEmails = 'one@contoso.example, two@contoso.example'
param alertFailurePercent = 2
param alertLatencyMs = 1000
param alertChangesLagMinutes = 30
param alertMailboxGB = 12
param logRetentionDays = 90
param logDailyQuotaGB = 2
param monthlyBudget = 200
param budgetStartDate = '2026-01-01'
param packageUrl = 'https://packages.contoso.example/calendar.zip'
