using System.Net;
using System.Text.Json;
using AspireStreaming.Edge.Protocols.DurableStreams;
using AspireStreaming.Streaming;
using AspireStreaming.Tests.Api;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Protocols;

/// <summary>Logs that are longer than one answer, and offsets that a log does not have.</summary>
public sealed class DurableStreamPagesTests
{
    private const int Page = 1000;

    [Theory]
    [InlineData((2 * Page) + 500)]
    [InlineData(2 * Page)]
    public async Task ALongLogIsReadPageByPageAndOnlyTheLastOneIsUpToDate(int events)
    {
        await using var system = await EmbeddedSystem.StartAsync();
        var job = await WriteAsync(system, events);
        var read = new List<JsonElement>();
        string offset = "-1";
        for (bool isUpToDate = false; !isUpToDate;)
        {
            using var response = await system.Http.GetAsync($"/streams/{job.Id}?offset={offset}");
            int before = read.Count;
            read.AddRange(JsonSerializer.Deserialize<JsonElement[]>(await response.Content.ReadAsStringAsync())!);
            isUpToDate = response.Headers.Contains(DurableStreamsEndpoint.UpToDateHeader);
            Assert.Equal(isUpToDate, read.Count - before < Page); // a whole page may have one behind it
            Assert.Equal(read.Count == events, response.Headers.Contains(DurableStreamsEndpoint.ClosedHeader));
            offset = response.Headers.GetValues(DurableStreamsEndpoint.NextOffsetHeader).Single();
            Assert.Equal(StreamOffset.TextOf(job.Log[read.Count - 1].Id), offset);
        }

        Assert.Equal(Enumerable.Range(1, events), read.Select(e => e.GetProperty("seq").GetInt32()));
    }

    [Fact]
    public async Task AStreamThatBeginsWithAWholePageIsNotUpToDateUntilItsEnd()
    {
        const int Events = (2 * Page) + 500;
        await using var system = await EmbeddedSystem.StartAsync();
        var job = await WriteAsync(system, Events);
        var frames = SeedFrame.ParseAll(await system.Http.GetStringAsync($"/streams/{job.Id}?offset=-1&live=sse"));
        Assert.Equal(
            Enumerable.Range(1, Events),
            frames.Where(frame => frame.Event == "data").SelectMany(frame => JsonSerializer.Deserialize<JsonElement[]>(frame.Data)!).Select(e => e.GetProperty("seq").GetInt32()));
        var controls = frames.Where(frame => frame.Event == "control").ToList();
        Assert.Equal($$"""{"streamNextOffset":"{{StreamOffset.TextOf(job.Log[Page - 1].Id)}}"}""", controls[0].Data);
        Assert.Equal($$"""{"streamNextOffset":"{{StreamOffset.TextOf(job.Last)}}","upToDate":true,"streamClosed":true}""", controls[^1].Data);
        Assert.DoesNotContain(controls.SkipLast(1), control => control.Data.Contains("streamClosed", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("&live=long-poll")]
    [InlineData("&live=sse")]
    public async Task AnOffsetThatIsNotInTheLogIsGone(string live)
    {
        await using var system = await EmbeddedSystem.StartAsync();
        var job = await WriteAsync(system, 10);
        using var response = await system.Http.GetAsync($"/streams/{job.Id}?offset={StreamOffset.TextOf(new EventId(7, 5))}{live}");
        Assert.Equal(HttpStatusCode.Gone, response.StatusCode);
    }

    /// <summary>An ended job with so many events.</summary>
    private static async Task<TestJob> WriteAsync(EmbeddedSystem system, int events)
    {
        var job = new TestJob();
        Assert.True(await system.Store.CreateAsync(job.New(DateTimeOffset.UtcNow), default));
        job.Attempt = (await system.Store.BeginAttemptAsync(job.Id, null, null, default))!.Attempt;
        while (job.Seq < events - 1)
        {
            await AppendAsync(system, job, job.Metrics((int)Math.Min(500, events - 1 - job.Seq)));
        }

        await AppendAsync(system, job, job.Done());
        return job;
    }

    private static async Task AppendAsync(EmbeddedSystem system, TestJob job, JobAppend append)
    {
        Assert.Equal(AppendOutcome.Appended, (await system.Log.AppendAsync(append, default)).Outcome);
        job.Confirm(append);
    }
}
