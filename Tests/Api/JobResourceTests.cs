using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Distributed;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Api;

/// <summary>A job as a resource: its place in the listing, its state, its log in pages, its end.</summary>
[Collection(SharedSystem.Name)]
public sealed class JobResourceTests(RunningSystem system)
{
    [Fact]
    public async Task TheListingShowsEveryJobOnceNewestFirst()
    {
        var started = new List<Guid>();
        for (int i = 0; i < 7; i++)
        {
            started.Add(await system.Apis[i % 2].StartAsync(Work.Short.Request));
        }

        var listed = new List<Guid>();
        string? next = "";
        while (next is not null)
        {
            var (status, page) = await system.Apis[listed.Count % 2].GetAsync($"/api/jobs?limit=3{next}");
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.InRange(page.GetProperty("jobs").GetArrayLength(), 0, 3);
            listed.AddRange(page.GetProperty("jobs").EnumerateArray().Select(job => job.GetProperty("job_id").GetGuid()));
            next = page.TryGetProperty("next", out var cursor) ? $"&cursor={cursor.GetString()}" : null;
        }

        Assert.Equal(listed.Distinct(), listed);
        Assert.Equal(started.AsEnumerable().Reverse(), listed.Take(7));
    }

    [Fact]
    public async Task AJobHasItsTitleInItsLogItsResourceAndTheListing()
    {
        string mark = Guid.NewGuid().ToString("N");
        var named = await system.Apis[0].StartAsync(new { title = $"Mine {mark}", resume_text = "Ada Lovelace" }, "resume-parsing");
        var read = await system.Apis[0].StartAsync(new { resume_text = $"# Ada {mark}\nAnalyst" }, "resume-parsing");
        foreach (var (id, title) in new[] { (named, $"Mine {mark}"), (read, $"Ada {mark}") })
        {
            await system.Apis[0].ReadAsync(id);
            Assert.Equal(title, (await system.Apis[1].GetAsync($"/api/jobs/{id}")).Body.GetProperty("title").GetString());
            Assert.Equal(title, (await system.Apis[1].GetAsync($"/api/jobs/{id}/snapshot")).Body.GetProperty("title").GetString());
        }

        var (_, listing) = await system.Apis[1].GetAsync($"/api/jobs?text={mark}&status=ended&pipeline=resume-parsing");
        Assert.Equal([read, named], listing.GetProperty("jobs").EnumerateArray().Select(job => job.GetProperty("job_id").GetGuid()));
        (_, listing) = await system.Apis[1].GetAsync($"/api/jobs?text={mark}&status=active");
        Assert.Equal(0, listing.GetProperty("jobs").GetArrayLength());
    }

    [Fact]
    public async Task ABatchTellsHowManyOfItsItemsFailed()
    {
        var partial = await ParseAsync("Ann Lee\nCook", "");
        var whole = await ParseAsync("Bob Ray\nCook");
        var single = await system.Apis[0].StartAsync(new { resume_text = "Ada Lovelace" }, "resume-parsing");
        int?[] counts = [1, 0, null];
        foreach (var (id, count) in new[] { partial, whole, single }.Zip(counts))
        {
            await system.Apis[0].ReadAsync(id);
            foreach (var api in system.Apis)
            {
                Assert.Equal(count, CountOf((await api.GetAsync($"/api/jobs/{id}")).Body));
                var (_, listing) = await api.GetAsync("/api/jobs");
                Assert.Equal(count, CountOf(listing.GetProperty("jobs").EnumerateArray().Single(job => job.GetProperty("job_id").GetGuid() == id)));
            }
        }

        static int? CountOf(JsonElement job) => job.TryGetProperty("failed_count", out var count) ? count.GetInt32() : null;
    }

    private async Task<Guid> ParseAsync(params IEnumerable<string> texts)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (i, text) in texts.Index())
        {
            form.Add(new StringContent(text), "files", $"cv-{i}.txt");
        }

        using var response = await system.Apis[0].Http.PostAsync("/api/jobs/cv-parse", form);
        using var started = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return started.RootElement.GetProperty("job_id").GetGuid();
    }

    [Fact]
    public async Task PagesOfTheLogHoldTheEventsOfTheStream()
    {
        var id = await system.Apis[0].StartAsync(Work.Short.Request);
        var events = await system.Apis[0].ReadAsync(id);
        var paged = new List<string>();
        string after = "0-0";
        for (bool done = false; !done;)
        {
            var (status, page) = await system.Apis[paged.Count % 2].GetAsync($"/api/jobs/{id}/events?after={after}&limit=2");
            Assert.Equal(HttpStatusCode.OK, status);
            paged.AddRange(page.GetProperty("events").EnumerateArray().Select(e => e.GetRawText()));
            (after, done) = (page.GetProperty("next").GetString()!, page.GetProperty("done").GetBoolean());
        }

        Assert.Equal(events.Select(e => e.Data), paged);
        Assert.Equal(events[^1].Id, after);
    }

    [Fact]
    public async Task ALongPollWaitsForTheNextEvent()
    {
        var id = await system.Apis[0].StartAsync(Work.Endless.Request);
        using var stream = await system.Apis[0].WatchAsync(id);
        string last = (await stream.EventsAsync(Work.IsHashing))[^1].Id!;
        var (_, nothing) = await system.Apis[1].GetAsync($"/api/jobs/{id}/events?after={last}&wait=0.1");
        Assert.Equal((0, last), (nothing.GetProperty("events").GetArrayLength(), nothing.GetProperty("next").GetString()));

        var poll = system.Apis[1].GetAsync($"/api/jobs/{id}/events?after={last}&wait=60");
        await system.Apis[0].PostAsync($"/api/jobs/{id}/cancel");
        var (_, page) = await poll;
        Assert.Equal(EventTypes.JobStatus, page.GetProperty("events")[0].GetProperty("type").GetString());
        Assert.True(page.GetProperty("done").GetBoolean());
    }

    [Fact]
    public async Task AnUnchangedSnapshotIsNotSentAgain()
    {
        var id = await system.Apis[0].StartAsync(Work.Endless.Request);
        using var stream = await system.Apis[0].WatchAsync(id);
        await stream.EventsAsync(Work.IsHashing);
        string running = await TagAsync(system.Apis[0], id);
        Assert.Equal(HttpStatusCode.NotModified, await AskAgainAsync(system.Apis[1], id, running));
        await system.Apis[1].PostAsync($"/api/jobs/{id}/cancel");
        await stream.EventsAsync();
        Assert.Equal(HttpStatusCode.OK, await AskAgainAsync(system.Apis[1], id, running));
        string ended = await TagAsync(system.Apis[1], id);
        Assert.NotEqual(running, ended);
        Assert.Equal(HttpStatusCode.NotModified, await AskAgainAsync(system.Apis[0], id, ended));
        Assert.Equal(HttpStatusCode.NotModified, await AskAgainAsync(system.Apis[0], id, running, $"?at={running.Trim('"')}"));
    }

    [Fact]
    public async Task AnEndedJobCanBeDeletedAndItsIdNeverComesBack()
    {
        var id = Guid.NewGuid();
        var work = new { items = 2, rounds = Work.Endless.Rounds, job_id = id };
        Assert.Equal(id, await system.Apis[0].StartAsync(work));
        Assert.Equal(HttpStatusCode.Conflict, (await system.Apis[1].PostAsync("/api/jobs/diagnostics", work)).Status);
        using var stream = await system.Apis[0].WatchAsync(id);
        await stream.EventsAsync(Work.IsHashing);
        var (running, problem) = await system.Apis[1].DeleteAsync(id);
        Assert.Equal(HttpStatusCode.Conflict, running);
        Assert.True(problem.GetProperty("errors").TryGetProperty("job_id", out _));

        await system.Apis[1].PostAsync($"/api/jobs/{id}/cancel");
        await stream.EventsAsync();
        Assert.Equal(HttpStatusCode.NoContent, (await system.Apis[1].DeleteAsync(id)).Status);
        foreach (string resource in new[] { "", "/stream", "/snapshot", "/events" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await system.Apis[0].GetAsync($"/api/jobs/{id}{resource}")).Status);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await system.Apis[0].DeleteAsync(id)).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await system.Apis[0].PostAsync("/api/jobs/diagnostics", work)).Status);
        var (_, listing) = await system.Apis[0].GetAsync("/api/jobs?limit=200");
        Assert.DoesNotContain(listing.GetProperty("jobs").EnumerateArray(), job => job.GetProperty("job_id").GetGuid() == id);
    }

    private static async Task<string> TagAsync(JobClient api, Guid id)
    {
        using var response = await api.Http.GetAsync($"/api/jobs/{id}/snapshot");
        return response.Headers.ETag!.Tag;
    }

    private static async Task<HttpStatusCode> AskAgainAsync(JobClient api, Guid id, string tag, string query = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/jobs/{id}/snapshot{query}");
        request.Headers.IfNoneMatch.Add(new EntityTagHeaderValue(tag));
        using var response = await api.Http.SendAsync(request);
        return response.StatusCode;
    }
}
