// The database of all documents. cosmos-containers.json defines its containers, for this template, the local emulator and the tests.

@description('Region.')
param location string

@description('Name of the account, unique in Azure.')
param name string

@description('Tags.')
param tags object

@description('Whether the data have copies in three zones instead of one.')
param zoneRedundant bool

@description('Whether the account is closed to the Internet and only its private endpoint leads to it.')
param private bool

@description('Name of the database.')
param databaseName string

@description('The most request units a second, which scale by need and which the containers share; 0: serverless.')
param autoscaleMaxThroughput int

@description('Time that the continuous backup goes back.')
param backupTier 'Continuous7Days' | 'Continuous30Days'

@description('Log Analytics workspace for the sizes of mailboxes and for the actions of administrators.')
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
    // An instance must see what another one has just written: a created attachment, a cancelled upload, a withdrawn permission. Session
    // consistency holds only within one client, and each instance is a client of its own; so reads need two replicas. In one region
    // bounded staleness reads the same two replicas at the same price (2 RU instead of 1 for a point read; writes cost the same);
    // strong consistency also holds if somebody adds a region.
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
    // A serverless account refuses the property throughput, even without a value.
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

// The role lets the app read and write the items of this one database. It can't create or delete databases and containers.
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
