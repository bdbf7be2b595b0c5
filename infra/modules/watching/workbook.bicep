// A page in the portal that shows what the alerts watch: requests, failures, latency, changes, throttling, the largest mailboxes.

@description('Region.')
param location string

@description('Title of the page.')
param title string

@description('Tags.')
param tags object

@description('Log Analytics workspace that holds the logs.')
param workspaceId string

@description('Resource id of the Cosmos DB account.')
param cosmosId string

@description('Resource id of the storage account of the contents.')
param contentsId string

var page = string(loadJsonContent('../../workbook.json'))
var workspacePlaced = replace(page, '<workspace>', workspaceId)
var cosmosPlaced = replace(workspacePlaced, '<cosmos>', cosmosId)

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, 'workbook')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: title
    category: 'workbook'
    sourceId: workspaceId
    serializedData: replace(cosmosPlaced, '<contents>', contentsId)
  }
}

output id string = workbook.id
