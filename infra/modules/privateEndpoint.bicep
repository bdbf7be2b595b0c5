// A private endpoint: one resource's address within the virtual network, and the name that leads there.

@description('Region.')
param location string

@description('Name of the endpoint.')
param name string

@description('Tags.')
param tags object

@description('Subnet that the address is taken from.')
param subnetId string

@description('Resource that it leads to.')
param targetId string

@description('Which of the resource\'s services.')
param service 'blob' | 'Sql' | 'vault'

@description('Private DNS zone that gets the name.')
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
