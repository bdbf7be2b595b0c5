// What tells people how an installation does: alerts, a workbook, a budget.

@description('Region.')
param location string

@description('What the names of the resources end with.')
param token string

@description('Tags.')
param tags object

@description('Name of the installation.')
param environmentName string

@description('Log Analytics workspace that holds the logs.')
param workspaceId string

@description('Resource id of the Cosmos DB account.')
param cosmosId string

@description('Resource id of the storage account of the contents.')
param contentsId string

@description('Addresses that get mail; empty: only the portal shows the alerts.')
param emails string[]

@description('Percentage of answers with status 5xx that raises an alert.')
param failurePercent int

@description('95th percentile of the requests\' durations, in milliseconds, that raises an alert.')
param latencyMs int

@description('Minutes from a change to its handling that raise an alert.')
param changesLagMinutes int

@description('GB of documents in one mailbox that raise an alert; Cosmos DB takes 20.')
param mailboxGB int

@description('Costs of a month at which the budget sends mail; 0: no budget.')
param monthlyBudget int

@description('First day of the budget\'s first month, yyyy-MM-01.')
param budgetStartDate string

module alerts 'alerts.bicep' = {
  params: {
    location: location
    prefix: 'alert-${token}'
    tags: tags
    workspaceId: workspaceId
    cosmosId: cosmosId
    contentsId: contentsId
    emails: emails
    failurePercent: failurePercent
    latencyMs: latencyMs
    changesLagMinutes: changesLagMinutes
    mailboxGB: mailboxGB
  }
}

module workbook 'workbook.bicep' = {
  params: {
    location: location
    title: 'Calendar Attachments (${environmentName})'
    tags: tags
    workspaceId: workspaceId
    cosmosId: cosmosId
    contentsId: contentsId
  }
}

module budget 'budget.bicep' = if (monthlyBudget > 0) {
  params: { name: 'budget-${token}', amount: monthlyBudget, startDate: budgetStartDate, emails: emails }
}
