// The app registration in Entra ID: the permissions that clients can ask for, and the claims of tokens. Its deployment needs rights in the
// directory; the README says how to do the same by `az` or in the portal, from the same application.json.
targetScope = 'resourceGroup'

extension microsoftGraphV1

@description('Name of the app that people see when they consent.')
param displayName string = 'Calendar Attachments'

@description('Name by which a repeated deployment finds the registration; it can\'t change.')
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

// The service principal, without which the tenant can't use the registration. The template can't set the application id URI: that contains
// the appId, which isn't known yet.
resource servicePrincipal 'Microsoft.Graph/servicePrincipals@v1.0' = {
  appId: registration.appId
}

// The names of outputs aren't in capitals, since Resource Manager changes the case of those.
@description('The value of `audiences` for main.bicep, and the resource whose scopes clients ask for.')
output clientId string = registration.appId

@description('Object id of the service principal, for which administrators assign roles by `az rest` or in the portal.')
output servicePrincipalId string = servicePrincipal.id
