// What must be given, and nothing else.
using '../../../infra/main.bicep'

param environmentName = 'least'
param location = 'westeurope'
param audiences = 'api://calendar-attachments'
