// A budget that sends mail when the resource group's costs of a month come near a sum. It stops nothing.

@description('Name of the budget.')
param name string

@description('The sum, in the currency of the subscription\'s bills.')
param amount int

@description('First day of the first month: yyyy-MM-01.')
param startDate string

@description('Addresses that get mail; empty: the owners of the subscription.')
param emails string[]

var to = empty(emails) ? { contactEmails: [], contactRoles: ['Owner'] } : { contactEmails: emails }

resource budget 'Microsoft.Consumption/budgets@2023-11-01' = {
  name: name
  properties: {
    amount: amount
    category: 'Cost'
    timeGrain: 'Monthly'
    timePeriod: { startDate: startDate }
    notifications: {
      actual80: union(to, { enabled: true, operator: 'GreaterThan', threshold: 80, thresholdType: 'Actual' })
      forecast100: union(to, { enabled: true, operator: 'GreaterThan', threshold: 100, thresholdType: 'Forecasted' })
    }
  }
}
