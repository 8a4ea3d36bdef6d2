using System.Net;
using AspireStreaming.Bench.Chaos;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Distributed;

/// <summary>Jobs that are deleted while they are watched: every stream ends, and no watcher gets an empty job.</summary>
[Collection(SharedSystem.Name)]
public sealed class DeleteTests(RunningSystem system)
{
    [Fact]
    public async Task AWatchedJobIsDeletedOnlyAfterItsEndAndItsWatchersGetAllEvents()
    {
        var id = await system.Apis[0].StartAsync(Work.Endless.Request);
        using var stream = await system.Apis[1].WatchAsync(id);
        var events = await stream.EventsAsync(Work.IsHashing);
        Assert.Equal(HttpStatusCode.Conflict, (await system.Apis[0].DeleteAsync(id)).Status);
        await system.Apis[0].PostAsync($"/api/jobs/{id}/cancel");
        while ((await system.Apis[0].DeleteAsync(id)).Status != HttpStatusCode.NoContent)
        {
            await Task.Delay(10);
        }

        events.AddRange(await stream.EventsAsync());
        WholeLog.Check(events);
        Assert.Equal("canceled", WholeLog.Status(events));
        foreach (var api in system.Apis)
        {
            foreach (string? cursor in new[] { null, events[1].Id, events[^1].Id })
            {
                Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(api, id, cursor));
            }
        }
    }

    /// <summary>The log is deleted between the check of the job and the read of its log.</summary>
    [Theory]
    [InlineData(null, "")]
    [InlineData(null, "from=snapshot")]
    [InlineData("1-3", "")]
    public async Task AStreamOpenedDuringTheDeletionEnds(string? cursor, string query)
    {
        var id = await system.Apis[0].StartAsync(Work.Short.Request);
        await system.Apis[0].ReadAsync(id);
        await RedisDirect.AskAsync(system.App.RedisPort, "DEL", $"job:{{{id:D}}}:events");
        using var stream = await system.Apis[1].WatchAsync(id, cursor, query);
        Assert.Equal(HttpStatusCode.OK, stream.Response.StatusCode);
        Assert.Empty(await stream.EventsAsync()); // the stream ends without a reset to an empty state
    }

    private static async Task<HttpStatusCode> StatusAsync(JobClient api, Guid id, string? cursor)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/jobs/{id}/stream");
        if (cursor is not null)
        {
            request.Headers.Add("Last-Event-ID", cursor);
        }

        using var response = await api.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return response.StatusCode;
    }
}
