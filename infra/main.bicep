// The whole service in one resource group: `azd up`, or `az deployment sub create --location … --template-file infra/main.bicep`.
targetScope = 'subscription'

import { Settings } from 'modules/settings.bicep'

@description('Name of this installation; the names of its resources contain it.')
@minLength(1)
@maxLength(40)
param environmentName string

@description('Region of all resources. It must have Flex Consumption; for zoneRedundant, availability zones too.')
@metadata({ azd: { type: 'location' } })
param location string

@description('Name of the resource group to create; empty: rg-<environmentName>.')
param resourceGroupName string = ''

@description('Values of `aud` that the service accepts in tokens, comma-separated: client id and application id URI of the app registration.')
@minLength(1)
param audiences string

@description('Ids of the tenants whose tokens the service accepts, comma-separated; empty: the tenant of the deployment.')
param tenantIds string = ''

@description('Mail domains of the tenants, comma-separated: nobody with such an address can be invited, and guests\' names end with the first.')
param tenantDomains string = ''

@description('Public address of the API if it has another one than the app\'s own (a domain, a gateway): all URLs in answers begin with it.')
param publicUrl string = ''

@description('Optional settings of the service, by name; a missing or empty one has its default.')
param settings Settings = {}

@description('Secrets of Standard Webhooks (whsec_…), comma-separated. A Key Vault holds them; without secrets there is none.')
@secure()
param hookStandardSecrets string = ''

@description('Secrets of GitHub\'s webhooks, comma-separated; the same vault holds them.')
@secure()
param hookGithubSecrets string = ''

@description('Secrets of Standard Webhooks (whsec_…), comma-separated, that every notification is signed with; the same vault holds them.')
@secure()
param notificationsStandardSecrets string = ''

@description('Whether notifications may carry what they tell of, encrypted: the vault then has the key that signs their validation tokens.')
param notificationsWithData bool = false

@description('Memory of an instance in MB. Smaller instances have no room for the byte budget beside the host.')
@allowed([2048, 4096])
param instanceMemoryMB int = 2048

@description('The most requests that an instance handles at the same time: 16 ranges of uploads are 256 MiB, which memory holds several times.')
@minValue(1)
@maxValue(1000)
param httpConcurrency int = 16

@description('The most instances: a bound for costs and for the load on the stores.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('Instances that always run, so that no request waits for a start; each costs money all day.')
@minValue(0)
@maxValue(100)
param alwaysReadyInstances int = 0

@description('How instances get a new version: all at once after a short gap, or batch by batch (a preview, not in every region).')
@allowed(['Recreate', 'RollingUpdate'])
param updateStrategy string = 'Recreate'

@description('Name of the Cosmos DB account; empty: cosmos-<…>. After a restore, the name of the restored account.')
param cosmosAccountName string = ''

@description('The most request units a second, which scale by need down to a tenth; 0: serverless, billed by use. Choose once: only you, by hand, can change an account from one to the other.')
@allowed([0, 1000, 2000, 4000, 10000, 20000, 40000, 100000])
param cosmosAutoscaleMaxThroughput int = 0

@description('Days for which deleted documents and bytes can be restored; 0: bytes are gone at once. Above 7, Cosmos DB bills its backup of 30 days by the GB.')
@minValue(0)
@maxValue(30)
param contentRetentionDays int = 7

@description('Days after which unchanged bytes move to the cool tier; 0: never.')
@minValue(0)
param contentCoolAfterDays int = 0

@description('Whether Microsoft Defender scans uploads for malware; it bills by the GB.')
param malwareScanning bool = false

@description('The most GB that Defender scans in a month.')
@minValue(10)
param malwareScanningCapGB int = 1000

@description('Whether data and app are in three zones. The region must have them; an existing installation can\'t change.')
param zoneRedundant bool = false

@description('Whether stores and vault are behind private endpoints in a virtual network of their own. Downloads then go through the app.')
param privateNetwork bool = false

@description('Address range of that virtual network.')
param networkAddressPrefix string = '10.90.0.0/24'

@description('Addresses that get mail from alerts and the budget, comma-separated; empty: only the portal shows alerts.')
param alertEmails string = ''

@description('Percentage of answers with status 5xx in 15 minutes that raises an alert.')
@minValue(1)
@maxValue(100)
param alertFailurePercent int = 5

@description('95th percentile of the requests\' durations in 15 minutes, in milliseconds, that raises an alert.')
@minValue(100)
param alertLatencyMs int = 3000

@description('Minutes from a change to its handling, for subscribers, that raise an alert.')
@minValue(1)
@maxValue(1440)
param alertChangesLagMinutes int = 5

@description('GB of documents in one mailbox that raise an alert; a mailbox is full at 20.')
@minValue(1)
@maxValue(20)
param alertMailboxGB int = 10

@description('Days for which logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('GB of logs after which the workspace takes no more until midnight (UTC), and alerts on logs see nothing; -1: no limit.')
@minValue(-1)
param logDailyQuotaGB int = -1

@description('Costs of a month at which a budget sends mail, in the currency of the bills; 0: no budget.')
@minValue(0)
param monthlyBudget int = 0

@description('First day of the budget\'s first month, yyyy-MM-01; empty: this month. The date of an existing budget can\'t change; azd remembers it.')
param budgetStartDate string = ''

@description('The month of this deployment. Don\'t set it: Azure works out the default.')
param thisMonth string = utcNow('yyyy-MM-01')

@description('HTTPS URL of a zip of the bundle to deploy with the infrastructure; empty: azd or a workflow deploys the code.')
@secure()
param packageUrl string = ''

var token = toLower(uniqueString(subscription().id, environmentName, location))
var tags = { 'azd-env-name': environmentName }
var vaultName = 'kv-${token}'
var cosmosName = empty(cosmosAccountName) ? 'cosmos-${token}' : cosmosAccountName
var databaseName = 'calendar'
var contentsContainer = 'contents'

// A reference that the platform resolves with the app's identity, so that the value is never part of the app's definition.
func secretSetting(vault string, name string, given bool) string =>
  given ? '@Microsoft.KeyVault(VaultName=${vault};SecretName=${replace(name, '_', '-')})' : ''

// A new setting that is a secret is one more parameter, one line in each of these two, and one in main.parameters.json and in
// .github/workflows/provision.yml.
var secretSettings = {
  HOOK_STANDARD_SECRETS: secretSetting(vaultName, 'HOOK_STANDARD_SECRETS', !empty(hookStandardSecrets))
  HOOK_GITHUB_SECRETS: secretSetting(vaultName, 'HOOK_GITHUB_SECRETS', !empty(hookGithubSecrets))
  NOTIFICATIONS_STANDARD_SECRETS: secretSetting(vaultName, 'NOTIFICATIONS_STANDARD_SECRETS', !empty(notificationsStandardSecrets))
}

var hasVault = notificationsWithData || !empty(hookStandardSecrets) || !empty(hookGithubSecrets) || !empty(notificationsStandardSecrets)

var startDate = empty(budgetStartDate) ? thisMonth : budgetStartDate

resource group 'Microsoft.Resources/resourceGroups@2024-11-01' = {
  name: empty(resourceGroupName) ? 'rg-${environmentName}' : resourceGroupName
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  scope: group
  params: { location: location, name: 'id-${token}', tags: tags }
}

// The platform uploads and reads the app's package with this identity, so that the app itself can't replace its package.
module packageIdentity 'modules/identity.bicep' = {
  scope: group
  params: { location: location, name: 'packages-${token}', tags: tags }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    location: location
    workspaceName: 'log-${token}'
    insightsName: 'appi-${token}'
    tags: tags
    retentionDays: logRetentionDays
    dailyQuotaGB: logDailyQuotaGB
    principalId: identity.outputs.principalId
  }
}

module hostStorage 'modules/hostStorage.bicep' = {
  scope: group
  params: {
    location: location
    name: 'sthost${token}'
    tags: tags
    zoneRedundant: zoneRedundant
    private: privateNetwork
    workspaceId: monitoring.outputs.workspaceId
    principalId: identity.outputs.principalId
    packagePrincipalId: packageIdentity.outputs.principalId
  }
}

module contentStorage 'modules/contentStorage.bicep' = {
  scope: group
  params: {
    location: location
    name: 'stdata${token}'
    tags: tags
    zoneRedundant: zoneRedundant
    private: privateNetwork
    workspaceId: monitoring.outputs.workspaceId
    principalId: identity.outputs.principalId
    containerName: contentsContainer
    retentionDays: contentRetentionDays
    coolAfterDays: contentCoolAfterDays
    malwareScanning: malwareScanning
    malwareScanningCapGB: malwareScanningCapGB
  }
}

module cosmos 'modules/cosmos.bicep' = {
  scope: group
  params: {
    location: location
    name: cosmosName
    tags: tags
    zoneRedundant: zoneRedundant
    private: privateNetwork
    databaseName: databaseName
    autoscaleMaxThroughput: cosmosAutoscaleMaxThroughput
    backupTier: contentRetentionDays > 7 ? 'Continuous30Days' : 'Continuous7Days'
    workspaceId: monitoring.outputs.workspaceId
    principalId: identity.outputs.principalId
  }
}

module vault 'modules/secrets.bicep' = if (hasVault) {
  scope: group
  params: {
    location: location
    name: vaultName
    tags: tags
    private: privateNetwork
    workspaceId: monitoring.outputs.workspaceId
    principalId: identity.outputs.principalId
    names: objectKeys(secretSettings)
    signingKey: notificationsWithData
    values: {
      HOOK_STANDARD_SECRETS: hookStandardSecrets
      HOOK_GITHUB_SECRETS: hookGithubSecrets
      NOTIFICATIONS_STANDARD_SECRETS: notificationsStandardSecrets
    }
  }
}

module network 'modules/network/privateNetwork.bicep' = if (privateNetwork) {
  scope: group
  params: {
    location: location
    token: token
    tags: tags
    addressPrefix: networkAddressPrefix
    hostStorageId: hostStorage.outputs.id
    contentsId: contentStorage.outputs.id
    cosmosId: cosmos.outputs.id
    cosmosName: cosmosName
    hasVault: hasVault
    vaultId: hasVault ? vault!.outputs.id : ''
  }
}

module functionApp 'modules/functionApp.bicep' = {
  scope: group
  params: {
    location: location
    name: 'func-${token}'
    planName: 'plan-${token}'
    tags: tags
    zoneRedundant: zoneRedundant
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    packageIdentityId: packageIdentity.outputs.id
    hostBlobEndpoint: hostStorage.outputs.blobEndpoint
    packagesUrl: hostStorage.outputs.packagesUrl
    cosmosEndpoint: cosmos.outputs.endpoint
    insightsConnectionString: monitoring.outputs.connectionString
    // Only once there are the private addresses of its stores, without which the app would start and then fail.
    subnetId: privateNetwork ? network!.outputs.appSubnetId : ''
    instanceMemoryMB: instanceMemoryMB
    httpConcurrency: httpConcurrency
    maximumInstanceCount: maximumInstanceCount
    alwaysReadyInstances: alwaysReadyInstances
    updateStrategy: updateStrategy
    settings: union(
      {
        COSMOS_ENDPOINT: cosmos.outputs.endpoint
        COSMOS_DATABASE: databaseName
        BLOB_ENDPOINT: contentStorage.outputs.blobEndpoint
        BLOB_CONTAINER: contentsContainer
        AUTHORITY: environment().authentication.loginEndpoint
        TENANT_IDS: empty(tenantIds) ? tenant().tenantId : tenantIds
        TENANT_DOMAINS: tenantDomains
        AUDIENCES: audiences
      },
      empty(publicUrl) ? {} : { PUBLIC_URL: publicUrl },
      notificationsWithData ? { NOTIFICATIONS_KEY_URL: vault!.outputs.keyUrl } : {},
      settings,
      // Callers can't reach the contents account in a private network, so files pass through the app, which holds each whole in memory.
      privateNetwork ? { DOWNLOADS: 'proxy', BYTE_BUDGET_MIB: empty(settings.?BYTE_BUDGET_MIB) ? '384' : settings.BYTE_BUDGET_MIB! } : {},
      secretSettings
    )
    packageUrl: packageUrl
  }
}

module watching 'modules/watching/watching.bicep' = {
  scope: group
  params: {
    location: location
    token: token
    tags: tags
    environmentName: environmentName
    workspaceId: monitoring.outputs.workspaceId
    cosmosId: cosmos.outputs.id
    contentsId: contentStorage.outputs.id
    emails: empty(alertEmails) ? [] : map(split(alertEmails, ','), email => trim(email))
    failurePercent: alertFailurePercent
    latencyMs: alertLatencyMs
    changesLagMinutes: alertChangesLagMinutes
    mailboxGB: alertMailboxGB
    monthlyBudget: monthlyBudget
    budgetStartDate: startDate
  }
}

@description('Base address of the API.')
output API_URL string = empty(publicUrl) ? functionApp.outputs.url : publicUrl

@description('Resource group of all resources.')
output AZURE_RESOURCE_GROUP string = group.name

@description('Region of all resources.')
output AZURE_LOCATION string = location

@description('Id of the tenant whose tokens the service accepts, or of the first such tenant.')
output TOKEN_TENANT_ID string = empty(tenantIds) ? tenant().tenantId : first(split(tenantIds, ','))

@description('Name of the function app, for deployments of the code and for logs.')
output FUNCTION_APP_NAME string = functionApp.outputs.name

@description('Object id of the app\'s identity, for restores.')
output IDENTITY_PRINCIPAL_ID string = identity.outputs.principalId

@description('Name of the Cosmos DB account, for restores.')
output COSMOS_ACCOUNT_NAME string = cosmos.outputs.name

@description('Name of the storage account of the contents, for restores.')
output CONTENTS_ACCOUNT_NAME string = contentStorage.outputs.name

@description('Name of the Application Insights component, for queries.')
output APPLICATION_INSIGHTS_NAME string = monitoring.outputs.insightsName

@description('Name of the Log Analytics workspace, for queries.')
output LOG_ANALYTICS_WORKSPACE_NAME string = monitoring.outputs.workspaceName

@description('First day of the budget\'s first month; azd passes it to the next deployment.')
output CALENDAR_BUDGET_START_DATE string = monthlyBudget > 0 ? startDate : budgetStartDate
