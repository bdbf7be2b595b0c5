// Query options of lists and windows, paging, counting, batches.
using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Kiota.Abstractions;
using static Steps.Run;

namespace Steps;

public static class QuerySteps {
  private const string From = "2027-06-01T00:00:00Z", To = "2027-07-01T00:00:00Z";

  public static async Task Take(Run run) {
    var me = run.Adele.Me;
    var calendar = await me.Calendars.PostAsync(new() { Name = "Queries" });
    var events = me.Calendars[calendar.Id].Events;
    for (var day = 1; day <= 24; day++) {
      var e = Meeting($"Talk {day % 5}", $"2027-06-{day:00}");
      e.Categories = day % 2 == 0 ? ["Even"] : ["Odd"];
      e.Importance = day == 7 ? Importance.High : Importance.Normal;
      await events.PostAsync(e);
    }
    async Task Filtered(string filter, int count) =>
      await run.Step($"Events with $filter={filter}", async () => {
        var l = await events.GetAsync(q => { q.QueryParameters.Filter = filter; q.QueryParameters.Top = 100; });
        Must(l.Value.Count == count, $"{l.Value.Count} of {count}");
      });
    await Filtered("subject eq 'Talk 1'", 5);
    await Filtered("startswith(subject,'Talk') and importance eq 'high'", 1);
    await Filtered("contains(subject,'alk 2') or contains(subject,'alk 3')", 10);
    await Filtered("start/dateTime ge '2027-06-20T00:00:00'", 5);
    await Filtered("start/dateTime ge '2027-06-20 00:00:00' and end/dateTime le '2027-06-21T23:00:00'", 2);
    await Filtered("categories/any(c:c eq 'Even')", 12);
    await Filtered("type eq 'singleInstance' and isOrganizer eq true", 24);
    await Filtered("isCancelled eq false", 24);
    await Filtered("isAllDay eq true", 0);
    await run.Step("Events ordered by two properties", async () => {
      var l = await events.GetAsync(q => { q.QueryParameters.Orderby = ["subject", "start/dateTime desc"]; q.QueryParameters.Top = 100; });
      Must(l.Value[0].Subject == "Talk 0" && l.Value[0].Start.DateTime.CompareTo(l.Value[1].Start.DateTime) > 0, "in that order");
    });
    await run.Step("a page of 10 by default, with a nextLink", async () => {
      var l = await events.GetAsync();
      Must(l.Value.Count == 10 && l.OdataNextLink != null, $"{l.Value.Count}");
    });
    await run.Step("PageIterator walks all pages", async () => {
      var seen = 0;
      var iterator = PageIterator<Event, EventCollectionResponse>.CreatePageIterator(run.Adele, await events.GetAsync(q => q.QueryParameters.Top = 7), _ => { seen++; return true; });
      await iterator.IterateAsync();
      Must(seen == 24, $"{seen}");
    });
    await run.Step("$count=true, $skip", async () => {
      var l = await events.GetAsync(q => { q.QueryParameters.Count = true; q.QueryParameters.Skip = 20; });
      Must(l.OdataCount == 24 && l.Value.Count == 4, $"{l.OdataCount} {l.Value.Count}");
    });
    await run.Step("Events.Count.GetAsync", async () => Must(await events.Count.GetAsync() == 24, "24"));
    await run.Step("Events.Count with a filter", async () => Must(await events.Count.GetAsync(q => q.QueryParameters.Filter = "subject eq 'Talk 1'") == 5, "5"));
    await run.Step("Prefer: odata.maxpagesize", async () => {
      var l = await events.GetAsync(q => q.Headers.Add("Prefer", "odata.maxpagesize=3"));
      Must(l.Value.Count == 3 && l.OdataNextLink != null, $"{l.Value.Count}");
    });
    await run.Step("$expand=attachments($select=id,name) on a list", async () => {
      var l = await events.GetAsync(q => q.QueryParameters.Expand = ["attachments($select=id,name)"]);
      Must(l.Value[0].Attachments?.Count == 0, "an empty list");
    });
    var view = me.Calendars[calendar.Id].CalendarView;
    await run.Step("CalendarView.GetAsync, all pages", async () => {
      var seen = 0;
      var first = await view.GetAsync(q => { q.QueryParameters.StartDateTime = From; q.QueryParameters.EndDateTime = To; q.QueryParameters.Top = 10; });
      await PageIterator<Event, EventCollectionResponse>.CreatePageIterator(run.Adele, first, _ => { seen++; return true; }).IterateAsync();
      Must(seen == 24, $"{seen}");
    });
    await run.Step("CalendarView with $filter, $count, $skip", async () => {
      var l = await view.GetAsync(q => {
        q.QueryParameters.StartDateTime = From; q.QueryParameters.EndDateTime = To;
        q.QueryParameters.Filter = "categories/any(c:c eq 'Odd')"; q.QueryParameters.Count = true; q.QueryParameters.Skip = 10;
      });
      Must(l.OdataCount == 12 && l.Value.Count == 2, $"{l.OdataCount} {l.Value.Count}");
    });
    foreach (var order in new[] { "start/dateTime desc", "end/dateTime", "subject", "lastModifiedDateTime desc" })
      await run.Step($"CalendarView with $orderby={order}", async () => {
        var l = await view.GetAsync(q => { q.QueryParameters.StartDateTime = From; q.QueryParameters.EndDateTime = To; q.QueryParameters.Orderby = [order]; });
        Must(l.Value.Count == 10, $"{l.Value.Count}");
      });
    await run.Step("CalendarView with $expand=attachments,calendar", async () => {
      var l = await view.GetAsync(q => { q.QueryParameters.StartDateTime = From; q.QueryParameters.EndDateTime = To; q.QueryParameters.Expand = ["attachments", "calendar"]; });
      Must(l.Value[0].Calendar?.Name == "Queries", "the calendar");
    });
    await run.Step("a batch of 20 steps, one of which fails", async () => {
      var batch = new BatchRequestContentCollection(run.Adele);
      var ids = new List<string>();
      for (var i = 0; i < 19; i++) ids.Add(await batch.AddBatchRequestStepAsync(events.ToGetRequestInformation(q => q.QueryParameters.Top = 1)));
      var bad = await batch.AddBatchRequestStepAsync(me.Events["AAMkAGE1nothing"].ToGetRequestInformation());
      var answers = await run.Adele.Batch.PostAsync(batch);
      Must((await answers.GetResponseByIdAsync<EventCollectionResponse>(ids[0])).Value.Count == 1, "a page");
      Must((await answers.GetResponsesStatusCodesAsync())[bad] == System.Net.HttpStatusCode.NotFound, "404");
    });
    await run.Step("Calendars[id].PermanentDelete.PostAsync", () => me.Calendars[calendar.Id].PermanentDelete.PostAsync());
  }
}
