// The clients of two people and an application, and what the areas' steps share.
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Graph.Models.ODataErrors;
using Microsoft.Kiota.Abstractions.Authentication;

namespace Steps;

public sealed class Run {
  public GraphServiceClient Adele { get; } = Client("ADELE_TOKEN");
  public GraphServiceClient Megan { get; } = Client("MEGAN_TOKEN");
  public GraphServiceClient Application { get; } = Client("APP_TOKEN");
  public string AdeleId { get; } = Variable("ADELE_ID");
  public string MeganId { get; } = Variable("MEGAN_ID");
  public string MeganAddress { get; } = Variable("MEGAN_ADDRESS");
  public string GroupId { get; } = Variable("GROUP_ID");

  /// <summary>The address of a receiver of notifications, without a path.</summary>
  public string Postbox { get; } = Variable("POSTBOX_URL");

  /// <summary>Takes a step and prints what came of it.</summary>
  public async Task Step(string name, Func<Task> work) {
    string failure = null;
    try {
      await work();
    } catch (ODataError e) {
      failure = $"{e.ResponseStatusCode} {e.Error?.Code}: {e.Error?.Message}";
    } catch (Exception e) {
      failure = $"{e.GetType().Name}: {e.Message}";
    }
    Console.WriteLine(JsonSerializer.Serialize(new { step = name, failure }));
  }

  public static void Must(bool holds, string what) {
    if (!holds) throw new InvalidOperationException("not so: " + what);
  }

  /// <summary>The error with which a call is refused. Throws if the call is taken.</summary>
  public static async Task<ODataError> Refused(Func<Task> work) {
    try {
      await work();
    } catch (ODataError e) {
      return e;
    }
    throw new InvalidOperationException("the call was taken");
  }

  public static DateTimeTimeZone At(string time, string zone = "UTC") => new() { DateTime = time, TimeZone = zone };

  public static Event Meeting(string subject, string day, params string[] addresses) => new() {
    Subject = subject,
    Start = At($"{day}T10:00:00"),
    End = At($"{day}T11:00:00"),
    Attendees = [.. addresses.Select((address) => new Attendee { Type = AttendeeType.Required, EmailAddress = new() { Address = address } })],
  };

  public static Event Weekly(string subject, DateTime first, int times) => new() {
    Subject = subject,
    Start = At($"{first:yyyy-MM-dd}T09:00:00"),
    End = At($"{first:yyyy-MM-dd}T09:30:00"),
    Recurrence = new() {
      Pattern = new() { Type = RecurrencePatternType.Weekly, Interval = 1, DaysOfWeek = [(DayOfWeekObject)(int)first.DayOfWeek] },
      Range = new() { Type = RecurrenceRangeType.Numbered, NumberOfOccurrences = times, StartDate = new(first.Year, first.Month, first.Day) },
    },
  };

  private static string Variable(string name) => Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is missing");

  private static GraphServiceClient Client(string token) {
    var trusted = X509Certificate2.CreateFromPem(File.ReadAllText(Variable("CERTIFICATE")));
    var handler = new HttpClientHandler { AllowAutoRedirect = false };
    handler.ServerCertificateCustomValidationCallback = (_, certificate, _, _) => certificate.Thumbprint == trusted.Thumbprint;
    var http = GraphClientFactory.Create(finalHandler: handler);
    return new(http, new BaseBearerTokenAuthenticationProvider(new Token(Variable(token))), Variable("BASE_URL") + "/v1.0");
  }

  private sealed class Token(string token) : IAccessTokenProvider {
    public AllowedHostsValidator AllowedHostsValidator { get; } = new(["localhost"]);
    public Task<string> GetAuthorizationTokenAsync(Uri uri, Dictionary<string, object> context = null, CancellationToken cancellation = default) =>
      Task.FromResult(token);
  }
}
