using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AspireStreaming.Tests.Support;
using StackExchange.Redis;

namespace AspireStreaming.Tests.Security;

/// <summary>Planted texts in every input, file, key and answer of the real system are found where they belong, and nowhere else.</summary>
public sealed class PrivacyTests(PrivacySystem system) : IClassFixture<PrivacySystem>
{
    private const string Marker = PrivacySystem.Marker;

    private JobClient Api => system.Apis[0];

    [Fact]
    public async Task NoInputAndNoKeyIsInALogATraceOrAMetric()
    {
        var logs = await Task.WhenAll(await PlantedJobsAsync());
        int done = logs.Count(log => WholeLog.Status(log) == "completed");
        Assert.True(done >= 8, $"{done} jobs completed"); // the texts went through the pipelines
        Assert.Contains(system.Model.Requests, request => request.User.Any(text => text.Contains(Marker, StringComparison.Ordinal)));
        Assert.Contains(system.Model.Requests, request => request.Key?.Contains(Marker, StringComparison.Ordinal) == true);
        await PlantInRequestsAsync();
        int before = system.Receiver.Exports;
        await Logs.EventuallyAsync(() => Task.FromResult(system.Receiver.Exports > before + 40), "the processes don't export");

        Assert.NotEmpty(system.Receiver.Find("run resume-tailoring"));
        Assert.NotEmpty(system.Receiver.Find("is refused"));
        Assert.NotEmpty(system.Receiver.Find("jobs.step.duration"));
        string found = string.Join('\n', system.Receiver.Find(Marker).DistinctBy(place => place[..7] + place[^40..]).Take(20));
        Assert.True(found.Length == 0, found);
        Assert.DoesNotContain(system.App.Log, line => line.Contains(Marker, StringComparison.Ordinal));
        Assert.Contains(system.App.Log, line => line.Contains("is refused", StringComparison.Ordinal));
        Assert.All(system.App.Log.Where(line => line.Contains("\"LogLevel\"", StringComparison.Ordinal)), line => JsonDocument.Parse(line).Dispose());
    }

    [Fact]
    public async Task ADeletedJobLeavesItsIdAndAnExpiredJobLeavesNothing()
    {
        string text = $"John Doe\nPython\n{Marker}-erased";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/jobs/resume-tailoring")
        {
            Content = new MultipartFormDataContent
            {
                // Longer than what a form holds in memory.
                { new ByteArrayContent(Encoding.UTF8.GetBytes(text + new string('\n', 200_000))), "resume_file", $"{Marker}-erased.txt" },
                { new StringContent($"Cook\n{Marker}-erased"), "job_text" },
            },
        };
        request.Headers.Add("Idempotency-Key", $"{Marker}-erased");
        var (status, body) = await Api.SendAsync(request);
        Assert.Equal(HttpStatusCode.Accepted, status);
        string id = body.GetProperty("job_id").GetString()!;
        await Api.ReadAsync(Guid.Parse(id));
        Assert.Contains(await RedisAsync(), entry => entry.Contains($"{Marker}-erased", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.NoContent, (await Api.DeleteAsync(Guid.Parse(id))).Status);
        var left = await RedisAsync();
        Assert.DoesNotContain(left, entry => entry.Contains($"{Marker}-erased", StringComparison.Ordinal));
        // The id stays unusable, and the Idempotency-Key, as a hash, stays bound to it, until the retention time is over.
        Assert.All(
            left.Where(entry => entry.Contains(id, StringComparison.Ordinal) && !entry.StartsWith("node:", StringComparison.Ordinal)), // a heartbeat lags a little
            entry => Assert.True(entry.StartsWith("idempotency:", StringComparison.Ordinal) || entry == $"job:{{{id}}} status=deleted", entry));
        Assert.Empty(Directory.EnumerateFiles(Path.GetTempPath(), "ASPNETCORE_*"));

        await Logs.EventuallyAsync(
            async () => !(await RedisAsync()).Any(entry => entry.Contains(id, StringComparison.Ordinal)), "Redis still knows the job");
    }

    /// <summary>The sample of each pipeline with a marker in every text, files with markers in name and content, and postings by URL.</summary>
    private async Task<List<Task<List<SseFrame>>>> PlantedJobsAsync()
    {
        var jobs = new List<Task<List<SseFrame>>>(); // each is read from its start: what has ended expires soon
        var (_, listing) = await Api.GetAsync("/api/pipelines");
        foreach (var pipeline in listing.GetProperty("pipelines").EnumerateArray())
        {
            if (pipeline.TryGetProperty("sample", out var sample))
            {
                var input = JsonNode.Parse(sample.GetRawText())!;
                Plant(input);
                jobs.Add(system.Apis[1].ReadAsync(await Api.StartAsync(input, pipeline.GetProperty("name").GetString()!)));
            }
        }

        foreach (string url in new[] { system.PostingUrl, $"http://{Marker}-host.invalid/{Marker}?{Marker}" })
        {
            jobs.Add(system.Apis[1].ReadAsync(await Api.StartAsync(new { resume_text = $"John Doe {Marker}", job_url = url }, "resume-tailoring")));
        }

        var files = new MultipartFormDataContent();
        foreach (var (name, content) in new (string, byte[])[]
        {
            ("a.txt", Encoding.UTF8.GetBytes($"John Doe\nSkills: Python\n{Marker}-file")),
            ("b.pdf", Encoding.UTF8.GetBytes($"%PDF-1.7\n{Marker}-broken")),
            ("c.docx", [.. "PK\u0003\u0004"u8, .. Encoding.UTF8.GetBytes($"{Marker}-broken")]),
            ("d.bin", [0, 1, 2, .. Encoding.UTF8.GetBytes($"{Marker}-broken")]),
        })
        {
            files.Add(new ByteArrayContent(content), "files", $"{Marker}-{name}");
        }

        var (status, body) = await Api.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/api/jobs/cv-parse") { Content = files });
        Assert.True(status == HttpStatusCode.Accepted, $"{status} {body}");
        jobs.Add(system.Apis[1].ReadAsync(body.GetProperty("job_id").GetGuid()));
        return jobs;
    }

    /// <summary>Headers, queries and bodies that are refused, and a token in a header and in a query.</summary>
    private async Task PlantInRequestsAsync()
    {
        (HttpMethod Method, string Path, string? Body)[] requests =
        [
            (HttpMethod.Get, $"/api/jobs?cursor={Marker}&access_token={Marker}", null),
            (HttpMethod.Get, $"/api/jobs?limit={Marker}", null),
            (HttpMethod.Get, $"/api/streams?job={Marker}", null),
            (HttpMethod.Post, "/api/pipeline/start", $"{{\"resume_text\":\"{Marker}\", \"{Marker}\""),
            (HttpMethod.Post, "/api/pipeline/start", $"{{\"resume_text\":\"{Marker}\",\"{Marker}\":1}}"),
            (HttpMethod.Post, "/api/match-jobs", $"{{\"user_id\":\"{Marker}\",\"jobs\":\"{Marker}\"}}"),
        ];
        foreach (var (method, path, body) in requests)
        {
            using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
            foreach (string header in new[] { "Authorization", "Cookie", "Last-Event-ID", "Idempotency-Key" })
            {
                request.Headers.TryAddWithoutValidation(header, $"Bearer {Marker}-{header}");
            }

            using var response = await Api.Http.SendAsync(request);
            Assert.True((int)response.StatusCode is 200 or 400, $"{path}: {response.StatusCode}");
        }
    }

    private static void Plant(JsonNode node)
    {
        foreach (var (member, value) in node is JsonObject o ? o.ToList() : [])
        {
            if (value is JsonValue text && text.GetValueKind() == JsonValueKind.String)
            {
                node[member] = $"{text.GetValue<string>()}{(text.GetValue<string>().Contains(' ', StringComparison.Ordinal) ? " " : "-")}{Marker}";
            }
            else if (value is not null)
            {
                Plant(value);
            }
        }

        foreach (var item in node is JsonArray a ? a.ToList() : [])
        {
            Plant(item!);
        }
    }

    /// <summary>All of Redis: each key with its content, as text.</summary>
    private async Task<List<string>> RedisAsync()
    {
        using var connection = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{system.App.RedisPort}");
        return await RedisContent.ReadAsync(connection);
    }
}
