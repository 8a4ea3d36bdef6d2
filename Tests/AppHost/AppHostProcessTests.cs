#if !ASPIRE
using System.Net;
using System.Net.Sockets;
using AspireStreaming.AppHost.Local;

namespace AspireStreaming.Tests.AppHost;

/// <summary>The program as a user runs it.</summary>
public sealed class AppHostProcessTests
{
    [Theory]
    [InlineData("TERM", 0)]
    [InlineData("INT", 0)]
    [InlineData("HUP", 0)]
    [InlineData("KILL", 137)]
    public async Task NoSignalLeavesAChildBehind(string signal, int exitCode)
    {
        using var directory = new TemporaryDirectory();
        var port = FreePort.Next(2);
        await using var host = AppHostProcess.Start(directory.Path, port, null, "--api-replicas", "2", "--worker-replicas", "2");
        await host.ReadyAsync();
        Assert.Equal(5, host.ChildPids.Count);
        Assert.All(host.ChildPids, pid => Assert.True(ProcessTable.IsAlive(pid)));

        host.Signal(signal);
        var (code, error) = await host.ExitAsync();
        Assert.Equal((exitCode, ""), (code, error));
        await ProcessTable.GoneAsync(host.ChildPids);
        Assert.Single(host.Lines, $"ready: http://localhost:{port}");
        Assert.True(FreePort.IsFree(port) && FreePort.IsFree(port + 1));
    }

    [Fact]
    public async Task ATakenPortIsAClearErrorBeforeAnythingStarts()
    {
        using var directory = new TemporaryDirectory();
        var port = FreePort.Next(2);
        using var taken = new TcpListener(IPAddress.Loopback, port + 1);
        taken.Start();
        await using var host = AppHostProcess.Start(directory.Path, port, null, "--api-replicas", "2");
        var (code, error) = await host.ExitAsync();
        Assert.Equal(1, code);
        Assert.Contains($"port {port + 1} is taken", error);
        Assert.Empty(host.Lines);
        Assert.Empty(Directory.EnumerateFileSystemEntries(directory.Path));
    }

    [Fact]
    public async Task AWrongOptionIsAClearError()
    {
        using var directory = new TemporaryDirectory();
        await using var host = AppHostProcess.Start(directory.Path, FreePort.Next(), null, "--api-replicas", "many");
        var (code, error) = await host.ExitAsync();
        Assert.Equal(1, code);
        Assert.Contains("--api-replicas must be a whole number", error);
    }

    [Fact]
    public async Task WithoutRedisEverythingRunsInOneProcessAndSaysSo()
    {
        using var directory = new TemporaryDirectory();
        var port = FreePort.Next();
        await using var host = AppHostProcess.Start(directory.Path, port, new Dictionary<string, string> { ["PATH"] = directory.Path });
        await host.ReadyAsync();
        Assert.Empty(host.ChildPids);
        Assert.Contains(host.Lines, line => line.StartsWith("embedded store: no Redis found", StringComparison.Ordinal));
        using var client = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri($"http://localhost:{port}/health"))).StatusCode);

        host.Signal("TERM");
        Assert.Equal(0, (await host.ExitAsync()).Code);
        Assert.True(FreePort.IsFree(port));
    }
}
#endif
