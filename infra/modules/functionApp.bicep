// The function app on Flex Consumption: its plan, its scaling, and every setting that it reads.

@description('Region.')
param location string

@description('Name of the app, unique in Azure; it is part of the app\'s address.')
param name string

@description('Name of the plan.')
param planName string

@description('Tags.')
param tags object

@description('Whether the app runs in three zones.')
param zoneRedundant bool

@description('Resource id of the identity that the app runs as.')
param identityId string

@description('Client id of that identity.')
param identityClientId string

@description('Resource id of the identity that uploads and reads the package.')
param packageIdentityId string

@description('Blob endpoint of the host\'s storage account.')
param hostBlobEndpoint string

@description('URL of the container with the app\'s package.')
param packagesUrl string

@description('Endpoint of the Cosmos DB account whose change feed the app follows.')
param cosmosEndpoint string

@description('Connection string of Application Insights.')
param insightsConnectionString string

@description('Resource id of the subnet for the app\'s outgoing connections; empty: none.')
param subnetId string

@description('Memory of an instance in MB.')
param instanceMemoryMB int

@description('The most requests that an instance handles at the same time.')
param httpConcurrency int

@description('The most instances.')
param maximumInstanceCount int

@description('Instances that always run, for HTTP requests.')
param alwaysReadyInstances int

@description('How instances get a new version.')
param updateStrategy 'Recreate' | 'RollingUpdate'

@description('Settings of the service, by the names that its code reads. Without PUBLIC_URL, it is the app\'s own address.')
param settings object

@description('URL of a zip of the bundle to deploy with the app; empty: none.')
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
  // azd deploys to the app with this tag.
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
      // The version that the bundle is built for (infra/build/bundle.ts).
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
      // The template leaves out the platform's default, since not every region knows the property.
      ...(updateStrategy == 'Recreate' ? {} : { siteUpdateStrategy: { type: updateStrategy } })
    }
    // Flex Consumption refuses many of a site's properties, `ftpsState` among them ("App settings reference", its deprecations).
    siteConfig: {
      http20Enabled: true
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      // The code handles CORS: the platform would answer OPTIONS itself and remove headers.
      cors: { allowedOrigins: [], supportCredentials: false }
    }
  }

  // Deployments need a token of Entra ID; there is no user name with a password.
  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }

  // The settings are a resource of their own, so that one of them can be the app's address.
  resource appSettings 'config' = {
    name: 'appsettings'
    properties: union(
      {
        AzureWebJobsStorage__credential: 'managedidentity'
        AzureWebJobsStorage__clientId: identityClientId
        AzureWebJobsStorage__blobServiceUri: hostBlobEndpoint
        // The Cosmos DB trigger opens the account by the same identity as the code.
        COSMOS__accountEndpoint: cosmosEndpoint
        COSMOS__credential: 'managedidentity'
        COSMOS__clientId: identityClientId
        APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
        APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
        AZURE_CLIENT_ID: identityClientId
        // The platform has a page of its own at `/`; what is there is the code's to say.
        AzureWebJobsDisableHomepage: 'true'
        // A fixed value, since callers choose the Host header, and upload URLs begin with this address.
        PUBLIC_URL: 'https://${app.properties.defaultHostName}'
      },
      settings
    )
  }
}

// Deploys the code for the "Deploy to Azure" button; azd and the workflows deploy it in a step of their own.
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
