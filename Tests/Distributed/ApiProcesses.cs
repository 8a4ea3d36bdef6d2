using AspireStreaming.Bench.Chaos;
using AspireStreaming.Bench.Processes;
using AspireStreaming.Tests.AppHost;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Distributed;

/// <summary>Api processes over a real Redis and no Worker: tests write the logs themselves.</summary>
public class ApiProcesses : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private StackExchange.Redis.IConnectionMultiplexer? _connection;
    private RunningApp? _app;
    private TestStore? _store;

    protected virtual int Replicas => 1;

    protected virtual IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>();

    internal RunningApp App => _app ?? throw new InvalidOperationException("The system has not started.");

    internal TestStore Store => _store!;

    internal IReadOnlyList<JobClient> Apis { get; private set; } = [];

    public async Task InitializeAsync()
    {
        _app = await RunningApp.StartAsync(
            new RunningAppOptions
            {
                DataDirectory = _directory.Path,
                Apis = Replicas,
                Workers = 0,
                Variables = new Dictionary<string, string>(Settings) { ["Api__Heartbeat"] = "00:00:00.300", ["Logging__LogLevel__Default"] = "Warning" },
            },
            CancellationToken.None);
        _connection = await RedisServer.ConnectAsync(App.RedisConnectionString);
        _store = TestStore.Redis(_connection, prefix: "");
        Apis = [.. App.ApiUrls.Select(url => new JobClient(url))];
    }

    public async Task DisposeAsync()
    {
        foreach (var api in Apis)
        {
            api.Dispose();
        }

        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        _connection?.Dispose();
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        _directory.Dispose();
    }

    internal Task<string> RedisAsync(params string[] command) =>
        RedisDirect.AskAsync(App.RedisPort, command);

    /// <summary>The number of streams of all Apis, from their last heartbeats.</summary>
    internal async Task<int> WatchersAsync() => (await Store.Nodes.ListAsync(Logs.Deadline())).Sum(node => node.Watchers);

    /// <summary>Memory of the first Api, in bytes.</summary>
    internal long Memory()
    {
        string line = File.ReadLines($"/proc/{App.Apis[0].Pid}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024;
    }
}
