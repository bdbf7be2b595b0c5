// The app registration in Entra ID: what clients ask for, and what tokens say. Whoever deploys it needs rights in the directory; the README
// says how to do the same by `az` or in the portal, from the same application.json.
targetScope = 'resourceGroup'

extension microsoftGraphV1

@description('Name that people see when they consent.')
param displayName string = 'Calendar Attachments'

@description('Name by which a repeated deployment finds the registration; it can\'t be changed.')
param uniqueName string = 'calendar-attachments'

var application = loadJsonContent('application.json')

resource registration 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: uniqueName
  displayName: displayName
  signInAudience: application.signInAudience
  api: application.api
  appRoles: application.appRoles
  optionalClaims: application.optionalClaims
}

// What makes the registration usable in the tenant. The application id URI can't be given here: it holds the appId, which isn't known yet.
resource servicePrincipal 'Microsoft.Graph/servicePrincipals@v1.0' = {
  appId: registration.appId
}

// Resource Manager changes the case of names in capitals, so these have none.
@description('The value of `audiences` for main.bicep, and what clients ask for scopes of.')
output clientId string = registration.appId

@description('What roles are assigned for: `az rest` and the portal ask for it.')
output servicePrincipalId string = servicePrincipal.id
