// Attachments: file, item, reference; upload sessions, downloads.
using System.Security.Cryptography;
using Microsoft.Graph;
using Microsoft.Graph.Me.Events.Item.Attachments.CreateUploadSession;
using Microsoft.Graph.Models;
using Microsoft.Graph.Models.ODataErrors;
using static Steps.Run;

namespace Steps;

public static class FileSteps {
  public static async Task Take(Run run) {
    var me = run.Adele.Me;
    var owner = await me.Events.PostAsync(Meeting("Files", "2027-03-02"));
    var files = me.Events[owner.Id].Attachments;
    var small = RandomNumberGenerator.GetBytes(100_000);
    Attachment made = null;
    await run.Step("Attachments.PostAsync: a file", async () => {
      made = await files.PostAsync(new FileAttachment { Name = "a.bin", ContentType = "application/octet-stream", ContentBytes = small });
      Must(made is FileAttachment && made.Size > 0, "a file");
    });
    await run.Step("Attachments.GetAsync", async () => Must(((FileAttachment)(await files.GetAsync()).Value.Single()).ContentBytes.SequenceEqual(small), "bytes"));
    await run.Step("Attachments[id].GetAsync", async () => Must(((FileAttachment)await files[made.Id].GetAsync()).ContentBytes.SequenceEqual(small), "bytes"));
    await run.Step("Attachments.Count.GetAsync", async () => Must(await files.Count.GetAsync() == 1, "1"));
    await run.Step("Attachments with $select, $filter, $top, $orderby", async () => {
      var l = await files.GetAsync(q => { q.QueryParameters.Select = ["id", "name"]; q.QueryParameters.Filter = "isInline eq false"; q.QueryParameters.Top = 5; q.QueryParameters.Orderby = ["name"]; });
      Must(((FileAttachment)l.Value.Single()).ContentBytes == null, "no bytes");
    });
    await run.Step("Attachments.PostAsync: an event as an item, expanded", async () => {
      var item = await files.PostAsync(new ItemAttachment { Name = "inner", Item = new Event { Subject = "Inner" } });
      var g = (ItemAttachment)await files[item.Id].GetAsync(q => q.QueryParameters.Expand = ["microsoft.graph.itemAttachment/item"]);
      Must(((Event)g.Item).Subject == "Inner", "the item");
    });
    await run.Step("Attachments.PostAsync: a reference", async () => Must(await files.PostAsync(new ReferenceAttachment { Name = "link", AdditionalData = new Dictionary<string, object> { ["sourceUrl"] = "https://contoso.example/doc", ["providerType"] = "oneDriveBusiness" } }) is ReferenceAttachment, "a reference"));
    await run.Step("$expand=attachments on one event", async () => Must((await me.Events[owner.Id].GetAsync(q => q.QueryParameters.Expand = ["attachments"])).Attachments.Count == 3, "3"));
    await run.Step("$expand=attachments($select=id,name) on one event", async () => Must(((await me.Events[owner.Id].GetAsync(q => q.QueryParameters.Expand = ["attachments($select=id,name)"])).Attachments.OfType<FileAttachment>().Single()).ContentBytes == null, "no bytes"));
    async Task<byte[]> Value(string id) {
      var info = files[id].ToGetRequestInformation();
      info.UrlTemplate = info.UrlTemplate.Replace("{?", "/$value{?");
      using var stream = await run.Adele.RequestAdapter.SendPrimitiveAsync<Stream>(info, new() { { "XXX", ODataError.CreateFromDiscriminatorValue } });
      using var memory = new MemoryStream();
      await stream.CopyToAsync(memory);
      return memory.ToArray();
    }
    await run.Step("$value of a small file", async () => Must((await Value(made.Id)).SequenceEqual(small), "bytes"));
    Task<UploadSession> Session(string name, long size) => files.CreateUploadSession.PostAsync(new CreateUploadSessionPostRequestBody {
      AttachmentItem = new() { AttachmentType = AttachmentType.File, Name = name, Size = size, ContentType = "application/octet-stream" },
    });
    var large = RandomNumberGenerator.GetBytes(7 * 1024 * 1024 + 13);
    await run.Step("LargeFileUploadTask of 7 MiB", async () => {
      var task = new LargeFileUploadTask<FileAttachment>(await Session("big.bin", large.Length), new MemoryStream(large), 320 * 1024 * 10, run.Adele.RequestAdapter);
      Must((await task.UploadAsync()).UploadSucceeded, "succeeded");
    });
    await run.Step("$value of a large file", async () => {
      var l = await files.GetAsync(q => q.QueryParameters.Select = ["id", "name"]);
      Must((await Value(l.Value.Single(f => f.Name == "big.bin").Id)).SequenceEqual(large), "bytes");
    });
    await run.Step("$select=contentBytes of a large file", async () => {
      var l = await files.GetAsync(q => q.QueryParameters.Select = ["id", "name"]);
      var g = (FileAttachment)await files[l.Value.Single(f => f.Name == "big.bin").Id].GetAsync(q => q.QueryParameters.Select = ["microsoft.graph.fileAttachment/contentBytes"]);
      Must(g.ContentBytes.SequenceEqual(large), "bytes");
    });
    await run.Step("an upload that was broken off is resumed", async () => {
      var session = await Session("resumed.bin", large.Length);
      using var cut = new CancellationTokenSource();
      var first = new LargeFileUploadTask<FileAttachment>(session, new MemoryStream(large), 320 * 1024 * 2, run.Adele.RequestAdapter);
      try {
        await first.UploadAsync(new At320(n => { if (n > 320 * 1024 * 4) cut.Cancel(); }), 3, cut.Token);
      } catch (OperationCanceledException) {
        // As asked for.
      }
      var second = new LargeFileUploadTask<FileAttachment>(session, new MemoryStream(large), 320 * 1024 * 2, run.Adele.RequestAdapter);
      Must((await second.ResumeAsync()).UploadSucceeded, "resumed");
    });
    await run.Step("an upload is cancelled", async () => {
      var task = new LargeFileUploadTask<FileAttachment>(await Session("cancelled.bin", 5_000_000), new MemoryStream(new byte[5_000_000]), 320 * 1024, run.Adele.RequestAdapter);
      await task.DeleteSessionAsync();
    });
    await run.Step("Attachments[id].DeleteAsync", async () => {
      await files[made.Id].DeleteAsync();
      Must((await Refused(() => files[made.Id].GetAsync())).ResponseStatusCode == 404, "gone");
    });
  }

  private sealed class At320(Action<long> tell) : IProgress<long> {
    public void Report(long value) => tell(value);
  }
}
