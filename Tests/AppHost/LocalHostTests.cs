using AspireStreaming.Bench.Processes;

namespace AspireStreaming.Tests.AppHost;

public sealed class LocalHostTests
{
    [Fact]
    public async Task ReplicasListenSideBySideAndKilledOnesComeBack()
    {
        using var directory = new TemporaryDirectory();
        using var output = new StringWriter();
        await using var host = await LocalHost.StartAsync(Options(directory.Path) with
        {
            ApiReplicas = 2,
            WorkerReplicas = 2,
            Log = new LogOutput(output, colours: false),
        }, CancellationToken.None);
        Assert.Equal(["api-0", "api-1", "worker-0", "worker-1"], host.Children.Select(child => child.Name));
        Assert.Equal(host.ApiUrls, host.Apis.Select(child => child.Url));

        foreach (var child in host.Children)
            await child.KillAsync();
        await host.Redis!.Process.KillAsync();
        await host.Redis.WaitReadyAsync(CancellationToken.None);
        await host.WaitHealthyAsync(CancellationToken.None);
        Assert.All(host.Children, child => Assert.True(child.Starts >= 2));
        await host.DisposeAsync();
        await ProcessTable.GoneAsync(host.Children.Append(host.Redis.Process).Select(child => child.Pid));
    }

    [Fact]
    public async Task AGivenRedisIsUsedAndNotStopped()
    {
        using var directory = new TemporaryDirectory();
        using var unused = new TemporaryDirectory();
        await using var redis = await LocalRedis.StartAsync(
            directory.Path, new LogOutput(TextWriter.Null, colours: false), TimeSpan.FromSeconds(8), CancellationToken.None);
        await using (var host = await LocalHost.StartAsync(
            Options(unused.Path) with { RedisConnectionString = redis.ConnectionString }, CancellationToken.None))
        {
            Assert.Null(host.Redis);
            Assert.Equal(redis.ConnectionString, host.RedisConnectionString);
        }

        Assert.True(ProcessTable.IsAlive(redis.Process.Pid));
        Assert.Empty(Directory.EnumerateFileSystemEntries(unused.Path));
    }

    [Fact]
    public async Task AChildThatNeverGetsHealthyIsNamedWithItsLastLinesAndNothingIsLeft()
    {
        using var directory = new TemporaryDirectory();
        using var output = new StringWriter();
        var options = Options(directory.Path) with
        {
            StartTimeout = TimeSpan.FromSeconds(3),
            Environment = new Dictionary<string, string> { ["ASPNETCORE_URLS"] = "nonsense" },
            Log = new LogOutput(output, colours: false),
        };
        var error = await Assert.ThrowsAsync<LocalHostException>(() => LocalHost.StartAsync(options, CancellationToken.None));
        Assert.Contains("is not healthy", error.Message);
        Assert.Contains("nonsense", error.Message);
        await ProcessTable.GoneAsync(output.ToString().Split(Environment.NewLine)
            .Where(line => line.StartsWith("started ", StringComparison.Ordinal)).Select(line => int.Parse(line.Split(' ')[3])));
    }

    private static LocalHostOptions Options(string directory) => new() { ApiPort = FreePort.Next(2), DataDirectory = directory };
}
