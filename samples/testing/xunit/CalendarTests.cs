// A test with xUnit: the cloud is started by its command, and controlled over HTTP.
// Try it:  npm install --save-dev calendar-attachments && dotnet test
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

/// <summary>A cloud for all tests of a class, on ports of its own.</summary>
public sealed class Cloud : IAsyncLifetime
{
    private const string Secret = "a-secret-of-these-tests";
    private Process _process = null!;
    public HttpClient Control { get; } = new() { BaseAddress = new Uri("http://127.0.0.1:7170") };
    public HttpClient Api { get; } = new() { BaseAddress = new Uri("http://localhost:7171") };

    public async Task InitializeAsync()
    {
        var script = Path.Combine(AppContext.BaseDirectory, "../../../node_modules/calendar-attachments/cli.js");
        var start = new ProcessStartInfo("node", [script, "--memory", "--control"]) { RedirectStandardOutput = true };
        foreach (var name in new[] { "HTTPS_PORT", "COSMOS_PORT", "BLOB_PORT", "BLOB_HTTPS_PORT", "ISSUER_PORT" }) start.Environment[name] = "0";
        start.Environment["PORT"] = "7171";
        start.Environment["CONTROL_PORT"] = "7170";
        start.Environment["CONTROL_SECRET"] = Secret;
        start.Environment["DATA_DIR"] = Directory.CreateTempSubdirectory("calendar-").FullName;
        _process = Process.Start(start)!;
        while (await _process.StandardOutput.ReadLineAsync() is { } line && !line.StartsWith("Ready")) { }
        _ = _process.StandardOutput.ReadToEndAsync();
        Control.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Secret);
        var answer = await Post("/token", new { user = "adele@contoso.example" });
        Api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", answer.GetProperty("token").GetString());
    }

    /// <summary>Says something to the cloud over its control channel.</summary>
    public async Task<JsonElement> Post(string path, object body)
    {
        var response = await Control.PostAsJsonAsync(path, body);
        response.EnsureSuccessStatusCode();
        return response.StatusCode == HttpStatusCode.NoContent ? default : await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    public async Task DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }
}

public sealed class CalendarTests(Cloud cloud) : IClassFixture<Cloud>
{
    [Fact]
    public async Task AClientIsToldToWaitOnce()
    {
        await cloud.Post("/faults", new { method = "GET", status = 429, retryAfter = 5 });
        var refused = await cloud.Api.GetAsync("/v1.0/me/events");
        Assert.Equal((HttpStatusCode.TooManyRequests, "5"), (refused.StatusCode, refused.Headers.RetryAfter!.ToString()));
        Assert.Equal(HttpStatusCode.OK, (await cloud.Api.GetAsync("/v1.0/me/events")).StatusCode);
    }

    [Fact]
    public async Task AnHourLaterTheTokenIsOver()
    {
        await cloud.Post("/clock", new { advance = 2 * 60 * 60 * 1000 });
        Assert.Equal(HttpStatusCode.Unauthorized, (await cloud.Api.GetAsync("/v1.0/me/events")).StatusCode);
        await cloud.Post("/reset", new { });
        Assert.Equal(HttpStatusCode.OK, (await cloud.Api.GetAsync("/v1.0/me/events")).StatusCode);
    }
}
