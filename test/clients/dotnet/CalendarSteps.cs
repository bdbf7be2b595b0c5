// Calendars, groups of them, permissions, a group's calendar.
using Microsoft.Graph.Models;
using static Steps.Run;

namespace Steps;

public static class CalendarSteps {
  public static async Task Take(Run run) {
    var me = run.Adele.Me;
    Calendar made = null;
    await run.Step("Calendars.PostAsync", async () => made = await me.Calendars.PostAsync(new() { Name = "Side", Color = CalendarColor.LightGreen }));
    await run.Step("Calendars.GetAsync", async () => Must((await me.Calendars.GetAsync()).Value.Any(c => c.Id == made.Id), "in the list"));
    await run.Step("Calendars with $filter by name", async () => Must((await me.Calendars.GetAsync(q => q.QueryParameters.Filter = "name eq 'Side'")).Value.Single().Id == made.Id, "found"));
    await run.Step("Calendars with $orderby, $select, $top, $count", async () => {
      var l = await me.Calendars.GetAsync(q => { q.QueryParameters.Orderby = ["name"]; q.QueryParameters.Select = ["id", "name"]; q.QueryParameters.Top = 1; q.QueryParameters.Count = true; });
      Must(l.OdataCount > 1 && l.Value.Count == 1, $"{l.OdataCount}");
    });
    await run.Step("Calendars.Count.GetAsync", async () => Must(await me.Calendars.Count.GetAsync() > 1, "more than one"));
    await run.Step("Calendars[id].PatchAsync", async () => Must((await me.Calendars[made.Id].PatchAsync(new() { Name = "Aside", HexColor = "#00ff00" })).Name == "Aside", "renamed"));
    await run.Step("Me.Calendar.GetAsync, PatchAsync", async () => {
      Must((await me.Calendar.GetAsync()).IsDefaultCalendar == true, "default");
      await me.Calendar.PatchAsync(new() { Color = CalendarColor.LightBlue });
    });
    await run.Step("a taken name is refused", async () => Must((await Refused(() => me.Calendars.PostAsync(new() { Name = "Aside" }))).ResponseStatusCode == 409, "409"));
    await run.Step("an event of another calendar by Me.Calendar.Events[id]", async () => {
      var e = await me.Calendars[made.Id].Events.PostAsync(Meeting("Elsewhere", "2027-02-20"));
      Must((await me.Calendar.Events[e.Id].GetAsync()).Id == e.Id, "found");
      await me.Calendar.Events[e.Id].PatchAsync(new Event { Subject = "Here" });
      await me.Calendar.Events[e.Id].DeleteAsync();
    });
    await run.Step("CalendarGroups: create, list, filter, rename, calendars in it, delete", async () => {
      var g = await me.CalendarGroups.PostAsync(new() { Name = "Circle" });
      Must((await me.CalendarGroups.GetAsync(q => q.QueryParameters.Filter = "name eq 'Circle'")).Value.Count == 1, "found");
      await me.CalendarGroups[g.Id].PatchAsync(new() { Name = "Ring" });
      var c = await me.CalendarGroups[g.Id].Calendars.PostAsync(new() { Name = "In the ring" });
      Must(await me.CalendarGroups[g.Id].Calendars.Count.GetAsync() == 1, "one");
      await me.CalendarGroups[g.Id].Calendars[c.Id].DeleteAsync();
      await me.CalendarGroups[g.Id].DeleteAsync();
      Must(await me.CalendarGroups.Count.GetAsync() >= 1, "the others stay");
    });
    await run.Step("AllowedCalendarSharingRolesWithUser", async () => {
      var roles = await me.Calendar.AllowedCalendarSharingRolesWithUser(run.MeganAddress).GetAsAllowedCalendarSharingRolesWithUserGetResponseAsync();
      Must(roles.Value.Contains(CalendarRoleType.Read), "read");
    });
    await run.Step("CalendarPermissions: create, list, change, count", async () => {
      var p = await me.Calendar.CalendarPermissions.PostAsync(new() { EmailAddress = new() { Address = run.MeganAddress }, Role = CalendarRoleType.Read });
      Must((await me.Calendar.CalendarPermissions.GetAsync()).Value.Any(x => x.Id == p.Id), "in the list");
      Must((await me.Calendar.CalendarPermissions[p.Id].PatchAsync(new() { Role = CalendarRoleType.Write })).Role == CalendarRoleType.Write, "write");
      Must(await me.Calendar.CalendarPermissions.Count.GetAsync() >= 2, "two");
    });
    await run.Step("a shared calendar: read and written by Users[id].Calendar", async () => {
      var theirs = run.Megan.Users[run.AdeleId].Calendar;
      Must((await theirs.GetAsync()).Owner != null, "read");
      var e = await theirs.Events.PostAsync(Meeting("By a delegate", "2027-02-21"));
      await theirs.Events[e.Id].DeleteAsync();
    });
    await run.Step("CalendarPermissions[id].DeleteAsync ends the share", async () => {
      var p = (await me.Calendar.CalendarPermissions.GetAsync()).Value.Single(x => x.EmailAddress?.Address == run.MeganAddress);
      await me.Calendar.CalendarPermissions[p.Id].DeleteAsync();
      await Refused(() => run.Megan.Users[run.AdeleId].Calendar.Events.GetAsync());
    });
    await run.Step("Calendars[id].DeleteAsync", () => me.Calendars[made.Id].DeleteAsync());
    var group = run.Adele.Groups[run.GroupId];
    await run.Step("a group's Calendar.GetAsync", async () => Must((await group.Calendar.GetAsync()).Name != null, "a name"));
    await run.Step("a group's Events: create, get, change, list, count, delete", async () => {
      var e = await group.Events.PostAsync(Meeting("Together", "2027-02-22"));
      await group.Events[e.Id].PatchAsync(new Event { Subject = "All together" });
      Must((await group.Events.GetAsync()).Value.Any(x => x.Id == e.Id) && await group.Events.Count.GetAsync() > 0, "in the list");
      Must((await group.Calendar.Events[e.Id].GetAsync()).Subject == "All together", "by the calendar");
      await group.Events[e.Id].DeleteAsync();
    });
    await run.Step("a group's CalendarView.GetAsync", async () => await group.CalendarView.GetAsync(q => { q.QueryParameters.StartDateTime = "2027-01-01T00:00:00Z"; q.QueryParameters.EndDateTime = "2027-12-31T00:00:00Z"; }));
    await run.Step("a group's attachments", async () => {
      var e = await group.Events.PostAsync(Meeting("With a file", "2027-02-23"));
      var a = await group.Events[e.Id].Attachments.PostAsync(new FileAttachment { Name = "a.txt", ContentBytes = [1, 2, 3] });
      Must((await group.Events[e.Id].Attachments.GetAsync()).Value.Single().Id == a.Id, "listed");
      await group.Events[e.Id].DeleteAsync();
    });
  }
}
