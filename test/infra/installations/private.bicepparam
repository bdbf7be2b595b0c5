// A private network, and all that it changes.
using '../../../infra/main.bicep'

param environmentName = 'private'
param location = 'westeurope'
param audiences = 'api://calendar-attachments'
param privateNetwork = true
