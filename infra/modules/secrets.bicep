// The vault of those settings that are secrets. It is made only where there are any; the app's settings then hold references to it.

@description('Region.')
param location string

@description('Name of the vault, unique in Azure.')
param name string

@description('Tags.')
param tags object

@description('Shuts the vault to the Internet; it is reached through its private endpoint alone.')
param private bool

@description('Log Analytics workspace for who reads secrets.')
param workspaceId string

@description('Object id of the identity that the app runs as.')
param principalId string

@description('Names of the settings.')
param names string[]

@description('Values by the names of their settings; one that is missing or empty isn\'t kept.')
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
    // Azure never takes the protection back, nor lets anybody purge what was deleted before these days are over.
    softDeleteRetentionInDays: 7
    enablePurgeProtection: true
    publicNetworkAccess: private ? 'Disabled' : 'Enabled'
    // The deployment itself comes as one of Azure's services to put the secrets in.
    networkAcls: { defaultAction: private ? 'Deny' : 'Allow', bypass: 'AzureServices' }
  }
}

// A vault's names have no underscores.
resource secrets 'Microsoft.KeyVault/vaults/secrets@2025-05-01' = [
  for name in names: if (!empty(values[?name])) {
    parent: vault
    name: replace(name, '_', '-')
    tags: tags
    properties: { value: values[?name] ?? '', contentType: 'text/plain' }
  }
]

// "Key Vault Secrets User": reading secrets' values, and nothing else.
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
