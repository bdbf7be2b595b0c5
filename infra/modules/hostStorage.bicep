// The storage account of the Functions host: its locks, the timers' state, and the package of the app.

@description('Region.')
param location string

@description('Name of the account, unique in Azure.')
param name string

@description('Tags.')
param tags object

@description('Copies in three zones instead of one.')
param zoneRedundant bool

@description('Shuts the account to the Internet.')
param private bool

@description('Log Analytics workspace for what happens to blobs.')
param workspaceId string

@description('Object id of the identity that the host runs as.')
param principalId string

@description('Object id of the identity that puts and gets the package.')
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
      // A package that was overwritten or deleted by mistake comes back.
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

// What the host keeps there: locks and the timers' state, and the function keys. It would make them itself, but can't in the whole account.
resource hosts 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' = [
  for name in ['azure-webjobs-hosts', 'azure-webjobs-secrets']: {
    parent: existing::blobs
    name: name
    properties: { publicAccess: 'None' }
    dependsOn: [account]
  }
]

// "Storage Blob Data Owner": what the host's own storage needs (Azure Functions, "Connecting to host storage with an identity"), and where.
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

// "Storage Blob Data Reader": the host's own health check lists the account's containers (azure-functions-host, WebJobsStorageHealthCheck).
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

// "Storage Blob Data Contributor": what deployments need at their container (Azure Functions, "Configure deployment settings").
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
