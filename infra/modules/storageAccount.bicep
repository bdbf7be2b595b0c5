// A storage account that no key opens and nobody reads without a token; its blob service as the caller wants it.

@description('Region.')
param location string

@description('Name of the account, unique in Azure.')
param name string

@description('Tags.')
param tags object

@description('Copies in three zones instead of one.')
param zoneRedundant bool

@description('Shuts the account to the Internet; it is reached through its private endpoint alone.')
param private bool

@description('Properties of the blob service.')
param blobService resourceInput<'Microsoft.Storage/storageAccounts/blobServices@2025-06-01'>.properties

@description('Log Analytics workspace for what happens to blobs.')
param workspaceId string

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: zoneRedundant ? 'Standard_ZRS' : 'Standard_LRS' }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    isLocalUserEnabled: false
    isSftpEnabled: false
    minimumTlsVersion: 'TLS1_2'
    publicNetworkAccess: private ? 'Disabled' : 'Enabled'
    // Open to the network is not open to anybody: every request needs a token, or a signature made with one.
    networkAcls: { defaultAction: private ? 'Deny' : 'Allow', bypass: 'None' }
    supportsHttpsTrafficOnly: true
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2025-06-01' = {
  parent: account
  name: 'default'
  properties: blobService
}

// Deletions alone: lines about reads and writes would name every caller, and cost more than the service.
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: blobs
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [
      { category: 'StorageDelete', enabled: true }
    ]
    metrics: [
      { category: 'Transaction', enabled: true }
    ]
  }
}

output id string = account.id
output name string = account.name
output blobEndpoint string = account.properties.primaryEndpoints.blob
