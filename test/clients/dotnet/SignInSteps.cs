// Signs in by MSAL and by Azure.Identity, unmodified, at the local issuer; the tokens then read the calendar.
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Azure.Core;
using Azure.Identity;
using Microsoft.Identity.Client;

namespace Steps;

public static class SignInSteps {
  private const string Secret = "local-secret";
  private const string RedirectUri = "http://localhost:3000/signed-in";
  private static readonly string Issuer = Variable("ISSUER_URL");
  private static readonly string Tenant = Variable("TENANT_ID");
  private static readonly string Adele = Variable("ADELE_ADDRESS");
  private static readonly string CertifiedId = Variable("CERTIFIED_ID");
  private static readonly string[] Calendars = ["api://calendar-attachments/Calendars.ReadWrite"];
  private static readonly string[] Everything = ["api://calendar-attachments/.default"];

  public static async Task Take(Run run) {
    await run.Step("MSAL signs a person in by the page, and renews the token in silence", async () => {
      var app = Confidential(Guid.NewGuid().ToString()).WithClientSecret(Secret).WithRedirectUri(RedirectUri).Build();
      var url = await app.GetAuthorizationRequestUrl(Calendars).WithPkce(out var verifier).ExecuteAsync();
      var result = await app.AcquireTokenByAuthorizationCode(Calendars, await CodeOf(url)).WithPkceCodeVerifier(verifier).ExecuteAsync();
      Run.Must(result.Account.Username == Adele, "the account is Adele's");
      Run.Must(result.TenantId == Tenant, "the tenant is the demo tenant");
      await MustWork(result.AccessToken, "/me/events");
      var renewed = await app.AcquireTokenSilent(Calendars, result.Account).WithForceRefresh(true).ExecuteAsync();
      Run.Must(renewed.AuthenticationResultMetadata.TokenSource == TokenSource.IdentityProvider, "the token is a new one");
      await MustWork(renewed.AccessToken, "/me/events");
    });
    await run.Step("MSAL gets an application its token by a secret, and is told when that is wrong", async () => {
      var app = Confidential(Guid.NewGuid().ToString()).WithClientSecret(Secret).Build();
      await MustWork((await app.AcquireTokenForClient(Everything).ExecuteAsync()).AccessToken, $"/users/{Adele}/events");
      var wrong = Confidential(Guid.NewGuid().ToString()).WithClientSecret("guessed").Build();
      try {
        await wrong.AcquireTokenForClient(Everything).ExecuteAsync();
      } catch (MsalServiceException e) {
        Run.Must(e.ErrorCode == "invalid_client" && e.StatusCode == 401 && e.Message.Contains("AADSTS7000215"), e.Message);
        return;
      }
      Run.Must(false, "the secret was refused");
    });
    await run.Step("MSAL gets an application its token by its certificate", async () => {
      var app = Confidential(CertifiedId).WithCertificate(Certificate()).Build();
      await MustWork((await app.AcquireTokenForClient(Everything).ExecuteAsync()).AccessToken, $"/users/{Adele}/events");
    });
    await run.Step("MSAL acts on behalf of who has called", async () => {
      var id = Guid.NewGuid().ToString();
      string[] mine = [$"api://{id}/access_as_user"];
      var caller = Confidential(Guid.NewGuid().ToString()).WithClientSecret(Secret).WithRedirectUri(RedirectUri).Build();
      var called = await caller.AcquireTokenByAuthorizationCode(mine, await CodeOf(await caller.GetAuthorizationRequestUrl(mine).ExecuteAsync())).ExecuteAsync();
      var middle = Confidential(id).WithClientSecret(Secret).Build();
      var result = await middle.AcquireTokenOnBehalfOf(Calendars, new UserAssertion(called.AccessToken)).ExecuteAsync();
      await MustWork(result.AccessToken, "/me/events");
    });
    await run.Step("MSAL signs a person in by a code on another device", async () => {
      var app = PublicClientApplicationBuilder.Create(Guid.NewGuid().ToString()).WithAuthority($"{Issuer}/{Tenant}", false).WithInstanceDiscovery(false).Build();
      var result = await app.AcquireTokenWithDeviceCode(Calendars, async (device) => {
        var page = new Uri(device.VerificationUrl + $"?user_code={device.UserCode}");
        using var _ = await Chosen(page);
      }).ExecuteAsync();
      await MustWork(result.AccessToken, "/me/events");
    });
    await run.Step("Azure.Identity gets an application its token by a secret", async () => {
      var credential = new ClientSecretCredential(Tenant, Guid.NewGuid().ToString(), Secret, Options<ClientSecretCredentialOptions>());
      await MustWork((await credential.GetTokenAsync(new TokenRequestContext(Everything), default)).Token, $"/users/{Adele}/events");
    });
    await run.Step("Azure.Identity gets an application its token by its certificate", async () => {
      var credential = new ClientCertificateCredential(Tenant, CertifiedId, Certificate(), Options<ClientCertificateCredentialOptions>());
      await MustWork((await credential.GetTokenAsync(new TokenRequestContext(Everything), default)).Token, $"/users/{Adele}/events");
    });
    await run.Step("Azure.Identity redeems the code of a person", async () => {
      var id = Guid.NewGuid().ToString();
      var url = await Confidential(id).WithClientSecret(Secret).WithRedirectUri(RedirectUri).Build().GetAuthorizationRequestUrl(Calendars).ExecuteAsync();
      var options = Options<AuthorizationCodeCredentialOptions>();
      options.RedirectUri = new Uri(RedirectUri);
      var credential = new AuthorizationCodeCredential(Tenant, id, Secret, await CodeOf(url), options);
      await MustWork((await credential.GetTokenAsync(new TokenRequestContext(Calendars), default)).Token, "/me/events");
    });
  }

  private static ConfidentialClientApplicationBuilder Confidential(string id) =>
    ConfidentialClientApplicationBuilder.Create(id).WithAuthority($"{Issuer}/{Tenant}", false).WithInstanceDiscovery(false);

  private static T Options<T>() where T : TokenCredentialOptions, new() {
    dynamic options = new T { AuthorityHost = new Uri(Issuer) };
    options.DisableInstanceDiscovery = true;
    return options;
  }

  private static X509Certificate2 Certificate() => X509Certificate2.CreateFromPemFile(Variable("CERTIFIED_PEM"));

  /// <summary>Signs Adele in by the page that this address shows, as a browser without scripts does.</summary>
  private static async Task<HttpResponseMessage> Chosen(Uri page) {
    using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
    var html = await http.GetStringAsync(page);
    var action = WebUtility.HtmlDecode(Regex.Match(html, "<form method=\"post\" action=\"([^\"]*)\"").Groups[1].Value);
    Run.Must(html.Contains($"value=\"{Adele}\""), "the page lists Adele");
    return await http.PostAsync(new Uri(page, action), new FormUrlEncodedContent(new Dictionary<string, string> { ["user"] = Adele }));
  }

  private static async Task<string> CodeOf(Uri page) {
    using var answer = await Chosen(page);
    return Regex.Match(answer.Headers.Location!.Query, "[?&]code=([^&]+)").Groups[1].Value;
  }

  private static async Task MustWork(string token, string path) {
    using var http = new HttpClient();
    http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    using var answer = await http.GetAsync(Variable("BASE_URL") + "/v1.0" + path);
    Run.Must(answer.StatusCode == HttpStatusCode.OK, $"{path} answers 200, not {(int)answer.StatusCode}");
  }

  private static string Variable(string name) => Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is missing");
}
