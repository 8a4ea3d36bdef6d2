using AspireStreaming.Bench.Processes;
using StackExchange.Redis;

namespace AspireStreaming.Tests.AppHost;

public sealed class LocalRedisTests
{
    [Fact]
    public async Task DataOutlivesStopAndKillOnTheSamePort()
    {
        using var directory = new TemporaryDirectory();
        await using var redis = await StartAsync(directory.Path);
        var address = redis.ConnectionString;
        await SetAsync(address, "a", "1");

        await redis.StopAsync();
        await redis.StartAsync(CancellationToken.None);
        Assert.Equal("1", await GetAsync(address, "a"));

        await SetAsync(address, "a", "2");
        await redis.Process.KillAsync();
        await redis.WaitReadyAsync(CancellationToken.None);
        Assert.Equal("2", await GetAsync(redis.ConnectionString, "a"));
        Assert.Equal(address, redis.ConnectionString);
    }

    [Fact]
    public async Task ADirectoryInUseIsRefused()
    {
        using var directory = new TemporaryDirectory();
        await using var redis = await StartAsync(directory.Path);
        var error = await Assert.ThrowsAsync<LocalHostException>(() => StartAsync(directory.Path));
        Assert.Contains(directory.Path, error.Message);
        Assert.True(redis.Process.IsRunning);
    }

    [Fact]
    public async Task AServerLeftOverInTheDirectoryIsStoppedFirst()
    {
        using var directory = new TemporaryDirectory();
        var port = FreePort.Next();
        // Not a child of ours: what a host leaves behind that died together with the shell that watched its redis.
        await using var leftOver = new ChildProcess("redis", null, LocalRedis.Server!,
            ["--port", $"{port}", "--bind", "127.0.0.1", "--dir", directory.Path, "--pidfile", Path.Combine(directory.Path, "redis.pid"),
                "--appendonly", "yes", "--save", ""],
            new Dictionary<string, string>(), new LogOutput(TextWriter.Null, colours: false), TimeSpan.FromSeconds(8)) { Restart = false };
        leftOver.Start();
        while (FreePort.IsFree(port) || !File.Exists(Path.Combine(directory.Path, "redis.pid")))
            await Task.Delay(20);
        await SetAsync($"127.0.0.1:{port}", "a", "1");

        await using var redis = await StartAsync(directory.Path);
        Assert.False(ProcessTable.IsAlive(leftOver.Pid));
        Assert.Equal("1", await GetAsync(redis.ConnectionString, "a"));
    }

    [Fact]
    public async Task APidFileThatNamesAnotherProcessHarmsNobody()
    {
        using var directory = new TemporaryDirectory();
        using var other = new TemporaryDirectory();
        await using var neighbour = await StartAsync(other.Path);
        await File.WriteAllTextAsync(Path.Combine(directory.Path, "redis.pid"), $"{neighbour.Process.Pid}\n");
        await using var redis = await StartAsync(directory.Path);
        Assert.Equal(1, neighbour.Process.Starts);
        Assert.True(ProcessTable.IsAlive(neighbour.Process.Pid));
    }

    private static Task<LocalRedis> StartAsync(string directory) =>
        LocalRedis.StartAsync(directory, new LogOutput(TextWriter.Null, colours: false), TimeSpan.FromSeconds(8), CancellationToken.None);

    private static async Task SetAsync(string address, string key, string value)
    {
        using var connection = await ConnectionMultiplexer.ConnectAsync(address);
        await connection.GetDatabase().StringSetAsync(key, value);
    }

    private static async Task<string?> GetAsync(string address, string key)
    {
        using var connection = await ConnectionMultiplexer.ConnectAsync(address);
        return await connection.GetDatabase().StringGetAsync(key);
    }
}
