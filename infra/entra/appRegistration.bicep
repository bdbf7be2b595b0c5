// The app registration in Entra ID: the permissions that clients can ask for, and the claims of tokens. Its deployment needs rights in the
// directory; the README says how to do the same by `az` or in the portal, from the same application.json. The extension comes from
// mcr.microsoft.com alone, and no package of NuGet or npm has it: `npm run infra:check` compiles this where that is reached. It was compiled
// without a warning with types of its own in the extension's place (`bicep publish-extension`), which has the properties below and no more.
targetScope = 'resourceGroup'

extension microsoftGraphV1

@description('Name of the app that people see when they consent.')
param displayName string = 'Calendar Attachments'

@description('Name by which a repeated deployment finds the registration; it can\'t change.')
param uniqueName string = 'calendar-attachments'

@description('Address of the deployment, without a slash at its end, if people are to sign in on its page (PAGES, explorer).')
param explorerUrl string = ''

var application = loadJsonContent('application.json')

// What the explorer asks for: all that a person does on its page. Administrators grant what is theirs to grant.
var explorerPermissions = [
  'Calendars.ReadWrite'
  'Calendars.ReadWrite.Shared'
  'User.Read'
  'User.Read.All'
  'Group.ReadWrite.All'
  'GroupMember.Read.All'
]

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

// The explorer is an application of its own, since its page is a public client: it has no secret, and its tokens are asked for by PKCE.
resource explorer 'Microsoft.Graph/applications@v1.0' = if (explorerUrl != '') {
  uniqueName: '${uniqueName}-explorer'
  displayName: '${displayName} explorer'
  signInAudience: application.signInAudience
  spa: { redirectUris: ['${explorerUrl}/explorer/signed-in'] }
  requiredResourceAccess: [
    {
      resourceAppId: registration.appId
      resourceAccess: map(
        filter(application.api.oauth2PermissionScopes, scope => contains(explorerPermissions, scope.value)),
        scope => { id: scope.id, type: 'Scope' }
      )
    }
  ]
}

resource explorerPrincipal 'Microsoft.Graph/servicePrincipals@v1.0' = if (explorerUrl != '') {
  appId: explorer!.appId
}

// The names of outputs aren't in capitals, since Resource Manager changes the case of those.
@description('The value of `audiences` for main.bicep, and the resource whose scopes clients ask for.')
output clientId string = registration.appId

@description('Object id of the service principal, for which administrators assign roles by `az rest` or in the portal.')
output servicePrincipalId string = servicePrincipal.id

@description('The value of EXPLORER_CLIENT_ID; empty without an explorer.')
output explorerClientId string = explorerUrl == '' ? '' : explorer!.appId
