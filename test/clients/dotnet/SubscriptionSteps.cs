// A subscription's life, and a notification.
using System.Text.Json;
using Microsoft.Graph.Models;
using static Steps.Run;

namespace Steps;

public static class SubscriptionSteps {
  public static async Task Take(Run run) {
    var subscriptions = run.Adele.Subscriptions;
    var receiver = run.Postbox + "/dotnet";
    Subscription made = null;
    await run.Step("Subscriptions.PostAsync", async () => {
      made = await subscriptions.PostAsync(new() {
        ChangeType = "created,updated", Resource = "me/events", NotificationUrl = receiver, LifecycleNotificationUrl = receiver,
        ExpirationDateTime = DateTimeOffset.UtcNow.AddHours(1), ClientState = "secret", LatestSupportedTlsVersion = "v1_2",
      });
      Must(made.Id != null && made.ClientState == "secret", "made");
    });
    await run.Step("Subscriptions.GetAsync", async () => Must((await subscriptions.GetAsync()).Value.Any(s => s.Id == made.Id), "in the list"));
    await run.Step("Subscriptions[id].GetAsync", async () => Must((await subscriptions[made.Id].GetAsync()).NotificationUrl == receiver, "the same"));
    await run.Step("a notification comes, and the client's model reads it", async () => {
      var e = await run.Adele.Me.Events.PostAsync(Meeting("Told", "2028-07-03"));
      var told = await FirstTold(receiver);
      Must(told.SubscriptionId == Guid.Parse(made.Id) && told.ClientState == "secret" && told.ChangeType == ChangeType.Created, "of this subscription");
      Must(told.ResourceData.AdditionalData["id"] as string == e.Id, "of the event");
    });
    await run.Step("Subscriptions[id].PatchAsync renews", async () => {
      var later = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.AddHours(2).ToUnixTimeSeconds());
      Must((await subscriptions[made.Id].PatchAsync(new() { ExpirationDateTime = later })).ExpirationDateTime == later, "the new time");
    });
    await run.Step("Subscriptions[id].Reauthorize.PostAsync", () => subscriptions[made.Id].Reauthorize.PostAsync());
    await run.Step("Subscriptions[id].DeleteAsync", async () => {
      await subscriptions[made.Id].DeleteAsync();
      Must((await Refused(() => subscriptions[made.Id].GetAsync())).ResponseStatusCode == 404, "gone");
    });
  }

  /// <summary>The first notification that the receiver got. Throws if none has come after 20 s.</summary>
  private static async Task<ChangeNotification> FirstTold(string receiver) {
    using var http = new HttpClient();
    for (var until = DateTime.UtcNow.AddSeconds(20); DateTime.UtcNow < until; await Task.Delay(100)) {
      using var bodies = JsonDocument.Parse(await http.GetStringAsync(receiver));
      if (bodies.RootElement.GetArrayLength() == 0) continue;
      var body = bodies.RootElement[0].GetRawText();
      return (await Microsoft.Kiota.Abstractions.Serialization.KiotaJsonSerializer.DeserializeAsync<ChangeNotificationCollection>(body)).Value[0];
    }
    throw new InvalidOperationException("no notification has come");
  }
}
