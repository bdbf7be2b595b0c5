// A private endpoint: the address of one resource in the virtual network, and the DNS name of that address.

@description('Region.')
param location string

@description('Name of the endpoint.')
param name string

@description('Tags.')
param tags object

@description('Resource id of the subnet that the address belongs to.')
param subnetId string

@description('Resource id of the resource that the endpoint leads to.')
param targetId string

@description('Name of the resource\'s service that the endpoint leads to.')
param service 'blob' | 'Sql' | 'vault'

@description('Resource id of the private DNS zone that gets the name.')
param zoneId string

resource endpoint 'Microsoft.Network/privateEndpoints@2024-10-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    subnet: { id: subnetId }
    privateLinkServiceConnections: [
      { name: name, properties: { privateLinkServiceId: targetId, groupIds: [service] } }
    ]
  }

  resource zone 'privateDnsZoneGroups' = {
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        { name: service, properties: { privateDnsZoneId: zoneId } }
      ]
    }
  }
}
