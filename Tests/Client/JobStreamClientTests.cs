using System.Net;
using System.Text;
using AspireStreaming.Client;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Distributed;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Client;

/// <summary>The client against the running system.</summary>
[Collection(SharedSystem.Name)]
public sealed class JobStreamClientTests(RunningSystem system) : IDisposable
{
    private readonly HttpClient _http = new();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task AJobIsStartedWatchedAndVerified()
    {
        var client = Client();
        var job = await client.StartAsync("diagnostics", Work.Short.Request);
        var (first, second) = (ReadAsync(client, job.JobId), ReadAsync(client, job.JobId)); // one from each Api
        var plain = await system.Apis[0].ReadAsync(job.JobId);
        await Work.CheckAsync(Work.Short, plain);
        Same(plain, await first);
        Same(plain, await second);
        Assert.All((await first).OfType<JobLogEvent>(), e => Assert.NotNull(e.Payload));
    }

    [Fact]
    public async Task AWatchContinuesFromTheSnapshotAtAnyEvent()
    {
        var client = Client();
        var job = await client.StartAsync("diagnostics", Work.Short.Request);
        var all = await ReadAsync(client, job.JobId);
        foreach (var (update, seen) in all.Select((u, i) => (u, i + 1)))
        {
            var snapshot = await client.SnapshotAsync(job.JobId, update.Cursor.Id);
            Assert.Equal(update.Cursor, JobCursor.After(snapshot));
            Assert.Equal(all.Skip(seen).Select(u => u.Cursor), (await ReadAsync(client, job.JobId, JobCursor.After(snapshot))).Select(u => u.Cursor));
        }

        Assert.Equal(all[^1].Cursor, JobCursor.After(await client.SnapshotAsync(job.JobId)));
        var missing = await Assert.ThrowsAsync<JobApiException>(() => client.SnapshotAsync(job.JobId, new EventId(9, 9)));
        Assert.Equal((HttpStatusCode.NotFound, "cursor"), (missing.StatusCode, missing.Field));
    }

    [Fact]
    public async Task ACursorThatIsNotInTheLogGetsAReset()
    {
        var client = Client();
        var job = await client.StartAsync("diagnostics", Work.Short.Request);
        var all = await ReadAsync(client, job.JobId);
        var reset = Assert.IsType<JobReset>(Assert.Single(await ReadAsync(client, job.JobId, new JobCursor(new EventId(7, 3)))));
        Assert.Equal(all[^1].Cursor, reset.Cursor);
    }

    [Fact]
    public async Task AJobIsCanceledRetriedAndDeleted()
    {
        var client = Client();
        var job = await client.StartAsync("diagnostics", Work.Endless.Request);
        DoneEvent? done = null;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        await foreach (var update in client.WatchAsync(job.JobId, cancellationToken: deadline.Token))
        {
            if (update is JobLogEvent { Payload: StepProgressEvent { Step: "hashing", Status: StepStatus.Started } })
            {
                Assert.Equal(HttpStatusCode.Conflict, (await Assert.ThrowsAsync<JobApiException>(() => client.DeleteAsync(job.JobId))).StatusCode);
                Assert.Equal(CancelResult.Requested, await client.CancelAsync(job.JobId));
            }

            done = (update as JobLogEvent)?.Payload as DoneEvent;
        }

        Assert.Equal(JobStatus.Canceled, done?.Status);
        Assert.Equal(CancelResult.AlreadyEnded, await client.CancelAsync(job.JobId));
        var again = await client.RetryAsync(job.JobId);
        Assert.Equal(job.JobId, again.RetryOf);
        await client.CancelAsync(again.JobId);
        await ReadAsync(client, again.JobId);
        await client.DeleteAsync(job.JobId);
        await client.DeleteAsync(again.JobId);
        foreach (var request in new Func<Task>[]
            {
                () => client.DeleteAsync(job.JobId), () => client.SnapshotAsync(job.JobId), () => client.CancelAsync(job.JobId),
                () => client.RetryAsync(job.JobId), () => ReadAsync(client, job.JobId),
            })
        {
            var error = await Assert.ThrowsAsync<JobApiException>(request);
            Assert.Equal((HttpStatusCode.NotFound, "job_id"), (error.StatusCode, error.Field));
        }
    }

    [Fact]
    public async Task FilesAreUploadedAndRead()
    {
        var client = Client();
        string resume = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Data", "john-doe.txt"));
        var form = new JobForm()
            .Add("job_text", "Software engineer wanted. Requirements: C#, SQL, Docker. You will build web services.")
            .AddFile("resume_file", "john.txt", Encoding.UTF8.GetBytes(resume), "text/plain");
        var job = await client.StartAsync("resume-tailoring", form, idempotencyKey: Guid.NewGuid().ToString());
        var updates = await ReadAsync(client, job.JobId);
        Assert.Equal(JobStatus.Completed, Assert.IsType<DoneEvent>(((JobLogEvent)updates[^1]).Payload).Status);
    }

    [Fact]
    public async Task TheSameKeyIsTheSameJobAtEveryServer()
    {
        string key = Guid.NewGuid().ToString();
        var jobs = await Task.WhenAll(system.Apis.Select(api =>
            new JobStreamClient(api.Http).StartAsync("diagnostics", Work.Short.Request, key)));
        Assert.Single(jobs.Select(j => j.JobId).Distinct());
        var error = await Assert.ThrowsAsync<JobApiException>(() => Client().StartAsync("diagnostics", Work.Long.Request, key));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "Idempotency-Key"), (error.StatusCode, error.Field));
        Assert.Equal("pipeline", (await Assert.ThrowsAsync<JobApiException>(() => Client().StartAsync("no-such", new { }))).Field);
    }

    internal static void Same(IEnumerable<SseFrame> expected, IEnumerable<JobUpdate> actual) => Assert.Equal(
        expected.Select(e => (e.Id!, e.Name!, e.Data)),
        actual.Select(u => Assert.IsAssignableFrom<JobLogEvent>(u)).Select(u => (u.Id.ToString(), u.Type, Encoding.UTF8.GetString(u.Event.Data.Span))));

    private static async Task<List<JobUpdate>> ReadAsync(JobStreamClient client, Guid jobId, JobCursor cursor = default)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        var updates = new List<JobUpdate>();
        await foreach (var update in client.WatchAsync(jobId, cursor, deadline.Token))
        {
            updates.Add(update);
        }

        return updates;
    }

    private JobStreamClient Client() => new(_http, new JobStreamClientOptions { BaseAddresses = [.. system.App.ApiUrls.Select(url => new Uri(url))] });
}
