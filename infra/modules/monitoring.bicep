// Monitoring: one Log Analytics workspace, and Application Insights over it, to which only the app's identity may send.

@description('Region.')
param location string

@description('Name of the Log Analytics workspace.')
param workspaceName string

@description('Name of the Application Insights component.')
param insightsName string

@description('Tags.')
param tags object

@description('Days for which the workspace keeps logs.')
param retentionDays int

@description('GB of logs after which the workspace takes no more until midnight (UTC); -1: no limit.')
param dailyQuotaGB int

@description('Object id of the identity that the app runs as.')
param principalId string

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' = {
  name: workspaceName
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionDays
    workspaceCapping: { dailyQuotaGb: dailyQuotaGB }
    features: { disableLocalAuth: true, enableLogAccessUsingOnlyResourcePermissions: true }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: insightsName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    DisableLocalAuth: true
    // Application Insights doesn't store the callers' IP addresses.
    DisableIpMasking: false
  }
}

// The role "Monitoring Metrics Publisher": the app can send telemetry and read none.
resource publisher 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: insights
  name: guid(insights.id, principalId, 'Monitoring Metrics Publisher')
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '3913510d-42f4-4e42-8a64-420c390055eb')
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}

output workspaceId string = workspace.id
output workspaceName string = workspace.name
output insightsId string = insights.id
output insightsName string = insights.name
@description('Names the address for telemetry. It is no secret, since local authentication is off.')
output connectionString string = insights.properties.ConnectionString
