// The app on Flex Consumption: what it runs on, how far it scales, and every setting that it reads.

@description('Region.')
param location string

@description('Name of the app, unique in Azure: it becomes its address.')
param name string

@description('Name of the plan.')
param planName string

@description('Tags.')
param tags object

@description('Runs in three zones.')
param zoneRedundant bool

@description('Resource id of the identity that the app runs as.')
param identityId string

@description('Client id of that identity.')
param identityClientId string

@description('Resource id of the identity that puts and gets the package.')
param packageIdentityId string

@description('Blob endpoint of the host\'s storage account.')
param hostBlobEndpoint string

@description('URL of the container with the app\'s package.')
param packagesUrl string

@description('Connection string of Application Insights.')
param insightsConnectionString string

@description('Subnet that the app goes out from; empty: none.')
param subnetId string

@description('MB of memory of an instance.')
param instanceMemoryMB int

@description('Requests that an instance works on at once.')
param httpConcurrency int

@description('Instances at most.')
param maximumInstanceCount int

@description('Instances that are kept running for HTTP.')
param alwaysReadyInstances int

@description('How instances come to a new version.')
param updateStrategy 'Recreate' | 'RollingUpdate'

@description('Settings of the service, by the names that its code reads. PUBLIC_URL is the app\'s own address unless it is here.')
param settings object

@description('URL of a zip of the bundle, to be deployed with the app; empty: none.')
@secure()
param packageUrl string

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { tier: 'FlexConsumption', name: 'FC1' }
  properties: { reserved: true, zoneRedundant: zoneRedundant }
}

resource app 'Microsoft.Web/sites@2024-11-01' = {
  name: name
  location: location
  // By this tag azd finds where to deploy.
  tags: union(tags, { 'azd-service-name': 'api' })
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {}, '${packageIdentityId}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    publicNetworkAccess: 'Enabled'
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    // `siteUpdateStrategy` is documented ("Site update strategies in Flex Consumption"), but missing in the published types.
    #disable-next-line BCP037
    functionAppConfig: {
      // What the bundle is built for (infra/build/bundle.ts).
      runtime: { name: 'node', version: '24' }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packagesUrl
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: packageIdentityId }
        }
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        triggers: { http: { perInstanceConcurrency: httpConcurrency } }
        alwaysReady: alwaysReadyInstances == 0 ? [] : [{ name: 'http', instanceCount: alwaysReadyInstances }]
      }
      // Left out where it is the platform's default: not every region knows it.
      ...(updateStrategy == 'Recreate' ? {} : { siteUpdateStrategy: { type: updateStrategy } })
    }
    // Flex Consumption refuses many of a site's properties, `ftpsState` among them ("App settings reference", its deprecations).
    siteConfig: {
      http20Enabled: true
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      // CORS is the code's: the platform's would swallow OPTIONS and strip headers.
      cors: { allowedOrigins: [], supportCredentials: false }
    }
  }

  // No user name and password for deployments: Entra ID alone.
  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }

  // A list of its own, so that the app's address can be one of them.
  resource appSettings 'config' = {
    name: 'appsettings'
    properties: union(
      {
        AzureWebJobsStorage__credential: 'managedidentity'
        AzureWebJobsStorage__clientId: identityClientId
        AzureWebJobsStorage__blobServiceUri: hostBlobEndpoint
        APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
        APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
        AZURE_CLIENT_ID: identityClientId
        // Not the Host header's to decide: it goes into upload URLs.
        PUBLIC_URL: 'https://${app.properties.defaultHostName}'
      },
      settings
    )
  }
}

// What azd and the workflows do after the deployment, the "Deploy to Azure" button has done by it.
resource package 'Microsoft.Web/sites/extensions@2024-11-01' = if (!empty(packageUrl)) {
  parent: app
  name: 'onedeploy'
  // Documented for Flex Consumption ("Automate resource deployment"), but missing in the published types.
  #disable-next-line BCP187
  properties: { packageUri: packageUrl, remoteBuild: false }
  dependsOn: [app::appSettings]
}

output name string = app.name
output url string = 'https://${app.properties.defaultHostName}'
