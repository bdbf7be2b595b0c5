// The storage account of the Functions host: its locks, the timers' state, and the app's package.

@description('Region.')
param location string

@description('Name of the account, unique in Azure.')
param name string

@description('Tags.')
param tags object

@description('Whether the data have copies in three zones instead of one.')
param zoneRedundant bool

@description('Whether the account is closed to the Internet.')
param private bool

@description('Log Analytics workspace for the deletions of blobs.')
param workspaceId string

@description('Object id of the identity that the host runs as.')
param principalId string

@description('Object id of the identity that uploads and reads the package.')
param packagePrincipalId string

module account 'storageAccount.bicep' = {
  params: {
    location: location
    name: name
    tags: tags
    zoneRedundant: zoneRedundant
    private: private
    workspaceId: workspaceId
    blobService: {
      // Lets an administrator restore a package that somebody has overwritten or deleted by mistake.
      deleteRetentionPolicy: { enabled: true, days: 7 }
      containerDeleteRetentionPolicy: { enabled: true, days: 7 }
    }
  }
}

resource existing 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: name

  resource blobs 'blobServices' existing = {
    name: 'default'
  }
}

resource packages 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' = {
  parent: existing::blobs
  name: 'packages'
  properties: { publicAccess: 'None' }
  dependsOn: [account]
}

// The host's containers: for locks and the timers' state, and for function keys. The host can't create them, since it has no rights to the whole account.
resource hosts 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' = [
  for name in ['azure-webjobs-hosts', 'azure-webjobs-secrets']: {
    parent: existing::blobs
    name: name
    properties: { publicAccess: 'None' }
    dependsOn: [account]
  }
]

// The role "Storage Blob Data Owner", for these containers: the host needs it (Azure Functions, "Connecting to host storage with an identity").
resource owner 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for i in range(0, 2): {
    scope: hosts[i]
    name: guid(hosts[i].id, principalId, 'Storage Blob Data Owner')
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b')
      principalId: principalId
      principalType: 'ServicePrincipal'
    }
  }
]

// The role "Storage Blob Data Reader": the host's health check lists the account's containers (azure-functions-host, WebJobsStorageHealthCheck).
resource reader 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: existing
  name: guid(existing.id, principalId, 'Storage Blob Data Reader')
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1')
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
  dependsOn: [account]
}

// The role "Storage Blob Data Contributor", for the container of packages: deployments need it (Azure Functions, "Configure deployment settings").
resource deployer 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: packages
  name: guid(packages.id, packagePrincipalId, 'Storage Blob Data Contributor')
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe')
    principalId: packagePrincipalId
    principalType: 'ServicePrincipal'
  }
}

output id string = account.outputs.id
output blobEndpoint string = account.outputs.blobEndpoint
output packagesUrl string = '${account.outputs.blobEndpoint}${packages.name}'
