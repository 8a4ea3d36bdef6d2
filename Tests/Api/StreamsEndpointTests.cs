using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Api;

public class StreamsEndpointTests
{
    [Fact]
    public async Task ManyJobsShareOneConnectionAndEachKeepsItsOrder()
    {
        await using var system = await EmbeddedSystem.StartAsync();
        var jobs = new[] { await StartAsync(system), await StartAsync(system), await StartAsync(system) };
        var reading = ReadAsync(system, Url(jobs.Select(j => (j, EventId.None))), null);
        foreach (int round in Enumerable.Range(0, 20))
        {
            foreach (var job in jobs)
            {
                await AppendAsync(system, job, job.Metrics(1 + (round % 3)));
            }
        }

        foreach (var job in jobs)
        {
            await AppendAsync(system, job, job.Done());
        }

        var frames = await reading;
        foreach (var job in jobs)
        {
            Assert.Equal(job.Log.Select(e => System.Text.Encoding.UTF8.GetString(e.Data.Span)), frames.Where(f => f.JobId == job.Id).Select(f => f.Data));
        }
    }

    [Fact]
    public async Task ReconnectingWithTheIdOfAnyFrameContinuesAllJobs()
    {
        await using var system = await EmbeddedSystem.StartAsync();
        var jobs = new[] { await StartAsync(system), await StartAsync(system) };
        foreach (var job in jobs)
        {
            await AppendAsync(system, job, job.Metrics(8));
            await AppendAsync(system, job, job.Done());
        }

        string url = Url(jobs.Select(j => (j, EventId.None)));
        var whole = await ReadAsync(system, url, null);
        Assert.Equal(jobs.Sum(j => j.Log.Count), whole.Count);
        for (int i = 0; i < whole.Count - 1; i++)
        {
            var rest = await ReadAsync(system, url, whole[i].Id);
            foreach (var job in jobs)
            {
                Assert.Equal(
                    whole.Skip(i + 1).Where(f => f.JobId == job.Id).Select(f => f.Data),
                    rest.Where(f => f.JobId == job.Id).Select(f => f.Data));
            }
        }

        using var end = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { { "Last-Event-ID", whole[^1].Id } } };
        using var ended = await system.Http.SendAsync(end);
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
    }

    [Fact]
    public async Task AMissingJobDoesNotBlockTheEventsOfOthers()
    {
        await using var system = await EmbeddedSystem.StartAsync();
        var job = await StartAsync(system);
        await AppendAsync(system, job, job.Done());

        var missing = Guid.NewGuid();
        var frames = await ReadAsync(system, $"/api/streams?job={missing}&job={job.Id}", null);

        Assert.Equal(("gone", missing), (frames[0].Type, frames[0].JobId));
        Assert.Equal(job.Log.Count, frames.Count - 1);
        Assert.Equal("0-0,1-2", frames[^1].Id);
    }

    [Fact]
    public async Task ACursorThatIsNotInTheLogIsAnsweredByTheState()
    {
        await using var system = await EmbeddedSystem.StartAsync();
        var job = await StartAsync(system);
        await AppendAsync(system, job, job.Metrics(3));
        var reading = ReadAsync(system, $"/api/streams?job={job.Id}:7-900", null);
        await AppendAsync(system, job, job.Done());

        var frames = await reading;

        Assert.Equal("reset", frames[0].Type);
        var snapshot = JsonDocument.Parse(frames[0].Data).RootElement;
        long seen = EventId.Parse(snapshot.GetProperty("last_event_id").GetString()).Seq;
        Assert.Equal(job.Log.Skip((int)seen).Select(e => e.Id.ToString()), frames.Skip(1).Select(f => f.Id));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?job=nope")]
    [InlineData("?job=11111111-1111-4111-8111-111111111111:x")]
    [InlineData("?job=11111111-1111-4111-8111-111111111111&job=11111111-1111-4111-8111-111111111111")]
    public async Task AnInvalidQueryIsAClearError(string query)
    {
        await using var system = await EmbeddedSystem.StartAsync();
        using var response = await system.Http.GetAsync(new Uri("/api/streams" + query, UriKind.Relative));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.NotEmpty(problem.RootElement.GetProperty("errors").GetProperty("job").EnumerateArray());
    }

    private static async Task<TestJob> StartAsync(EmbeddedSystem system)
    {
        var job = new TestJob();
        Assert.True(await system.Store.CreateAsync(job.New(DateTimeOffset.UtcNow), CancellationToken.None));
        job.Attempt = (await system.Store.BeginAttemptAsync(job.Id, null, null, CancellationToken.None))!.Attempt;
        return job;
    }

    private static async Task AppendAsync(EmbeddedSystem system, TestJob job, JobAppend append)
    {
        Assert.Equal(AppendOutcome.Appended, (await system.Log.AppendAsync(append, CancellationToken.None)).Outcome);
        job.Confirm(append);
    }

    private static string Url(IEnumerable<(TestJob Job, EventId Cursor)> jobs) =>
        "/api/streams?" + string.Join('&', jobs.Select(j => $"job={j.Job.Id}:{j.Cursor}"));

    private static async Task<List<Frame>> ReadAsync(EmbeddedSystem system, string url, string? lastEventId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        using var response = await system.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var frames = new List<Frame>();
        await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync()).EnumerateAsync())
        {
            frames.Add(new Frame(item.EventId!, item.EventType, item.Data, JsonDocument.Parse(item.Data).RootElement.GetProperty("job_id").GetGuid()));
        }

        return frames;
    }

    private sealed record Frame(string Id, string Type, string Data, Guid JobId);
}
