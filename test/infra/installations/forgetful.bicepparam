// The contents' storage by itself, where what is deleted is gone at once.
using '../../../infra/modules/contentStorage.bicep'

param location = 'westeurope'
param name = 'stdata'
param tags = {}
param zoneRedundant = false
param private = false
param workspaceId = '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/log'
param principalId = '44444444-4444-4444-4444-444444444444'
param containerName = 'contents'
param retentionDays = 0
param coolAfterDays = 0
param malwareScanning = false
param malwareScanningCapGB = 10
