// The private network of an installation, with an endpoint for each of its stores and the vault.

@description('Region.')
param location string

@description('What the names of the resources end with.')
param token string

@description('Tags.')
param tags object

@description('Address range of the network; at least a /24.')
param addressPrefix string

@description('Resource id of the host\'s storage account.')
param hostStorageId string

@description('Resource id of the storage account of the contents.')
param contentsId string

@description('Resource id of the Cosmos DB account.')
param cosmosId string

@description('Name of the Cosmos DB account.')
param cosmosName string

@description('Whether there is a vault.')
param hasVault bool

@description('Resource id of the vault; empty without one.')
param vaultId string

module network 'network.bicep' = {
  params: { location: location, name: 'vnet-${token}', tags: tags, addressPrefix: addressPrefix }
}

module hostEndpoint 'privateEndpoint.bicep' = {
  params: {
    location: location
    name: 'pe-host-${token}'
    tags: tags
    subnetId: network.outputs.endpointSubnetId
    targetId: hostStorageId
    service: 'blob'
    zoneId: network.outputs.blobZoneId
  }
}

module contentsEndpoint 'privateEndpoint.bicep' = {
  params: {
    location: location
    name: 'pe-contents-${token}'
    tags: tags
    subnetId: network.outputs.endpointSubnetId
    targetId: contentsId
    service: 'blob'
    zoneId: network.outputs.blobZoneId
  }
}

module cosmosEndpoint 'privateEndpoint.bicep' = {
  params: {
    location: location
    // An existing endpoint can't change to another account.
    name: 'pe-${cosmosName}'
    tags: tags
    subnetId: network.outputs.endpointSubnetId
    targetId: cosmosId
    service: 'Sql'
    zoneId: network.outputs.cosmosZoneId
  }
}

module vaultEndpoint 'privateEndpoint.bicep' = if (hasVault) {
  params: {
    location: location
    name: 'pe-vault-${token}'
    tags: tags
    subnetId: network.outputs.endpointSubnetId
    targetId: vaultId
    service: 'vault'
    zoneId: network.outputs.vaultZoneId
  }
}

@description('Resource id of the subnet of the app\'s outgoing connections.')
output appSubnetId string = network.outputs.appSubnetId
