// A meeting as its organizer and as an attendee have it: answers, proposals, forwards, reminders.
using Microsoft.Graph.Models;
using static Steps.Run;

namespace Steps;

public static class MeetingSteps {
  private const string From = "2027-08-01T00:00:00Z", To = "2027-09-01T00:00:00Z";

  public static async Task Take(Run run) {
    var (me, other) = (run.Adele.Me, run.Megan.Me);
    async Task<Event> Entry(string subject) =>
      (await other.CalendarView.GetAsync(q => { q.QueryParameters.StartDateTime = From; q.QueryParameters.EndDateTime = To; q.QueryParameters.Top = 100; })).Value.Single(e => e.Subject == subject);
    async Task<Attendee> Answered(string id) => (await me.Events[id].GetAsync()).Attendees.Single(a => a.EmailAddress.Address == run.MeganAddress);
    Event meeting = null;
    await run.Step("a meeting is in the calendar of who is invited", async () => {
      meeting = await me.Events.PostAsync(Meeting("Review", "2027-08-02", run.MeganAddress));
      var entry = await Entry("Review");
      Must(entry.IsOrganizer == false && entry.ResponseStatus.Response == ResponseType.NotResponded, "an entry");
    });
    await run.Step("Messages with the event expanded", async () => {
      var l = await other.Messages.GetAsync(q => q.QueryParameters.Expand = ["microsoft.graph.eventMessage/event"]);
      Must(l.Value.OfType<EventMessage>().Any(m => m.Event?.Subject == "Review"), "the invitation");
    });
    await run.Step("MailFolders.GetAsync and Inbox", async () => {
      Must((await other.MailFolders.GetAsync()).Value.Count > 0, "folders");
      Must((await other.MailFolders["inbox"].GetAsync()).DisplayName != null, "a name");
    });
    await run.Step("Accept.PostAsync", async () => {
      await other.Events[(await Entry("Review")).Id].Accept.PostAsync(new() { Comment = "Yes", SendResponse = true });
      Must((await Answered(meeting.Id)).Status.Response == ResponseType.Accepted, "accepted");
    });
    await run.Step("TentativelyAccept.PostAsync with a proposed time", async () => {
      var proposed = await me.Events.PostAsync(new Event { Subject = "Proposal", Start = At("2027-08-03T10:00:00"), End = At("2027-08-03T11:00:00"), AllowNewTimeProposals = true, Attendees = Meeting("", "2027-08-03", run.MeganAddress).Attendees });
      await other.Events[(await Entry("Proposal")).Id].TentativelyAccept.PostAsync(new() {
        SendResponse = true, ProposedNewTime = new() { Start = At("2027-08-03T14:00:00"), End = At("2027-08-03T15:00:00") },
      });
      Must((await Answered(proposed.Id)).ProposedNewTime?.Start.DateTime.StartsWith("2027-08-03T14:00") == true, "proposed");
    });
    await run.Step("Decline.PostAsync", async () => {
      var declined = await me.Events.PostAsync(Meeting("Unwanted", "2027-08-04", run.MeganAddress));
      await other.Events[(await Entry("Unwanted")).Id].Decline.PostAsync(new() { SendResponse = true });
      Must((await Answered(declined.Id)).Status.Response == ResponseType.Declined, "declined");
    });
    await run.Step("answers are eventMessageResponses", async () => {
      var l = await me.Messages.GetAsync(q => q.QueryParameters.Top = 50);
      Must(l.Value.OfType<EventMessageResponse>().Any(m => m.ResponseType == ResponseType.Declined), "with their type");
    });
    await run.Step("Forward.PostAsync", async () => {
      await me.Events[meeting.Id].Forward.PostAsync(new() { ToRecipients = [new() { EmailAddress = new() { Address = "sam@elsewhere.example", Name = "Sam" } }], Comment = "For you" });
      Must((await me.Events[meeting.Id].GetAsync()).Attendees.Count == 2, "two attendees");
    });
    await run.Step("an attendee forwards, and the organizer is told", async () => {
      await other.Events[(await Entry("Review")).Id].Forward.PostAsync(new() { ToRecipients = [new() { EmailAddress = new() { Address = "kim@elsewhere.example" } }] });
      Must((await me.Events[meeting.Id].GetAsync()).Attendees.Count == 3, "three attendees");
    });
    await run.Step("SnoozeReminder.PostAsync shows in ReminderView", async () => {
      var e = await me.Events.PostAsync(new Event { Subject = "Ring", Start = At("2027-08-05T10:00:00"), End = At("2027-08-05T11:00:00"), IsReminderOn = true, ReminderMinutesBeforeStart = 15 });
      await me.Events[e.Id].SnoozeReminder.PostAsync(new() { NewReminderTime = At("2027-08-05T09:58:00") });
      var l = (await me.ReminderViewWithStartDateTimeWithEndDateTime("2027-08-06T00:00:00Z", "2027-08-05T00:00:00Z").GetAsReminderViewWithStartDateTimeWithEndDateTimeGetResponseAsync()).Value;
      Must(l.Single(r => r.EventId == e.Id).ReminderFireTime.DateTime.StartsWith("2027-08-05T09:58"), "snoozed");
    });
    await run.Step("DismissReminder.PostAsync", async () => {
      var e = await me.Events.PostAsync(new Event { Subject = "Quiet", Start = At("2027-08-07T10:00:00"), End = At("2027-08-07T11:00:00"), IsReminderOn = true });
      await me.Events[e.Id].DismissReminder.PostAsync();
      var l = (await me.ReminderViewWithStartDateTimeWithEndDateTime("2027-08-08T00:00:00Z", "2027-08-07T00:00:00Z").GetAsReminderViewWithStartDateTimeWithEndDateTimeGetResponseAsync()).Value;
      Must(l.All(r => r.EventId != e.Id), "silent");
    });
    await run.Step("Cancel.PostAsync", async () => {
      await me.Events[meeting.Id].Cancel.PostAsync(new() { Comment = "Off" });
      Must((await Entry("Review")).IsCancelled == true, "cancelled");
    });
    await run.Step("Calendar.GetSchedule.PostAsync", async () => {
      await me.Events.PostAsync(Meeting("Busy", "2027-08-10"));
      var l = await me.Calendar.GetSchedule.PostAsGetSchedulePostResponseAsync(new() {
        Schedules = ["adele@contoso.example", run.MeganAddress], StartTime = At("2027-08-10T09:00:00"), EndTime = At("2027-08-10T12:00:00"), AvailabilityViewInterval = 60,
      });
      Must(l.Value.Count == 2 && l.Value[0].AvailabilityView == "020", l.Value[0].AvailabilityView);
    });
    await run.Step("FindMeetingTimes.PostAsync", async () => {
      var l = await me.FindMeetingTimes.PostAsync(new() {
        Attendees = [new AttendeeBase { Type = AttendeeType.Required, EmailAddress = new() { Address = run.MeganAddress } }],
        MeetingDuration = TimeSpan.FromHours(1), MaxCandidates = 3, ReturnSuggestionReasons = true,
        TimeConstraint = new() { ActivityDomain = ActivityDomain.Work, TimeSlots = [new() { Start = At("2027-08-10T08:00:00"), End = At("2027-08-10T17:00:00") }] },
      });
      Must(l.MeetingTimeSuggestions.Count == 3 && l.EmptySuggestionsReason == "", $"{l.MeetingTimeSuggestions.Count}");
    });
  }
}
