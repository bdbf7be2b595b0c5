// Rounds of changes: the client's iterator goes to the end of one, and resumes with its delta link.
using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Serialization;
using static Steps.Run;
using EventsRound = Microsoft.Graph.Me.Events.Delta.DeltaGetResponse;
using InstancesRound = Microsoft.Graph.Me.Events.Item.Instances.Delta.DeltaGetResponse;
using ViewRound = Microsoft.Graph.Me.CalendarView.Delta.DeltaGetResponse;

namespace Steps;

public static class DeltaSteps {
  private const string From = "2028-06-01T00:00:00Z", To = "2028-07-01T00:00:00Z";

  public static async Task Take(Run run) {
    var me = run.Adele.Me;
    await Rounds<EventsRound>(run, "Me.Events.Delta", () => me.Events.Delta.GetAsDeltaGetResponseAsync(q => {
      q.QueryParameters.StartDateTime = From; q.QueryParameters.EndDateTime = To; q.Headers.Add("Prefer", "odata.maxpagesize=2");
    }));
    await Rounds<ViewRound>(run, "Me.CalendarView.Delta", () => me.CalendarView.Delta.GetAsDeltaGetResponseAsync(q => {
      q.QueryParameters.StartDateTime = From; q.QueryParameters.EndDateTime = To; q.Headers.Add("Prefer", "odata.maxpagesize=2");
    }));
    await run.Step("Me.Events[id].Instances.Delta by PageIterator", async () => {
      var series = await me.Events.PostAsync(Weekly("Every week", new(2028, 6, 1), 4));
      var first = await me.Events[series.Id].Instances.Delta.GetAsDeltaGetResponseAsync(q => { q.QueryParameters.StartDateTime = From; q.QueryParameters.EndDateTime = To; });
      var told = new List<Event>();
      await Iterator(run, first, told).IterateAsync();
      Must(told.Count(e => e.Type == EventType.Occurrence) == 4 && told[0].Id == series.Id, $"{told.Count} entries");
      await me.Events[series.Id].DeleteAsync();
    });
  }

  private static PageIterator<Event, TRound> Iterator<TRound>(Run run, TRound first, List<Event> told) where TRound : IParsable, IAdditionalDataHolder, new() =>
    PageIterator<Event, TRound>.CreatePageIterator(run.Adele, first, e => { told.Add(e); return true; });

  private static async Task Rounds<TRound>(Run run, string name, Func<Task<TRound>> begin) where TRound : BaseDeltaFunctionResponse, IParsable, IAdditionalDataHolder, new() {
    var events = run.Adele.Me.Events;
    var made = new List<Event>();
    foreach (var day in new[] { "03", "04", "05", "06", "07" }) made.Add(await events.PostAsync(Meeting(name, $"2028-06-{day}")));
    var told = new List<Event>();
    PageIterator<Event, TRound> iterator = null;
    await run.Step($"{name} by PageIterator, to the end", async () => {
      var first = await begin();
      Must(first.OdataNextLink != null, "more than one page");
      iterator = Iterator(run, first, told);
      await iterator.IterateAsync();
      Must(iterator.State == PagingState.Delta && iterator.Deltalink != null, $"{iterator.State}");
      Must(told.Select(e => e.Id).ToHashSet().SetEquals(made.Select(e => e.Id)), $"{told.Count} events");
    });
    await run.Step($"{name}: the iterator resumes, and tells what has changed", async () => {
      await events[made[0].Id].PatchAsync(new Event { Subject = "Changed" });
      await events[made[1].Id].DeleteAsync();
      told.Clear();
      await iterator.ResumeAsync();
      Must(told.Select(e => e.Id).ToHashSet().SetEquals([made[0].Id, made[1].Id]), $"{told.Count} changes");
      Must(told.Single(e => e.Id == made[1].Id).AdditionalData.ContainsKey("@removed"), "what is gone");
    });
    foreach (var e in made.Where(e => e != made[1])) await events[e.Id].DeleteAsync();
  }
}
