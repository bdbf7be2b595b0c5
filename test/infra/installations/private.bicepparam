// A private network, and all that it changes.
using '../../../infra/main.bicep'

param environmentName = 'private'
param location = 'westeurope'
param audiences = 'api://calendar-attachments'
param budgetStartDate = '2026-01-01'
param privateNetwork = true
