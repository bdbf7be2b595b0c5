// Runs the snippets that were compiled with it, in their order, and prints one JSON object a line: { "place", "printed" }.
using System.Reflection;
using System.Text.Json;

var output = Console.Out;
var folder = args[0];
for (var place = 0; ; place++) {
  var snippet = Type.GetType($"Snippet{place}");
  if (snippet == null) break;
  var printed = new StringWriter();
  Console.SetOut(printed);
  try {
    var uploadUrl = File.ReadAllText(Path.Combine(folder, $"{place}.url"));
    var body = File.ReadAllBytes(Path.Combine(folder, $"{place}.bytes"));
    await (Task)snippet.GetMethod("Run")!.Invoke(null, [Environment.GetEnvironmentVariable("TOKEN"), uploadUrl, body])!;
  } catch (Exception e) {
    printed.Write($"{e.GetType().Name}: {e.Message}");
  }
  output.WriteLine(JsonSerializer.Serialize(new { place, printed = printed.ToString() }));
}
