// People and groups.
using Microsoft.Graph.Models;
using static Steps.Run;

namespace Steps;

public static class DirectorySteps {
  public static async Task Take(Run run) {
    var me = run.Adele;
    await run.Step("Me.GetAsync", async () => Must((await me.Me.GetAsync()).DisplayName == "Adele Vance", "Adele"));
    await run.Step("Users.GetAsync, Users[id].GetAsync", async () => Must((await me.Users.GetAsync()).Value.Count > 1 && (await me.Users[run.MeganId].GetAsync()).UserPrincipalName == run.MeganAddress, "Megan"));
    async Task Found(string filter, string name) =>
      await run.Step($"Users with $filter={filter}", async () => Must((await me.Users.GetAsync(q => q.QueryParameters.Filter = filter)).Value.Single().DisplayName == name, name));
    await Found("startswith(displayName,'Ade')", "Adele Vance");
    await Found("displayName eq 'Megan Bowen'", "Megan Bowen");
    await Found($"userPrincipalName eq '{run.MeganAddress}' or displayName eq 'nobody'", "Megan Bowen");
    await run.Step("Users with $search and $count", async () => {
      var l = await me.Users.GetAsync(q => { q.QueryParameters.Search = "\"displayName:Megan\""; q.QueryParameters.Count = true; q.Headers.Add("ConsistencyLevel", "eventual"); });
      Must(l.OdataCount == 1 && l.Value.Count == 1, $"{l.OdataCount}");
    });
    await run.Step("Users with $orderby and $top", async () => Must((await me.Users.GetAsync(q => { q.QueryParameters.Orderby = ["displayName"]; q.QueryParameters.Top = 1; })).Value.Single().DisplayName == "Adele Vance", "the first"));
    await run.Step("Users.Count.GetAsync", async () => Must(await me.Users.Count.GetAsync(q => q.Headers.Add("ConsistencyLevel", "eventual")) > 1, "some"));
    await run.Step("Groups with $filter by displayName", async () => Must((await me.Groups.GetAsync(q => q.QueryParameters.Filter = "displayName eq 'Product team'")).Value.Single().Id == run.GroupId, "found"));
    await run.Step("Groups with $filter=groupTypes/any(c:c eq 'Unified')", async () => Must((await me.Groups.GetAsync(q => q.QueryParameters.Filter = "groupTypes/any(c:c eq 'Unified')")).Value.Count > 0, "some"));
    var group = me.Groups[run.GroupId];
    await run.Step("Members, Members.GraphUser, Members.Count", async () => {
      Must((await group.Members.GetAsync()).Value.Count > 0 && (await group.Members.GraphUser.GetAsync()).Value.Count > 0, "members");
      Must(await group.Members.Count.GetAsync(q => q.Headers.Add("ConsistencyLevel", "eventual")) > 0, "counted");
    });
    await run.Step("Owners.GetAsync", async () => await group.Owners.GetAsync());
    await run.Step("TransitiveMembers.GetAsync", async () => Must((await group.TransitiveMembers.GetAsync()).Value.Count > 0, "members"));
    await run.Step("Me.MemberOf, MemberOf.GraphGroup, TransitiveMemberOf", async () => {
      Must((await me.Me.MemberOf.GetAsync()).Value.Count > 0 && (await me.Me.MemberOf.GraphGroup.GetAsync()).Value.Count > 0, "groups");
      Must((await me.Me.TransitiveMemberOf.GetAsync()).Value.Count > 0, "groups");
    });
    await run.Step("Me.CheckMemberGroups", async () => Must((await me.Me.CheckMemberGroups.PostAsCheckMemberGroupsPostResponseAsync(new() { GroupIds = [run.GroupId] })).Value.Single() == run.GroupId, "member"));
    await run.Step("Me.People.GetAsync", async () => Must((await me.Me.People.GetAsync()).Value.Any(p => p.DisplayName == "Megan Bowen"), "whom one meets"));
    await run.Step("Me.Photo.Content is 404 ImageNotFound", async () => Must((await Refused(() => me.Me.Photo.Content.GetAsync())).Error.Code == "ImageNotFound", "ImageNotFound"));
    await run.Step("Places.GraphRoom.GetAsync", async () => Must((await me.Places.GraphRoom.GetAsync()).Value.Count == 0, "none"));
    await run.Step("an application: groups and members are made and removed", async () => {
      var app = run.Application;
      var g = await app.Groups.PostAsync(new() { DisplayName = "Made by .NET", MailNickname = "made-by-net", MailEnabled = true, SecurityEnabled = false, GroupTypes = ["Unified"] });
      await app.Groups[g.Id].Members.Ref.PostAsync(new() { OdataId = $"https://graph.microsoft.com/v1.0/directoryObjects/{run.MeganId}" });
      Must((await app.Groups[g.Id].Members.GetAsync()).Value.Count == 1, "one member");
      await app.Groups[g.Id].Members[run.MeganId].Ref.DeleteAsync();
      await app.Groups[g.Id].DeleteAsync();
    });
    await run.Step("an application: a guest is invited", async () => Must((await run.Application.Invitations.PostAsync(new() { InvitedUserEmailAddress = "new@fabrikam.example", InviteRedirectUrl = "https://contoso.example" })).InvitedUser.Id != null, "an id"));
  }
}
