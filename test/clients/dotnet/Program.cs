// Takes the steps of all areas with Microsoft.Graph, unmodified, and prints one JSON object a line: { "step", "failure" }.
using Steps;

var run = new Run();
await SignInSteps.Take(run);
await DeltaSteps.Take(run);
await SubscriptionSteps.Take(run);
await EventSteps.Take(run);
await QuerySteps.Take(run);
await FileSteps.Take(run);
await CalendarSteps.Take(run);
await MeetingSteps.Take(run);
await MailboxSteps.Take(run);
await DirectorySteps.Take(run);
