using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Auth;
using AspireStreaming.Tests.Support;
using AspireStreaming.Tests.Viewers;

namespace AspireStreaming.Tests.Api;

/// <summary>
/// Clients that repeat their POST, as npm <c>@microsoft/fetch-event-source</c> does after a drop. Two Apis over one Redis: each repeat goes to
/// another one than the POST before. The tests write the logs.
/// </summary>
public sealed class RepeatedPostTests(TwoApis system) : IClassFixture<TwoApis>, IAsyncLifetime
{
    private readonly string _user = $"{Guid.NewGuid()}";
    private int _before;

    private IJobStore Store => system.Apis[0].Store;

    public async Task InitializeAsync() => _before = await CountAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task ARepeatWithACursorGoesOnWithTheJobAtAnyReplicaAsOftenAsItBreaksOff()
    {
        var (job, location) = await StartAndLeaveAsync("1-10");
        for (int i = 0; i < 3; i++) // the second and third drop come before any new id
        {
            await using var dropped = await PostAsync("1-10");
            Assert.Equal(location, dropped.Location);
        }

        await using var stream = await PostAsync("1-10");
        await AppendAsync(job, 3);
        await EndAsync(job);
        var rest = await stream.ReadAsync();
        Assert.Equal(["1-11", "1-12", "1-13", "1-14"], rest.Select(f => f.Id));
        Assert.Equal("done", rest[^1].Event);
        await AssertJobsAsync(1);

        // The client has seen the end, and its connection broke before the response was complete. 204 would be repeated for ever.
        await using var seen = await PostAsync("1-14");
        Assert.Equal(HttpStatusCode.OK, seen.Status);
        Assert.Empty(await seen.ReadAsync());
        await AssertJobsAsync(1);
    }

    [Fact]
    public async Task ARepeatWithoutACursorIsANewJob()
    {
        var (_, location) = await StartAndLeaveAsync("1-10");
        await using var second = await PostAsync(null);
        Assert.NotEqual(location, second.Location);
        await AssertJobsAsync(2);
    }

    [Fact]
    public async Task AJobThatEndedMeanwhileIsServedToItsEnd()
    {
        var (job, _) = await StartAndLeaveAsync("1-10");
        await AppendAsync(job, 2);
        await EndAsync(job);
        await using var stream = await PostAsync("1-10");
        Assert.Equal(["1-11", "1-12", "1-13"], (await stream.ReadAsync()).Select(f => f.Id));
        await AssertJobsAsync(1);
    }

    [Fact]
    public async Task ADeletedJobIsReportedAndNotStartedAgain()
    {
        var (job, location) = await StartAndLeaveAsync("1-10");
        await EndAsync(job);
        Assert.True(await Store.DeleteAsync(job.Id, default));
        await using var stream = await PostAsync("1-10");
        Assert.Equal(location, stream.Location);
        var gone = Assert.Single(await stream.ReadAsync());
        Assert.Equal(("error", "gone"), (gone.Event, (string?)gone.Json()["code"]));
        await AssertJobsAsync(0);
    }

    [Fact]
    public async Task AJobThatAnotherWorkerTookOverGoesOnFromTheCursorOfTheLostOne()
    {
        var (job, _) = await StartAndLeaveAsync("1-10");
        job.Attempt = (await Store.BeginAttemptAsync(job.Id, null, null, default))!.Attempt;
        await AppendAsync(job, job.Next([new AttemptResetEvent("worker_lost", 8, new Dictionary<string, IReadOnlyList<string>>(), new RestoredItems(), [new TextCut("job-0", 0)])]));
        await AppendAsync(job, 1);
        await EndAsync(job);
        await using var stream = await PostAsync("1-10");
        var rest = await stream.ReadAsync();
        Assert.Equal(["2-11", "2-12", "2-13"], rest.Select(f => f.Id));
        Assert.Equal("worker_lost", (string?)rest[0].Json()["reason"]);
        await AssertJobsAsync(1);
    }

    [Theory]
    [InlineData("changed", HttpStatusCode.NotFound)]
    [InlineData("cursor", HttpStatusCode.BadRequest)]
    public async Task ARepeatThatFitsNoJobIsRefusedAndStartsNone(string wrong, HttpStatusCode status)
    {
        await StartAndLeaveAsync("1-10");
        await using var stream = wrong == "changed" ? await PostAsync("1-10", user: "another") : await PostAsync("ten");
        Assert.Equal(status, stream.Status);
        Assert.NotNull((await stream.ProblemAsync())["errors"]!["Last-Event-ID"]);
        await AssertJobsAsync(1);
    }

    [Fact]
    public async Task OfTwoTabsWithTheSameRequestEachGoesOnWithItsOwnJob()
    {
        var (first, firstLocation) = await StartAndLeaveAsync("1-10");
        await using var open = await PostAsync(null);
        await LeftAsync(first, "1-10");
        var second = await WriterAsync(open.Location!);
        await AppendAsync(second, 14);
        await open.ReadAsync(f => f.Id == "1-16");

        await using var again = await PostAsync("1-10");
        Assert.Equal(firstLocation, again.Location);
        await AppendAsync(first, 1);
        Assert.Equal("1-11", (await again.NextAsync())!.Id);
        await AssertJobsAsync(2);
    }

    [Fact]
    public async Task WhenTwoJobsOfTheRequestFitTheClientIsToldToDropWhatItHas()
    {
        var (first, _) = await StartAndLeaveAsync("1-10");
        var (second, location) = await StartAndLeaveAsync("1-10");
        await LeftAsync(first, "1-10");
        await LeftAsync(second, "1-10");
        await using var stream = await PostAsync("1-10");
        Assert.Equal(location, stream.Location); // the newer one
        var reset = (await stream.NextAsync())!;
        Assert.Equal(("status", "1-10"), (reset.Event, reset.Id));
        Assert.Contains("reset", (string)reset.Json()["message"]!, StringComparison.Ordinal);
        await AssertJobsAsync(2);
    }

    [Fact]
    public async Task AnEarlierRunThatWasServedToItsEndIsNotConfusedWithTheNextOne()
    {
        await using (var stream = await PostAsync(null))
        {
            var earlier = await WriterAsync(stream.Location!);
            await AppendAsync(earlier, 12);
            await EndAsync(earlier);
            await stream.ReadAsync();
        }

        var (job, location) = await StartAndLeaveAsync("1-10");
        await using var again = await PostAsync("1-10");
        Assert.Equal(location, again.Location);
        await AppendAsync(job, 1);
        Assert.Equal("1-11", (await again.NextAsync())!.Id);
    }

    [Fact]
    public async Task ARequestThatNamesItsJobGoesOnWithThatOne()
    {
        var id = Guid.NewGuid();
        await using (var stream = await PostAsync(null, jobId: id))
        {
            await AppendAsync(await WriterAsync(stream.Location!), 8);
            await stream.ReadAsync(f => f.Id == "1-10");
        }

        await StartAndLeaveAsync("1-10"); // the same request, with another id
        await using var again = await PostAsync("1-10", jobId: id);
        Assert.Contains($"{id:D}", again.Location!, StringComparison.Ordinal);
        await using var never = await PostAsync("1-10", jobId: Guid.NewGuid());
        Assert.Equal(HttpStatusCode.NotFound, never.Status);
    }

    [Theory]
    [InlineData("/api/match-jobs/stream")]
    [InlineData("/cvs/parse/stream")]
    [InlineData("/api/v1/matching/run/stream")]
    [InlineData("/optimization/stream/{document}")]
    public async Task AKeyNamesTheJobOfEveryPostStream(string route)
    {
        var document = new TestJob(pipeline: "resume-parsing");
        await Store.CreateAsync(document.New(DateTimeOffset.UtcNow), default);
        route = route.Replace("{document}", $"{document.Id:D}", StringComparison.Ordinal);
        string key = Guid.NewGuid().ToString();
        Task<SeedStream> PostAsync(string? cursor) => SeedStream.OpenAsync(
            system.Next(), HttpMethod.Post, route, route.Contains("parse", StringComparison.Ordinal) ? new MultipartFormDataContent { { new StringContent("Ann"), "files", "ann.txt" } } : JsonContent.Create(new { offer = "x" }), cursor, key);

        await using var first = await PostAsync(null);
        Assert.Equal(HttpStatusCode.OK, first.Status);
        var job = await WriterAsync(first.Location!);
        await AppendAsync(job, job.Next([new StepProgressEvent("scoring", StepStatus.Running, 10, 1, 3, Message: "one"), new StepProgressEvent("scoring", StepStatus.Running, 20, 2, 3, Message: "two")]));
        await EndAsync(job);
        await using var whole = await PostAsync(null);
        var all = await whole.ReadAsync();
        await using var rest = await PostAsync("1-3");
        Assert.Equal((first.Location, first.Location), (whole.Location, rest.Location));
        Assert.Equal(all.Where(f => EventId.Parse(f.Id!).Seq > 3), await rest.ReadAsync());
        Assert.True(all.Exists(f => EventId.Parse(f.Id!).Seq <= 3), "nothing was left out");
        await AssertJobsAsync(2); // with the document
    }

    [Fact]
    public async Task TheSameRequestOfAnotherCallerIsAnotherRequest()
    {
        await using var guarded = await AuthSystem.WithKeysAsync();
        Task<SeedStream> PostAsync(string caller, string? cursor) => SeedStream.OpenAsync(
            guarded.As(caller), HttpMethod.Post, "/api/match-jobs/stream", JsonContent.Create(new { user_id = "u", resume_text = "Ann Lee\nPython", jobs = new { jobtitle = "Developer", jobdata = "Python" } }), cursor);
        string last, location;
        await using (var ann = await PostAsync("ann", null))
        {
            location = ann.Location!;
            last = (await ann.ReadAsync(f => f.Event == "token"))[^1].Id!;
        }

        await using var bob = await PostAsync("bob", last);
        Assert.Equal(HttpStatusCode.NotFound, bob.Status);
        await using var again = await PostAsync("ann", last);
        Assert.Equal(location, again.Location);
        Assert.Equal("done", (await again.ReadAsync())[^1].Event);
    }

    [Fact]
    public async Task AStoppingApiIsNoEndToTheClient()
    {
        var stopping = await EmbeddedSystem.StartAsync(("ConnectionStrings:redis", $"127.0.0.1:{system.Redis.Port}"));
        await using var proxy = new CuttingProxy(stopping.Http.BaseAddress!, null);
        await using var client = await RepeatingClient.StartAsync(new Uri(proxy.Address, "/api/match-jobs/stream"), JsonSerializer.Serialize(new { user_id = _user, jobs = new { jobtitle = "Developer" } }));
        var first = (await client.ReadAsync("0-1"))[0];
        var job = await WriterAsync((string)first.Json()["stream_url"]!);
        await AppendAsync(job, 8);
        var before = await client.ReadAsync("1-10");
        proxy.Target = system.Apis[0].Http.BaseAddress!;
        await stopping.DisposeAsync();

        await AppendAsync(job, 2);
        await EndAsync(job);
        List<SeedFrame> all = [first, .. before, .. await client.ReadAsync()];
        await using var whole = await SeedStream.GetAsync(system.Next(), (string)first.Json()["stream_url"]!);
        Assert.Equal(await whole.ReadAsync(), all);
        await AssertJobsAsync(1);
    }

    private Task<SeedStream> PostAsync(string? cursor, string user = "", Guid? jobId = null) => SeedStream.OpenAsync(
        system.Next(), HttpMethod.Post, "/api/match-jobs/stream", JsonContent.Create(new { user_id = _user + user, job_id = jobId, resume_text = "Ann", jobs = new { jobtitle = "Developer" } }), cursor);

    /// <summary>A job whose client left when it had seen this event.</summary>
    private async Task<(TestJob Job, string Location)> StartAndLeaveAsync(string last)
    {
        await using var stream = await PostAsync(null);
        Assert.Equal(HttpStatusCode.OK, stream.Status);
        var job = await WriterAsync(stream.Location!);
        await AppendAsync(job, (int)EventId.Parse(last).Seq - 2);
        await stream.ReadAsync(f => f.Id == last);
        return (job, stream.Location!);
    }

    /// <summary>The writer of a job that the Api has started.</summary>
    private async Task<TestJob> WriterAsync(string location)
    {
        var job = new TestJob(Guid.Parse(location.Split('/')[3]));
        var first = await system.Apis[0].Log.ReadAsync(job.Id, EventId.None, 10, default);
        job.Confirm(new JobAppend(job.Id, 0, 0, first, LogDigest.Next([], first[0].Data.Span), [], null));
        job.Attempt = (await Store.BeginAttemptAsync(job.Id, null, null, default))!.Attempt;
        await AppendAsync(job, job.Next([new JobStatusEvent(JobStatus.Running)]));
        return job;
    }

    private Task AppendAsync(TestJob job, int tokens) =>
        AppendAsync(job, job.Next([.. Enumerable.Range(0, tokens).Select(i => new TokenEvent("job-0", "x", i))]));

    private Task EndAsync(TestJob job) => AppendAsync(job, job.Done());

    private async Task AppendAsync(TestJob job, JobAppend append)
    {
        Assert.Equal(AppendOutcome.Appended, (await system.Apis[0].Log.AppendAsync(append, default)).Outcome);
        job.Confirm(append);
    }

    /// <summary>Waits until it is noted where the client left.</summary>
    private Task LeftAsync(TestJob job, string last) => Logs.EventuallyAsync(
        async () =>
        {
            var keys = await system.Redis.SendAsync("KEYS", "starts:*");
            var notes = await Task.WhenAll(keys.Split((char[])['\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Select(key => system.Redis.SendAsync("HGET", key, $"{job.Id:D}")));
            return notes.Any(note => note.Contains($" {last} ", StringComparison.Ordinal));
        },
        "it is not noted that the client has left");

    private async Task AssertJobsAsync(int count) => Assert.Equal(_before + count, await CountAsync());

    private async Task<int> CountAsync() => (await Store.ListAsync(null, 200, default)).Jobs.Count;
}
