// The database of all documents. Its containers are defined once, for here, the local emulator and the tests: cosmos-containers.json.

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

@description('Name of the database.')
param databaseName string

@description('Request units a second that the containers share at most, scaled by need; 0: serverless.')
param autoscaleMaxThroughput int

@description('How long the continuous backup reaches back.')
param backupTier 'Continuous7Days' | 'Continuous30Days'

@description('Log Analytics workspace for the sizes of mailboxes and for what administrators do.')
param workspaceId string

@description('Object id of the identity that the app runs as.')
param principalId string

var serverless = autoscaleMaxThroughput == 0
var containers = loadJsonContent('../cosmos-containers.json')

resource account 'Microsoft.DocumentDB/databaseAccounts@2025-10-15' = {
  name: name
  location: location
  tags: tags
  kind: 'GlobalDocumentDB'
  properties: {
    databaseAccountOfferType: 'Standard'
    capabilities: serverless ? [{ name: 'EnableServerless' }] : []
    locations: [
      { locationName: location, failoverPriority: 0, isZoneRedundant: zoneRedundant }
    ]
    // Instances read what others have just written: a created attachment, a cancelled upload, a withdrawn permission. Session
    // consistency holds within one client, and every instance is a client of its own, so only reads from two replicas will do.
    // In one region bounded staleness reads the same two replicas at the same price (2 RU instead of 1 for a point read; writes
    // cost the same); strong says what is meant, and would still hold if a region were added.
    consistencyPolicy: { defaultConsistencyLevel: 'Strong' }
    backupPolicy: { type: 'Continuous', continuousModeProperties: { tier: backupTier } }
    disableLocalAuth: true
    disableKeyBasedMetadataWriteAccess: true
    enableAutomaticFailover: false
    enableMultipleWriteLocations: false
    minimalTlsVersion: 'Tls12'
    publicNetworkAccess: private ? 'Disabled' : 'Enabled'
    networkAclBypass: 'None'
  }
}

resource database 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases@2025-10-15' = {
  parent: account
  name: databaseName
  properties: {
    resource: { id: databaseName }
    // A serverless account takes no throughput, not even none.
    options: serverless ? {} : { autoscaleSettings: { maxThroughput: autoscaleMaxThroughput } }
  }
}

resource documents 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers@2025-10-15' = [
  for container in containers: {
    parent: database
    name: container.id
    properties: {
      resource: {
        id: container.id
        partitionKey: container.partitionKey
        defaultTtl: container.defaultTtl
        indexingPolicy: container.indexingPolicy
      }
    }
  }
]

resource contributor 'Microsoft.DocumentDB/databaseAccounts/sqlRoleDefinitions@2025-10-15' existing = {
  parent: account
  // "Cosmos DB Built-in Data Contributor".
  name: '00000000-0000-0000-0000-000000000002'
}

// Reading and writing items of the one database. It can neither make nor delete databases and containers.
resource access 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2025-10-15' = {
  parent: account
  name: guid(database.id, principalId, contributor.id)
  properties: {
    roleDefinitionId: contributor.id
    principalId: principalId
    scope: '${account.id}/dbs/${database.name}'
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: account
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logAnalyticsDestinationType: 'Dedicated'
    logs: [
      { category: 'PartitionKeyStatistics', enabled: true }
      { category: 'ControlPlaneRequests', enabled: true }
    ]
  }
}

output id string = account.id
output name string = account.name
output endpoint string = account.properties.documentEndpoint
