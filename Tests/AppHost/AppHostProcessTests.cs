using System.Net;
using System.Net.Sockets;
using AspireStreaming.Bench.Processes;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.AppHost;

/// <summary>The AppHost as a user runs it.</summary>
public sealed class AppHostProcessTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly int _port = FreePort.Next(3);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task KilledProcessesStartAgainByThemselvesAndATerminationLeavesNone()
    {
        await using var host = Start();
        using var client = new HttpClient();
        string page = await ReadyAsync(host, client, 1);
        foreach (string program in new[] { "Api", "Worker" })
        {
            int pid = Assert.Single(host.Pids(program));
            SystemCommand.Run("kill", "-KILL", $"{pid}");
            await Logs.EventuallyAsync(() => Task.FromResult(host.Pids(program) is [var next] && next != pid), $"no other {program} was started");
            string name = program.ToLowerInvariant();
            Assert.Contains(host.Lines, line => line.Contains($"{name}-", StringComparison.Ordinal) && line.Contains("ended with exit code", StringComparison.Ordinal) && line.Contains("it starts again in", StringComparison.Ordinal));
            await Logs.EventuallyAsync(async () => await IsHealthyAsync(client, page), "the Api is not healthy");
        }

        host.Signal("TERM"); // dotnet run passes it on
        await EndedAsync(host);
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task EachReplicaHasItsPortAndAnInterruptLeavesNoProcess()
    {
        await using var host = Start("--api-replicas", "2", "--worker-replicas=2");
        using var client = new HttpClient();
        await ReadyAsync(host, client, 2);
        SystemCommand.Run("kill", "-INT", $"{Assert.Single(host.Pids("AppHost"))}");
        await EndedAsync(host);
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task NoProcessSurvivesAKilledAppHost()
    {
        await using var host = Start();
        await host.LineAsync("ready: ");
        SystemCommand.Run("kill", "-KILL", $"{Assert.Single(host.Pids("AppHost"))}");
        await host.GoneAsync();
        Assert.Equal(137, (await host.ExitAsync()).Code);
        Assert.True(FreePort.IsFree(_port));
    }

    [Fact]
    public async Task ATakenPortIsAClearErrorBeforeAnythingStarts()
    {
        using var taken = new TcpListener(IPAddress.Loopback, _port + 1);
        taken.Start();
        await FailsAsync($"AppHost: port {_port + 1} is taken by another process; stop that or set API_PORT to a free port\n", "--api-replicas", "2");
        Assert.Empty(Directory.EnumerateFileSystemEntries(_directory.Path));
    }

    [Fact]
    public Task AWrongOptionIsAClearError() =>
        FailsAsync("AppHost: --api-replicas must be a whole number from 1 to 32, not 'many'\n", "--api-replicas", "many");

    [Fact]
    public async Task HelpPrintsTheUsage()
    {
        await using var host = StartAlone("--help");
        Assert.Equal((0, ""), await host.ExitAsync());
        Assert.Contains(host.Lines, line => line.Contains("--worker-replicas N", StringComparison.Ordinal));
    }

    /// <summary>Checks the addresses that the AppHost prints, and what runs then.</summary>
    /// <returns>The address of the page.</returns>
    private async Task<string> ReadyAsync(HostProcess host, HttpClient client, int replicas)
    {
        string ready = await host.LineAsync("ready: ");
        string dashboard = await host.LineAsync("dashboard: ");
        Assert.Equal($"ready: http://localhost:{_port}", ready);
        Assert.StartsWith($"dashboard: http://localhost:{_port + 2}/login?t=", dashboard);
        Assert.Contains("<html", await client.GetStringAsync(new Uri(ready[7..])), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("<html", await client.GetStringAsync(new Uri(dashboard[11..])), StringComparison.OrdinalIgnoreCase);
        for (int replica = 0; replica < replicas; replica++)
        {
            int port = _port + replica;
            await Logs.EventuallyAsync(() => IsHealthyAsync(client, $"http://localhost:{port}"), $"Api {replica} is not healthy");
        }

        await Logs.EventuallyAsync(
            () => Task.FromResult((host.Pids("Api").Count, host.Pids("Worker").Count) == (replicas, replicas)), "not as many processes as replicas");
        return ready[7..];
    }

    /// <summary>Waits until the AppHost has ended without an error and without a process left.</summary>
    private async Task EndedAsync(HostProcess host)
    {
        await host.GoneAsync();
        Assert.Equal(0, (await host.ExitAsync()).Code);
        Assert.Single(host.Lines, line => line.StartsWith("ready: ", StringComparison.Ordinal));
        Assert.True(FreePort.IsFree(_port) && FreePort.IsFree(_port + 1));
    }

    private static async Task<bool> IsHealthyAsync(HttpClient client, string page)
    {
        try
        {
            using var response = await client.GetAsync(new Uri($"{page}/health"));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // it does not listen yet
        }
    }

    private async Task FailsAsync(string error, params string[] args)
    {
        await using var host = StartAlone(args);
        Assert.Equal((1, error), await host.ExitAsync());
    }

    private HostProcess Start(params string[] args) => HostProcess.Start("AppHost", _directory.Path, Ports, args);

    private HostProcess StartAlone(params string[] args) => HostProcess.StartAlone("AppHost", _directory.Path, Ports, args);

    private Dictionary<string, string> Ports => new() { ["API_PORT"] = $"{_port}", ["DASHBOARD_PORT"] = $"{_port + 2}" };
}
