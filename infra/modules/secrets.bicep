// The vault for the settings that are secrets, and for the key that signs notifications with resource data. main.bicep creates it only if
// there is one of these; the app's settings then refer to it.

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

@description('Whether the vault has a key for notifications with resource data.')
param signingKey bool

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

// Only the vault has its private half. A new version every 90 days; receivers find the two newest ones at the service's address.
resource key 'Microsoft.KeyVault/vaults/keys@2025-05-01' = if (signingKey) {
  parent: vault
  name: 'notifications'
  tags: tags
  properties: {
    kty: 'RSA'
    keySize: 2048
    keyOps: ['sign', 'verify']
    rotationPolicy: { lifetimeActions: [{ action: { type: 'rotate' }, trigger: { timeAfterCreate: 'P90D' } }] }
  }
}

// The role "Key Vault Crypto User": the app can list the key's versions, read their public halves and sign, and nothing else.
resource signer 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (signingKey) {
  scope: key
  name: guid(vault.id, principalId, 'Key Vault Crypto User')
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '12338af0-0e69-4776-bea7-57ae8d297424')
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
output keyUrl string = '${vault.properties.vaultUri}keys/notifications'
