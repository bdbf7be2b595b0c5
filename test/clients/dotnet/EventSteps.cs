// Events: create, read, change, delete; time zones, whole days, series.
using Microsoft.Graph;
using Microsoft.Graph.Models;
using static Steps.Run;

namespace Steps;

public static class EventSteps {
  public static async Task Take(Run run) {
    var me = run.Adele.Me;
    Event made = null;
    await run.Step("Me.Events.PostAsync", async () => {
      made = await me.Events.PostAsync(new Event {
        Subject = "First", Start = At("2027-01-04T10:00:00", "Pacific Standard Time"), End = At("2027-01-04T11:00:00", "Pacific Standard Time"),
        Body = new() { ContentType = BodyType.Html, Content = "<p>Hello</p>" }, Categories = ["Work"], Importance = Importance.High,
        Location = new() { DisplayName = "Room 1" }, TransactionId = "7b1c", IsReminderOn = true, ReminderMinutesBeforeStart = 20,
      });
      Must(made.Subject == "First" && made.Categories.Single() == "Work" && made.ICalUId != null, "as sent");
    });
    var id = made?.Id ?? "none";
    await run.Step("the same transactionId gives the same event", async () => {
      var again = await me.Events.PostAsync(new Event { Subject = "First", Start = At("2027-01-04T10:00:00"), End = At("2027-01-04T11:00:00"), TransactionId = "7b1c" });
      Must(again.Id == id, "the same id");
    });
    await run.Step("Me.Events[id].GetAsync", async () => Must((await me.Events[id].GetAsync()).Location.DisplayName == "Room 1", "the place"));
    await run.Step("Me.Events[id] with $select", async () => {
      var e = await me.Events[id].GetAsync(q => q.QueryParameters.Select = ["subject", "start"]);
      Must(e.Subject == "First" && e.Body == null, "no body");
    });
    await run.Step("Prefer: outlook.timezone", async () => {
      var e = await me.Events[id].GetAsync(q => q.Headers.Add("Prefer", "outlook.timezone=\"Tokyo Standard Time\""));
      Must(e.Start.TimeZone == "Tokyo Standard Time" && e.Start.DateTime.StartsWith("2027-01-05T03:00"), e.Start.DateTime);
    });
    await run.Step("Prefer: outlook.body-content-type", async () => {
      var e = await me.Events[id].GetAsync(q => q.Headers.Add("Prefer", "outlook.body-content-type=\"text\""));
      Must(e.Body.ContentType == BodyType.Text && e.Body.Content.Contains("Hello"), "text");
    });
    await run.Step("Me.Events[id].PatchAsync", async () => {
      var e = await me.Events[id].PatchAsync(new Event { Subject = "Second", ShowAs = FreeBusyStatus.Oof, Sensitivity = Sensitivity.Private });
      Must(e.Subject == "Second" && e.ShowAs == FreeBusyStatus.Oof, "changed");
    });
    await run.Step("If-Match with an old ETag is 412", async () => {
      var e = await Refused(() => me.Events[id].PatchAsync(new Event { Subject = "x" }, q => q.Headers.Add("If-Match", "W/\"old\"")));
      Must(e.ResponseStatusCode == 412, $"{e.ResponseStatusCode}");
    });
    await run.Step("If-None-Match of a create under a taken id, a missing event is 404 with its code", async () => {
      var e = await Refused(() => me.Events["AAMkAGE1nothing"].GetAsync());
      Must(e.ResponseStatusCode == 404 && e.Error.Code == "ErrorItemNotFound", e.Error.Code);
    });
    await run.Step("webLink leads somewhere", async () => Must((await me.Events[id].GetAsync()).WebLink is { Length: > 0 }, "a link"));
    await run.Step("POST without start and end is 400", async () => Must((await Refused(() => me.Events.PostAsync(new Event { Subject = "x" }))).ResponseStatusCode == 400, "400"));
    await run.Step("an event of whole days", async () => {
      var e = await me.Events.PostAsync(new Event { Subject = "Fair", IsAllDay = true, Start = At("2027-01-10T00:00:00"), End = At("2027-01-12T00:00:00") });
      Must(e.IsAllDay == true && e.Start.DateTime.StartsWith("2027-01-10T00:00"), e.Start.DateTime);
    });
    await run.Step("a negative reminder", async () => {
      var e = await me.Events.PostAsync(new Event { Subject = "Nine", IsAllDay = true, Start = At("2027-01-13T00:00:00"), End = At("2027-01-14T00:00:00"), IsReminderOn = true, ReminderMinutesBeforeStart = -540 });
      Must(e.ReminderMinutesBeforeStart == -540, "kept");
    });
    await TakeSeries(run);
    await run.Step("Me.Events[id].DeleteAsync", async () => {
      await me.Events[id].DeleteAsync();
      Must((await Refused(() => me.Events[id].GetAsync())).ResponseStatusCode == 404, "gone");
    });
    await run.Step("Me.Events[id].PermanentDelete.PostAsync", async () => {
      var e = await me.Events.PostAsync(Meeting("Short-lived", "2027-01-15"));
      await me.Events[e.Id].PermanentDelete.PostAsync();
      Must((await Refused(() => me.Events[e.Id].GetAsync())).ResponseStatusCode == 404, "gone");
    });
    await run.Step("open extensions: create, get, change, delete", async () => {
      var e = await me.Events.PostAsync(Meeting("Extended", "2027-01-16"));
      var extensions = me.Events[e.Id].Extensions;
      var x = (OpenTypeExtension)await extensions.PostAsync(new OpenTypeExtension { ExtensionName = "com.contoso.crm", AdditionalData = new Dictionary<string, object> { ["deal"] = "42" } });
      Must((await extensions.GetAsync()).Value.Count == 1 && await extensions.Count.GetAsync() == 1, "one");
      Must(((OpenTypeExtension)await extensions["com.contoso.crm"].GetAsync()).AdditionalData["deal"].ToString() == "42", "kept");
      await extensions["com.contoso.crm"].PatchAsync(new OpenTypeExtension { AdditionalData = new Dictionary<string, object> { ["deal"] = "43" } });
      await extensions["com.contoso.crm"].DeleteAsync();
      Must((await extensions.GetAsync()).Value.Count == 0, x.Id);
    });
    await run.Step("an event made with an open extension, found by it, expanded", async () => {
      await me.Events.PostAsync(new Event {
        Subject = "Born extended", Start = At("2027-01-17T10:00:00"), End = At("2027-01-17T11:00:00"),
        Extensions = [new OpenTypeExtension { ExtensionName = "com.contoso.born", AdditionalData = new Dictionary<string, object> { ["a"] = 1 } }],
      });
      var found = await me.Events.GetAsync(q => {
        q.QueryParameters.Filter = "Extensions/any(f:f/id eq 'com.contoso.born')";
        q.QueryParameters.Expand = ["extensions($filter=id eq 'com.contoso.born')"];
      });
      Must(found.Value.Single().Extensions.Count == 1, "expanded");
    });
    await run.Step("extended properties: with the event, expanded, found", async () => {
      const string property = "String {66f5a359-4659-4830-9070-00047ec6ac6e} Name Color";
      await me.Events.PostAsync(new Event {
        Subject = "Coloured", Start = At("2027-01-18T10:00:00"), End = At("2027-01-18T11:00:00"),
        SingleValueExtendedProperties = [new() { Id = property, Value = "Green" }],
        MultiValueExtendedProperties = [new() { Id = "StringArray {66f5a359-4659-4830-9070-00050ec6ac6e} Name Palette", Value = ["Green", "Aqua"] }],
      });
      var found = await me.Events.GetAsync(q => {
        q.QueryParameters.Filter = $"singleValueExtendedProperties/any(ep: ep/id eq '{property}' and ep/value eq 'Green')";
        q.QueryParameters.Expand = [$"singleValueExtendedProperties($filter=id eq '{property}')"];
      });
      Must(found.Value.Single().SingleValueExtendedProperties.Single().Value == "Green", "expanded");
    });
  }

  private static async Task TakeSeries(Run run) {
    var me = run.Adele.Me;
    Event series = null;
    await run.Step("a series: Post with Recurrence", async () => {
      series = await me.Events.PostAsync(Weekly("Series", new(2027, 2, 1), 4));
      Must(series.Type == EventType.SeriesMaster, "seriesMaster");
    });
    var at = me.Events[series?.Id ?? "none"];
    List<Event> days = [];
    await run.Step("Instances.GetAsync", async () => {
      days = (await at.Instances.GetAsync(q => { q.QueryParameters.StartDateTime = "2027-02-01T00:00:00Z"; q.QueryParameters.EndDateTime = "2027-03-01T00:00:00Z"; })).Value;
      Must(days.Count == 4, $"{days.Count}");
    });
    await run.Step("Instances with $select, $top, $filter", async () => {
      var l = await at.Instances.GetAsync(q => {
        q.QueryParameters.StartDateTime = "2027-02-01T00:00:00Z"; q.QueryParameters.EndDateTime = "2027-03-01T00:00:00Z";
        q.QueryParameters.Select = ["subject"]; q.QueryParameters.Top = 2; q.QueryParameters.Filter = "subject eq 'Series'";
      });
      Must(l.Value.Count == 2 && l.OdataNextLink != null, $"{l.Value.Count}");
    });
    await run.Step("an occurrence is moved: an exception", async () => {
      var e = await me.Events[days[1].Id].PatchAsync(new Event { Start = At("2027-02-09T14:00:00"), End = At("2027-02-09T15:00:00") });
      Must(e.Type == EventType.Exception, $"{e.Type}");
    });
    await run.Step("an occurrence is deleted", async () => {
      await me.Events[days[2].Id].DeleteAsync();
      var l = await at.Instances.GetAsync(q => { q.QueryParameters.StartDateTime = "2027-02-01T00:00:00Z"; q.QueryParameters.EndDateTime = "2027-03-01T00:00:00Z"; });
      Must(l.Value.Count == 3, $"{l.Value.Count}");
    });
    await run.Step("$expand=exceptionOccurrences", async () => {
      var e = await at.GetAsync(q => q.QueryParameters.Expand = ["exceptionOccurrences"]);
      Must(e.ExceptionOccurrences?.Count == 1, $"{e.ExceptionOccurrences?.Count}");
    });
    await run.Step("$select=cancelledOccurrences", async () => {
      var e = await at.GetAsync(q => q.QueryParameters.Select = ["cancelledOccurrences"]);
      Must(e.CancelledOccurrences?.Count == 1, $"{e.CancelledOccurrences?.Count}");
    });
    await run.Step("Events[id].Calendar.GetAsync and $expand=calendar", async () => {
      Must((await at.Calendar.GetAsync()).IsDefaultCalendar == true, "default");
      Must((await at.GetAsync(q => q.QueryParameters.Expand = ["calendar"])).Calendar?.Name != null, "expanded");
    });
    await run.Step("the series is deleted with its occurrences", async () => {
      await at.DeleteAsync();
      Must((await Refused(() => me.Events[days[0].Id].GetAsync())).ResponseStatusCode == 404, "gone");
    });
  }
}
