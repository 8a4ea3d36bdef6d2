using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Api.Demo;

/// <summary>Samples may be replayed at reading speed and their workers killed, and nothing else, and only where that is on.</summary>
public sealed class SamplePaceTests
{
    private const string Schema = """{"type":"object","properties":{"text":{"type":"string"},"n":{"type":"integer"}},"required":["text"]}""";
    private const string Sample = """{"text":"Read me.","n":2}""";

    [Fact]
    public async Task ASampleGetsItsPaceAndEverythingElseIsRefused()
    {
        await using var system = await StartAsync(("Demo:Enabled", "true"), ("Demo:Pace", "120"));
        Assert.Equal(120, (await system.Http.GetFromJsonAsync<JsonElement>("/api/pipelines")).GetProperty("sample_pace").GetInt32());

        var id = await StartedAsync(system, """{"n":2,"text":"Read me.","pace":120}""");
        Assert.Equal(120, (await system.Store.GetInputAsync(id, default))!.Pace);
        var snapshot = await system.Http.GetFromJsonAsync<JsonElement>($"/api/jobs/{id}/snapshot");
        Assert.Equal(120, snapshot.GetProperty("pace").GetInt32());
        var input = await system.Http.GetFromJsonAsync<JsonElement>($"/api/jobs/{id}/input");
        Assert.False(input.GetProperty("request").TryGetProperty("pace", out _));

        // The same input again is the same sample; a form is as good as JSON.
        using var again = await system.Http.PostAsync(new Uri($"/api/jobs/{id}/again", UriKind.Relative), null);
        Assert.Equal(120, (await system.Store.GetInputAsync((await again.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("job_id").GetGuid(), default))!.Pace);
        using var form = new MultipartFormDataContent { { new StringContent("Read me."), "text" }, { new StringContent("2"), "n" }, { new StringContent("50"), "pace" } };
        using var sent = await system.Http.PostAsync(new Uri("/api/jobs/reader", UriKind.Relative), form);
        Assert.Equal(HttpStatusCode.Accepted, sent.StatusCode);

        Assert.Null((await system.Store.GetInputAsync(await StartedAsync(system, Sample), default))!.Pace);
        foreach (string refused in new[]
        {
            """{"text":"Read me!","n":2,"pace":120}""", """{"text":"Read me.","pace":120}""", """{"text":"Read me.","n":2,"pace":5}""",
            """{"text":"Read me.","n":2,"pace":"fast"}""", """{"text":"Read me.","n":2,"pace":10001}""",
        })
        {
            await RefusedAsync(await PostAsync(system, "/api/jobs/reader", refused), HttpStatusCode.BadRequest, "pace");
        }
    }

    [Fact]
    public async Task ASampleOfFilesGetsItsPaceAndOtherFilesAreRefused()
    {
        await using var system = await EmbeddedSystem.StartAsync(("Demo:Enabled", "true"));
        const string Files = """{"type":"object","properties":{"files":{"type":"array","items":{"type":"string","format":"binary"}}},"required":["files"]}""";
        await system.Nodes.RegisterAsync(
            new PipelineDescriptor("filer", "", ["reading"], JsonDocument.Parse(Files).RootElement)
            {
                SampleFiles = [new("files", "a.txt", "text/plain", "Zoë"), new("files", "b.md", "text/markdown", "# B")],
            },
            default);
        var listed = (await system.Http.GetFromJsonAsync<JsonElement>("/api/pipelines")).GetProperty("pipelines")[0].GetProperty("sample_files");
        var sample = listed.EnumerateArray().Select(file => (Name: file.GetProperty("name").GetString()!, Text: file.GetProperty("text").GetString()!)).ToArray();
        Assert.Equal([("a.txt", "Zoë"), ("b.md", "# B")], sample);

        using var taken = await SendAsync(system, sample);
        Assert.Equal(HttpStatusCode.Accepted, taken.StatusCode);
        var id = (await taken.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("job_id").GetGuid();
        Assert.Equal(120, (await system.Store.GetInputAsync(id, default))!.Pace);
        using var again = await system.Http.PostAsync(new Uri($"/api/jobs/{id}/again", UriKind.Relative), null);
        Assert.Equal(120, (await system.Store.GetInputAsync((await again.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("job_id").GetGuid(), default))!.Pace);
        foreach (var other in new (string, string)[][] { [sample[0]], [sample[0], ("b.md", "# C")], [sample[0], ("c.md", "# B")], [.. sample, ("c.md", "")] })
        {
            await RefusedAsync(await SendAsync(system, other), HttpStatusCode.BadRequest, "pace");
        }
    }

    [Fact]
    public async Task OnlyTheWorkerOfASampleIsKilled()
    {
        await using var system = await StartAsync(("Demo:Enabled", "true"));
        var real = await StartedAsync(system, Sample);
        await RefusedAsync(await KillAsync(system, real), HttpStatusCode.Conflict, "job_id");
        var sample = await StartedAsync(system, """{"text":"Read me.","n":2,"pace":120}""");
        await RefusedAsync(await KillAsync(system, sample), HttpStatusCode.Conflict, "job_id"); // no worker runs it
        await RefusedAsync(await KillAsync(system, Guid.NewGuid()), HttpStatusCode.NotFound, "job_id");

        // A worker that runs it and may not be killed, such as the embedded one, which is the Api too.
        await system.Nodes.BeatAsync(
            new NodeInfo("worker-1", "worker", "m", 1, DateTimeOffset.UtcNow, DateTimeOffset.UtcNow, [sample], 0, ["reader"]) { Commands = ["drain"] },
            TimeSpan.FromMinutes(1), default);
        await RefusedAsync(await KillAsync(system, sample), HttpStatusCode.Conflict, "job_id");
    }

    /// <summary>The environment is not Development here.</summary>
    [Fact]
    public async Task OutsideDevelopmentItIsOff()
    {
        await using var system = await StartAsync();
        Assert.False((await system.Http.GetFromJsonAsync<JsonElement>("/api/pipelines")).TryGetProperty("sample_pace", out _));
        await RefusedAsync(await PostAsync(system, "/api/jobs/reader", """{"text":"Read me.","n":2,"pace":120}"""), HttpStatusCode.BadRequest, "pace");
        using var refused = await KillAsync(system, await StartedAsync(system, Sample));
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("Demo:Enabled", await refused.Content.ReadAsStringAsync());
    }

    private static async Task<EmbeddedSystem> StartAsync(params (string, string)[] settings)
    {
        var system = await EmbeddedSystem.StartAsync(settings);
        await system.Nodes.RegisterAsync(
            new PipelineDescriptor("reader", "", ["reading"], JsonDocument.Parse(Schema).RootElement, JsonDocument.Parse(Sample).RootElement), default);
        return system;
    }

    private static async Task<Guid> StartedAsync(EmbeddedSystem system, string json)
    {
        using var answer = await PostAsync(system, "/api/jobs/reader", json);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("job_id").GetGuid();
    }

    private static async Task<HttpResponseMessage> SendAsync(EmbeddedSystem system, (string Name, string Text)[] files)
    {
        using var form = new MultipartFormDataContent { { new StringContent("120"), "pace" } };
        foreach (var (name, text) in files)
        {
            form.Add(new StringContent(text), "files", name);
        }

        return await system.Http.PostAsync(new Uri("/api/jobs/filer", UriKind.Relative), form);
    }

    private static Task<HttpResponseMessage> KillAsync(EmbeddedSystem system, Guid job) =>
        system.Http.PostAsync(new Uri($"/api/ops/jobs/{job}/kill-worker", UriKind.Relative), null);

    private static async Task<HttpResponseMessage> PostAsync(EmbeddedSystem system, string path, string json)
    {
        using var content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        return await system.Http.PostAsync(new Uri(path, UriKind.Relative), content);
    }

    private static async Task RefusedAsync(HttpResponseMessage answer, HttpStatusCode status, string field)
    {
        using (answer)
        {
            Assert.Equal(status, answer.StatusCode);
            Assert.Contains(field, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").EnumerateObject().Select(error => error.Name));
        }
    }
}
