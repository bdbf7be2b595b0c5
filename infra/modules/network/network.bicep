// The private network: a subnet for the app's outgoing connections, one for private endpoints, and the DNS zones with the endpoints' names.

@description('Region.')
param location string

@description('Name of the virtual network.')
param name string

@description('Tags.')
param tags object

@description('Address range of the network; at least a /24.')
param addressPrefix string

var zones = {
  blob: 'privatelink.blob.${environment().suffixes.storage}'
  cosmos: 'privatelink.documents.azure.com'
  vault: 'privatelink.vaultcore.azure.net'
}

resource network 'Microsoft.Network/virtualNetworks@2024-10-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: [addressPrefix] }
    subnets: [
      {
        name: 'app'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 25, 0)
          // Flex Consumption requires this delegation ("Azure Functions networking options").
          delegations: [
            { name: 'functions', properties: { serviceName: 'Microsoft.App/environments' } }
          ]
          // The app must reach the Internet: it fetches Entra ID's keys and sends telemetry. A NAT gateway can replace this.
          defaultOutboundAccess: true
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 27, 4)
          privateEndpointNetworkPolicies: 'Disabled'
          defaultOutboundAccess: false
        }
      }
    ]
  }

  resource app 'subnets' existing = {
    name: 'app'
  }

  resource endpoints 'subnets' existing = {
    name: 'endpoints'
  }
}

resource dnsZones 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for zone in items(zones): {
    name: zone.value
    location: 'global'
    tags: tags
  }
]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (zone, i) in items(zones): {
    parent: dnsZones[i]
    name: name
    location: 'global'
    tags: tags
    properties: { virtualNetwork: { id: network.id }, registrationEnabled: false }
  }
]

output appSubnetId string = network::app.id
output endpointSubnetId string = network::endpoints.id
output blobZoneId string = resourceId('Microsoft.Network/privateDnsZones', zones.blob)
output cosmosZoneId string = resourceId('Microsoft.Network/privateDnsZones', zones.cosmos)
output vaultZoneId string = resourceId('Microsoft.Network/privateDnsZones', zones.vault)
