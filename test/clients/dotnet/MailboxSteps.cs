// Mailbox settings, categories, time zones, subscriptions.
using Microsoft.Graph.Models;
using static Steps.Run;

namespace Steps;

public static class MailboxSteps {
  public static async Task Take(Run run) {
    var me = run.Adele.Me;
    await run.Step("MailboxSettings.GetAsync", async () => Must((await me.MailboxSettings.GetAsync()).TimeZone != null, "a time zone"));
    await run.Step("MailboxSettings.PatchAsync", async () => {
      var s = await me.MailboxSettings.PatchAsync(new() { TimeZone = "W. Europe Standard Time", WorkingHours = new() { StartTime = new(9, 0, 0), EndTime = new(16, 0, 0) } });
      Must(s.TimeZone == "W. Europe Standard Time", "kept");
      await me.MailboxSettings.PatchAsync(new() { TimeZone = "UTC", WorkingHours = new() { StartTime = new(8, 0, 0), EndTime = new(17, 0, 0) } });
    });
    await run.Step("Outlook.MasterCategories: list, create, get, change, count, delete", async () => {
      Must((await me.Outlook.MasterCategories.GetAsync()).Value.Count >= 6, "six");
      var c = await me.Outlook.MasterCategories.PostAsync(new() { DisplayName = "Errands", Color = CategoryColor.Preset9 });
      Must((await me.Outlook.MasterCategories[c.Id].PatchAsync(new() { Color = CategoryColor.Preset2 })).Color == CategoryColor.Preset2, "changed");
      Must(await me.Outlook.MasterCategories.Count.GetAsync() >= 7, "seven");
      await me.Outlook.MasterCategories[c.Id].DeleteAsync();
    });
    await run.Step("Outlook.SupportedTimeZones", async () => Must((await me.Outlook.SupportedTimeZones.GetAsSupportedTimeZonesGetResponseAsync()).Value.Count > 100, "many"));
    await run.Step("Outlook.SupportedTimeZonesWithTimeZoneStandard", async () => Must((await me.Outlook.SupportedTimeZonesWithTimeZoneStandard("Iana").GetAsSupportedTimeZonesWithTimeZoneStandardGetResponseAsync()).Value.Any(z => z.Alias == "Europe/Berlin"), "Berlin"));
    await run.Step("Outlook.SupportedLanguages", async () => Must((await me.Outlook.SupportedLanguages.GetAsSupportedLanguagesGetResponseAsync()).Value.Any(l => l.Locale == "de-DE"), "German"));
  }
}
