using System.Net;
using System.Net.Http.Json;
using AspireStreaming.Bench.Processes;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Distributed;

/// <summary>A Redis that answers but accepts no writes: starts are refused with an error, everything else waits and continues.</summary>
[Collection(RestartedSystem.Name)]
public sealed class RedisStateTests(RunningSystem system)
{
    [Fact]
    public async Task WithoutMemoryStartsAreRefusedAndNothingIsLost()
    {
        var id = await system.Apis[0].StartAsync(Work.Long.Request);
        var other = system.Apis[1].ReadAsync(id);
        using var stream = await system.Apis[0].WatchAsync(id);
        var events = await stream.EventsAsync(Work.Items(3));

        await system.RedisAsync("CONFIG", "SET", "maxmemory-policy", "noeviction");
        await system.RedisAsync("CONFIG", "SET", "maxmemory", "1mb");
        string key = Guid.NewGuid().ToString();
        await RefusedAsync(key);
        Assert.Equal(HttpStatusCode.OK, (await system.Apis[1].GetAsync($"/api/jobs/{id}")).Status);
        await system.RedisAsync("CONFIG", "SET", "maxmemory", "0");

        // A repeat of the same start gives only one job.
        var started = (await StartAsync(key)).Body.GetProperty("job_id").GetGuid();
        Assert.Equal(started, (await StartAsync(key)).Body.GetProperty("job_id").GetGuid());
        await Work.CheckAsync(Work.Short, await system.Apis[0].ReadAsync(started));
        events.AddRange(await stream.EventsAsync());
        await Work.CheckAsync(Work.Long, events);
        WholeLog.Same(events, await other);
    }

    [Fact]
    public async Task AFailoverToAReplicaAndBackLosesNothing()
    {
        int port = system.App.RedisPort;
        await using var second = await RedisServer.StartAsync();
        await second.SendAsync("REPLICAOF", "127.0.0.1", $"{port}");
        await LinkedAsync(second.SendAsync);

        var id = await system.Apis[0].StartAsync(Work.Long.Request);
        var other = system.Apis[1].ReadAsync(id);
        using var stream = await system.Apis[0].WatchAsync(id);
        var events = await stream.EventsAsync(Work.Items(3));

        // The other server becomes master, and the system's server becomes its replica: it answers and accepts no writes.
        // No write comes between the WAIT and the promotion: the writes of clients are paused, and end with READONLY.
        await system.RedisAsync("CLIENT", "PAUSE", "30000", "WRITE");
        await ReplicatedAsync(system.RedisAsync, second.SendAsync);
        await second.SendAsync("REPLICAOF", "NO", "ONE");
        await system.RedisAsync("REPLICAOF", "127.0.0.1", $"{second.Port}");
        await system.RedisAsync("CLIENT", "UNPAUSE");
        await LinkedAsync(system.RedisAsync);
        string key = Guid.NewGuid().ToString();
        await RefusedAsync(key);
        Assert.Equal(HttpStatusCode.OK, (await UntilAvailableAsync(() => system.Apis[1].GetAsync($"/api/jobs/{id}"))).Status);

        await ReplicatedAsync(second.SendAsync, system.RedisAsync);
        await system.RedisAsync("REPLICAOF", "NO", "ONE");
        var (status, body) = await UntilAvailableAsync(() => StartAsync(key));
        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Equal(HttpStatusCode.Accepted, (await UntilAvailableAsync(() => system.Apis[0].SendAsync(Start(key)))).Status); // finds the master by itself too
        await Work.CheckAsync(Work.Short, await system.Apis[1].ReadAsync(body.GetProperty("job_id").GetGuid()));
        events.AddRange(await stream.EventsAsync());
        await Work.CheckAsync(Work.Long, events);
        WholeLog.Same(events, await other);
    }

    private async Task RefusedAsync(string key)
    {
        using var request = Start(key);
        using var response = await system.Apis[0].Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("Nothing is lost", await response.Content.ReadAsStringAsync());
    }

    private Task<(HttpStatusCode Status, System.Text.Json.JsonElement Body)> StartAsync(string key) => system.Apis[1].SendAsync(Start(key));

    private static HttpRequestMessage Start(string key) =>
        new(HttpMethod.Post, "/api/jobs/diagnostics") { Content = JsonContent.Create(Work.Short.Request), Headers = { { "Idempotency-Key", key } } };

    /// <summary>Repeats the request: the client library needs time to find the master.</summary>
    private static async Task<(HttpStatusCode Status, System.Text.Json.JsonElement Body)> UntilAvailableAsync(
        Func<Task<(HttpStatusCode Status, System.Text.Json.JsonElement Body)>> call)
    {
        for (var deadline = Logs.Deadline(60); ; await Task.Delay(100, deadline))
        {
            var answer = await call();
            if (answer.Status != HttpStatusCode.ServiceUnavailable)
            {
                return answer;
            }
        }
    }

    private static Task LinkedAsync(Func<string[], Task<string>> redis) => Logs.EventuallyAsync(
        async () => (await redis(["INFO", "replication"])).Contains("master_link_status:up", StringComparison.Ordinal), "the replica is not linked");

    /// <summary>Waits until the replica has all bytes that its master has written.</summary>
    private static Task ReplicatedAsync(Func<string[], Task<string>> master, Func<string[], Task<string>> replica) => Logs.EventuallyAsync(
        async () => Offset(await master(["INFO", "replication"])) == Offset(await replica(["INFO", "replication"])), "the replica lags behind its master");

    private static string Offset(string info) =>
        info.Split('\n').First(line => line.StartsWith("master_repl_offset:", StringComparison.Ordinal)).Trim();
}
