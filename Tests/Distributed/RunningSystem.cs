using AspireStreaming.Bench.Processes;
using AspireStreaming.Bench.Chaos;
using AspireStreaming.Tests.AppHost;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Distributed;

/// <summary>The system of the AppHost, real Redis included: two Apis and, where nothing else is said, two Workers.</summary>
public class RunningSystem : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private RunningApp? _app;

    /// <summary>Longer than every test that does not change it: a job moves to another worker only when it is handed back.</summary>
    protected virtual TimeSpan Lease => TimeSpan.FromMinutes(10);

    protected virtual long MaxRounds => 1_000_000_000_000;

    /// <summary>One is enough where no job has to move to another worker: each one compiles the code that it runs.</summary>
    protected virtual int Workers => 2;

    protected virtual int MaxEventsPerJob => 100_000;

    /// <summary>Whether the page replays samples at reading speed, and their workers may be killed.</summary>
    protected virtual bool ShowsSamples => false;

    /// <summary>More settings of all processes, as in <c>Worker__Concurrency</c>.</summary>
    protected virtual IEnumerable<KeyValuePair<string, string>> Settings => [];

    internal RunningApp App => _app ?? throw new InvalidOperationException("The system has not started.");

    /// <summary>One client per Api replica.</summary>
    internal IReadOnlyList<JobClient> Apis { get; private set; } = [];

    public virtual async Task InitializeAsync()
    {
        _app = await RunningApp.StartAsync(
            new RunningAppOptions
            {
                DataDirectory = _directory.Path,
                Workers = Workers,
                Variables = new Dictionary<string, string>(Settings)
                {
                    ["Diagnostics__Enabled"] = "true",
                    ["Demo__Enabled"] = ShowsSamples ? "true" : "false",
                    ["Diagnostics__MaxRounds"] = $"{MaxRounds}",
                    ["Streaming__Lease"] = Lease.ToString("c"),
                    ["Streaming__MaxEventsPerJob"] = $"{MaxEventsPerJob}",
                    ["Api__Heartbeat"] = "00:00:00.300",
                },
            },
            CancellationToken.None);
        Apis = [.. App.ApiUrls.Select(url => new JobClient(url))];
    }

    public virtual async Task DisposeAsync()
    {
        foreach (var api in Apis)
        {
            api.Dispose();
        }

        if (_app is not null)
        {
            await _app.DisposeAsync();
            Assert.Empty(ServerErrorChecker.Check(_app.Log)); // no server error, although streams are cut
        }

        _directory.Dispose();
    }

    /// <summary>The worker that holds the claim on the only job that is running.</summary>
    internal async Task<RunningProcess> WorkerAtWorkAsync() => Worker(Assert.Single(await ClaimsAsync()).Value);

    /// <summary>The worker that holds the claim on this job, which is running.</summary>
    internal async Task<RunningProcess> WorkerAtWorkAsync(Guid jobId) =>
        Worker((await ClaimsAsync())[await RedisAsync("HGET", "jobs:entries", $"{jobId:D}")]);

    /// <summary>Runs a Redis command, without the product.</summary>
    internal Task<string> RedisAsync(params string[] command) =>
        RedisDirect.AskAsync(App.RedisPort, command);

    private async Task<Dictionary<string, int>> ClaimsAsync()
    {
        using var redis = new RedisDirect(App.RedisPort);
        return await ClaimHolder.ClaimsAsync(redis, ["jobs:queue"]);
    }

    private RunningProcess Worker(int pid) => App.Workers.Single(worker => worker.Pid == pid);
}

/// <summary>The system of the tests that stop its processes and wait until all are healthy again. No job is taken over: the lease is long.</summary>
[CollectionDefinition(Name)]
public sealed class RestartedSystem : ICollectionFixture<RunningSystem>
{
    public const string Name = "restarted system";
}

/// <summary>The system that all tests share that stop no process.</summary>
[CollectionDefinition(Name)]
public sealed class SharedSystem : ICollectionFixture<RunningSystem>
{
    public const string Name = "shared system";
}
