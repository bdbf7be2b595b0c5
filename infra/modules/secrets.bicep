// The vault for the settings that are secrets. main.bicep creates it only if there are any; the app's settings then refer to it.

@description('Region.')
param location string

@description('Name of the vault, unique in Azure.')
param name string

@description('Tags.')
param tags object

@description('Whether the vault is closed to the Internet and only its private endpoint leads to it.')
param private bool

@description('Log Analytics workspace for the reads of secrets.')
param workspaceId string

@description('Object id of the identity that the app runs as.')
param principalId string

@description('Names of the settings that may be secrets.')
param names string[]

@description('Values by the names of their settings; the vault gets no secret for a missing or empty one.')
@secure()
param values object

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    // Nobody can turn this protection off again, or purge a deleted secret before these days are over.
    softDeleteRetentionInDays: 7
    enablePurgeProtection: true
    publicNetworkAccess: private ? 'Disabled' : 'Enabled'
    // The deployment writes the secrets as one of Azure's own services.
    networkAcls: { defaultAction: private ? 'Deny' : 'Allow', bypass: 'AzureServices' }
  }
}

// Names in a vault can't have underscores.
resource secrets 'Microsoft.KeyVault/vaults/secrets@2025-05-01' = [
  for name in names: if (!empty(values[?name])) {
    parent: vault
    name: replace(name, '_', '-')
    tags: tags
    properties: { value: values[?name] ?? '', contentType: 'text/plain' }
  }
]

// The role "Key Vault Secrets User": the app can read the secrets' values, and nothing else.
resource reader 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault
  name: guid(vault.id, principalId, 'Key Vault Secrets User')
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4633458b-17de-408a-b874-0445c86b69e6')
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: vault
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [
      { category: 'AuditEvent', enabled: true }
    ]
  }
}

output id string = vault.id
output name string = vault.name
