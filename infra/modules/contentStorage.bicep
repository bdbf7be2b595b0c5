// The storage account of the attachments' bytes. Deleted bytes can be restored for as long as the documents that name them.

@description('Region.')
param location string

@description('Name of the account, unique in Azure.')
param name string

@description('Tags.')
param tags object

@description('Whether the bytes have copies in three zones instead of one.')
param zoneRedundant bool

@description('Whether the account is closed to the Internet; downloads then go through the app.')
param private bool

@description('Log Analytics workspace for the deletions of blobs.')
param workspaceId string

@description('Object id of the identity that the app runs as.')
param principalId string

@description('Name of the container that holds all bytes.')
param containerName string

@description('Days for which deleted bytes can be restored; 0: they are gone at once.')
param retentionDays int

@description('Days after which unchanged bytes move to the cool tier, where storage costs less and reads cost more; 0: never.')
param coolAfterDays int

@description('Whether Microsoft Defender scans uploads for malware.')
param malwareScanning bool

@description('The most GB that Defender scans in a month; it doesn\'t scan what comes after.')
param malwareScanningCapGB int

// What is deleted for good (permanentDelete) is erased by the app, soft delete or not.
var retention = retentionDays == 0 ? { enabled: false } : { enabled: true, days: retentionDays, allowPermanentDelete: true }

module account 'storageAccount.bicep' = {
  params: {
    location: location
    name: name
    tags: tags
    zoneRedundant: zoneRedundant
    private: private
    workspaceId: workspaceId
    blobService: {
      deleteRetentionPolicy: retention
      containerDeleteRetentionPolicy: retentionDays == 0 ? { enabled: false } : { enabled: true, days: retentionDays }
      // The service never overwrites bytes, so versions would only repeat what the soft delete keeps.
      isVersioningEnabled: false
      cors: {
        // A browser that follows the redirect sends `Origin: null`, and only `*` lets it read. The signature in the URL decides who may read.
        corsRules: private
          ? []
          : [
              {
                allowedOrigins: ['*']
                allowedMethods: ['GET', 'HEAD']
                allowedHeaders: ['*']
                exposedHeaders: [
                  'Accept-Ranges'
                  'Content-Disposition'
                  'Content-Length'
                  'Content-Range'
                  'Content-Type'
                  'ETag'
                  'Last-Modified'
                ]
                maxAgeInSeconds: 3600
              }
            ]
      }
    }
  }
}

resource existing 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: name

  resource blobs 'blobServices' existing = {
    name: 'default'
  }
}

resource container 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' = {
  parent: existing::blobs
  name: containerName
  properties: { publicAccess: 'None' }
  dependsOn: [account]
}

resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2025-06-01' = if (coolAfterDays > 0) {
  parent: existing
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'cool-when-old'
          type: 'Lifecycle'
          enabled: true
          definition: {
            filters: { blobTypes: ['blockBlob'], prefixMatch: ['${containerName}/'] }
            actions: { baseBlob: { tierToCool: { daysAfterModificationGreaterThan: coolAfterDays } } }
          }
        }
      ]
    }
  }
  dependsOn: [account]
}

resource defender 'Microsoft.Security/defenderForStorageSettings@2025-06-01' = if (malwareScanning) {
  scope: existing
  name: 'current'
  properties: {
    isEnabled: true
    overrideSubscriptionLevelSettings: true
    malwareScanning: { onUpload: { isEnabled: true, capGBPerMonth: malwareScanningCapGB } }
    sensitiveDataDiscovery: { isEnabled: false }
  }
  dependsOn: [account]
}

// The role "Storage Blob Data Owner", for the one container and not for the account: a Contributor may delete blobs, but not erase them.
resource owner 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: container
  name: guid(container.id, principalId, 'Storage Blob Data Owner')
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b')
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}

// The role "Storage Blob Delegator", for the account: only the account gives the key that signs download URLs. The role reads no blob.
resource delegator 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: existing
  name: guid(existing.id, principalId, 'Storage Blob Delegator')
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'db58b8e5-c6ad-4a2a-8342-4190687cbf4a')
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
  dependsOn: [account]
}

output id string = account.outputs.id
output name string = account.outputs.name
output blobEndpoint string = account.outputs.blobEndpoint
