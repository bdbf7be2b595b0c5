// The vault by itself: which secrets an installation has is the service's to say, and may be none.
using '../../../infra/modules/secrets.bicep'

param location = 'westeurope'
param name = 'kv-secrets'
param tags = {}
param private = true
param workspaceId = '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/log'
param principalId = '44444444-4444-4444-4444-444444444444'
param signingKey = true
param names = ['ONE_SECRET', 'ANOTHER']
param values = { ONE_SECRET: 'the value' }
