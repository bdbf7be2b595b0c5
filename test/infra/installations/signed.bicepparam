// What the others leave out together: signed webhooks, a database that was restored, a budget that is new.
using '../../../infra/main.bicep'

param environmentName = 'signed'
param location = 'westeurope'
param audiences = 'api://calendar-attachments'
param privateNetwork = true
param hookStandardSecrets = 'the value'
param cosmosAccountName = 'cosmos-restored'
param monthlyBudget = 50
param thisMonth = '2026-05-01'
param notificationsWithData = true
