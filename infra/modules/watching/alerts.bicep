// Alerts: failures, slow answers, stores that throttle, mailboxes that fill up, changes that nobody is told of.

@description('Region.')
param location string

@description('Prefix of the alerts\' names.')
param prefix string

@description('Tags.')
param tags object

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

resource mail 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(emails)) {
  name: '${prefix}-mail'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'calendar'
    enabled: true
    emailReceivers: [for (email, i) in emails: { name: 'mail-${i}', emailAddress: email, useCommonAlertSchema: true }]
  }
}

var actions = empty(emails) ? [] : [mail.id]

// Each row is a sample that stands for `ItemCount` requests. The query reads the status, since the platform counts an answered 5xx as a
// success. A 5xx without an error is a refusal that any caller can cause (a full mailbox, the byte budget), and must raise no alert.
var rules = [
  {
    name: 'failures'
    description: 'More than ${failurePercent} % of the requests of 15 minutes failed: 5xx that no caller can bring about.'
    severity: 1
    frequency: 'PT5M'
    window: 'PT15M'
    query: 'AppRequests | summarize total = sum(ItemCount), failed = sumif(ItemCount, toint(ResultCode) >= 500 and isnotempty(Properties["error.type"])) | where total >= 20 and failed * 100 > total * ${failurePercent}'
  }
  {
    name: 'latency'
    description: 'Of the requests of 15 minutes, 5 % took longer than ${latencyMs} ms.'
    severity: 2
    frequency: 'PT5M'
    window: 'PT15M'
    query: 'AppRequests | summarize total = sum(ItemCount), slow = percentilew(DurationMs, ItemCount, 95) | where total >= 20 and slow > ${latencyMs}'
  }
  {
    name: 'changes'
    description: 'Subscribers hear late of changes, or not at all: they were handled later than ${changesLagMinutes} minutes after they were written, or events were written and no change was handled.'
    severity: 2
    frequency: 'PT5M'
    window: 'PT15M'
    query: 'AppMetrics | summarize lag = maxif(Max, Name == "changes.lag"), handled = sumif(ItemCount, Name == "changes.lag"), written = sumif(ItemCount, Name == "request.duration" and tostring(Properties.operation) in ("events", "event") and tostring(Properties.method) in ("POST", "PUT", "PATCH", "DELETE") and toint(Properties.status) < 300) | where lag > ${changesLagMinutes} * 60 or (written >= 20 and handled == 0)'
  }
  {
    name: 'notifications'
    description: 'Notifications were dropped: no receiver took them for 4 hours, or more were pending than may be. Their subscribers are told that they have missed some.'
    severity: 3
    frequency: 'PT15M'
    window: 'PT1H'
    query: 'AppMetrics | where Name == "notifications" and tostring(Properties.outcome) == "dropped" | summarize dropped = sum(Sum) | where dropped > 0'
  }
  {
    name: 'mailboxes'
    description: 'A mailbox has more than ${mailboxGB} GB of documents; at 20 GB it takes no more.'
    severity: 2
    frequency: 'PT1H'
    window: 'P1D'
    query: 'CDBPartitionKeyStatistics | where CollectionName == "mailboxes" | summarize arg_max(TimeGenerated, SizeKb) by PartitionKey | where SizeKb > ${mailboxGB} * 1024 * 1024'
  }
]

resource logAlerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in rules: {
    name: '${prefix}-${rule.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: '${prefix}: ${rule.name}'
      description: rule.description
      enabled: true
      severity: rule.severity
      scopes: [workspaceId]
      evaluationFrequency: rule.frequency
      windowSize: rule.window
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      autoMitigate: true
      // A table exists only from its first row on, so a deployment can't check the query on the first day.
      skipQueryValidation: true
      actions: { actionGroups: actions }
    }
  }
]

resource cosmosThrottling 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: '${prefix}-throttling-documents'
  location: 'global'
  tags: tags
  properties: {
    description: 'Cosmos DB refused more than 100 calls in 5 minutes because of too many request units.'
    severity: 2
    enabled: true
    scopes: [cosmosId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT5M'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'throttled'
          metricNamespace: 'Microsoft.DocumentDB/databaseAccounts'
          metricName: 'TotalRequests'
          dimensions: [
            { name: 'StatusCode', operator: 'Include', values: ['429'] }
          ]
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 100
        }
      ]
    }
    actions: [for id in actions: { actionGroupId: id }]
  }
}

resource blobThrottling 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: '${prefix}-throttling-contents'
  location: 'global'
  tags: tags
  properties: {
    description: 'Blob Storage refused more than 100 calls in 5 minutes because it was busy.'
    severity: 2
    enabled: true
    scopes: ['${contentsId}/blobServices/default']
    evaluationFrequency: 'PT5M'
    windowSize: 'PT5M'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'throttled'
          metricNamespace: 'Microsoft.Storage/storageAccounts/blobServices'
          metricName: 'Transactions'
          dimensions: [
            {
              name: 'ResponseType'
              operator: 'Include'
              values: [
                'ServerBusyError'
                'ClientThrottlingError'
                'ClientAccountRequestThrottlingError'
                'ClientAccountBandwidthThrottlingError'
              ]
            }
          ]
          timeAggregation: 'Total'
          operator: 'GreaterThan'
          threshold: 100
        }
      ]
    }
    actions: [for id in actions: { actionGroupId: id }]
  }
}
