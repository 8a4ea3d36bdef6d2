using System.Net;
using System.Net.Http.Headers;
using AspireStreaming.Tests.Distributed;

namespace AspireStreaming.Tests.Api;

/// <summary>What a job was started with, and a job of the same input.</summary>
[Collection(SharedSystem.Name)]
public sealed class JobInputTests(RunningSystem system)
{
    private static readonly string[] Names = ["labelled/02-infirmiere.txt", "jane-smith.docx"];

    [Fact]
    public async Task AJobGivesItsInputByteForByteAndRunsAgainWithIt()
    {
        byte[][] files = [.. Names.Select(name => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Data", name)))];
        using var form = new MultipartFormDataContent { { new StringContent("My pile"), "title" } };
        foreach (var (name, content) in Names.Zip(files))
        {
            form.Add(new ByteArrayContent(content), "files", Path.GetFileName(name));
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/jobs/cv-parse") { Content = form };
        request.Headers.AcceptLanguage.Add(new StringWithQualityHeaderValue("fr"));
        var (_, started) = await system.Apis[0].SendAsync(request);
        var id = started.GetProperty("job_id").GetGuid();

        var (_, input) = await system.Apis[1].GetAsync($"/api/jobs/{id}/input");
        Assert.Equal(("cv-parse", "My pile", "fr"), (input.GetProperty("pipeline").GetString(), input.GetProperty("title").GetString(), input.GetProperty("language").GetString()));
        Assert.Equal(Names.Select(Path.GetFileName), input.GetProperty("request").GetProperty("files").EnumerateArray().Select(name => name.GetString()));
        foreach (var (given, (name, content)) in input.GetProperty("files").EnumerateArray().Zip(Names.Zip(files)))
        {
            Assert.Equal(("files", Path.GetFileName(name), content.Length), (given.GetProperty("field").GetString(), given.GetProperty("name").GetString(), given.GetProperty("size").GetInt32()));
            using var file = await system.Apis[0].Http.GetAsync(new Uri(given.GetProperty("url").GetString()!, UriKind.Relative));
            Assert.Equal(content, await file.Content.ReadAsByteArrayAsync());
            Assert.Equal("application/octet-stream", file.Content.Headers.ContentType?.MediaType);
            Assert.Equal("attachment", file.Content.Headers.ContentDisposition?.DispositionType);
        }

        var first = await ResultsAsync(id);
        var again = await AgainAsync(id, "same click");
        Assert.NotEqual(id, again);
        Assert.Equal(again, await AgainAsync(id, "same click"));
        Assert.Equal(first, await ResultsAsync(again));
        var (_, job) = await system.Apis[1].GetAsync($"/api/jobs/{again}");
        Assert.Equal("My pile", job.GetProperty("title").GetString());
        Assert.False(job.TryGetProperty("retry_of", out _));
    }

    [Fact]
    public async Task AFileThatIsNotThereAndAJobThatIsNotThereAreNotFound()
    {
        var id = await system.Apis[0].StartAsync(Work.Short.Request);
        foreach (string path in new[] { $"/api/jobs/{id}/input/files/0", $"/api/jobs/{Guid.NewGuid()}/input", $"/api/jobs/{Guid.NewGuid()}/input/files/0" })
        {
            var (status, problem) = await system.Apis[0].GetAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, status);
            Assert.NotEmpty(problem.GetProperty("errors").EnumerateObject());
        }

        using var again = await system.Apis[0].Http.PostAsync(new Uri($"/api/jobs/{Guid.NewGuid()}/again", UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
    }

    private async Task<Guid> AgainAsync(Guid id, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/jobs/{id}/again") { Headers = { { "Idempotency-Key", $"{id} {key}" } } };
        var (status, started) = await system.Apis[0].SendAsync(request);
        Assert.Equal(HttpStatusCode.Accepted, status);
        return started.GetProperty("job_id").GetGuid();
    }

    /// <summary>The results of the files, in the order of their names.</summary>
    private async Task<string[]> ResultsAsync(Guid id)
    {
        await system.Apis[1].ReadAsync(id);
        var (_, snapshot) = await system.Apis[1].GetAsync($"/api/jobs/{id}/snapshot");
        Assert.Equal(Names.Length, snapshot.GetProperty("results").GetArrayLength());
        return [.. snapshot.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("data").GetRawText()).Order(StringComparer.Ordinal)];
    }
}
