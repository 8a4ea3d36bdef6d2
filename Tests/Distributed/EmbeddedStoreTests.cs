using System.Net;
using System.Net.Sockets;
using AspireStreaming.Bench.Processes;
using AspireStreaming.Tests.AppHost;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Distributed;

/// <summary>Api and Worker in one process without Redis: watchers get the same promises.</summary>
public sealed class EmbeddedStoreTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private HostProcess _host = null!;
    private JobClient _api = null!;

    public async Task InitializeAsync()
    {
        int port = FreePort.Next();
        _host = HostProcess.Start("Embedded", _directory.Path, new Dictionary<string, string>
        {
            ["API_PORT"] = $"{port}",
            ["Diagnostics__Enabled"] = "true",
            ["Diagnostics__MaxRounds"] = $"{Work.Endless.Rounds}",
        });
        _api = new JobClient($"http://localhost:{port}");
        Assert.Equal($"ready: http://localhost:{port}", await _host.LineAsync("ready: "));
    }

    public async Task DisposeAsync()
    {
        _api?.Dispose();
        await _host.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task WatchersAtAnyTimeAndAnyCursorSeeTheSameBytes()
    {
        var id = await _api.StartAsync(Work.Long.Request);
        using var first = await _api.WatchAsync(id);
        var events = await first.EventsAsync(Work.Items(10));
        int middle = events.Count;
        var fromMiddle = _api.ReadAsync(id);
        var onFromMiddle = _api.ReadAsync(id, events[^1].Id);
        events.AddRange(await first.EventsAsync());

        await Work.CheckAsync(Work.Long, events);
        WholeLog.Same(events, await fromMiddle);
        WholeLog.Same(events.Skip(middle), await onFromMiddle);
        for (int seen = 1; seen < events.Count; seen++)
        {
            WholeLog.Same(events.Skip(seen), await _api.ReadAsync(id, events[seen - 1].Id));
        }

        using var over = await _api.WatchAsync(id, events[^1].Id);
        Assert.Equal(HttpStatusCode.NoContent, over.Response.StatusCode);
    }

    [Fact]
    public async Task ATakenPortIsAClearError()
    {
        int port = FreePort.Next();
        using var taken = new TcpListener(IPAddress.Loopback, port);
        taken.Start();
        using var directory = new TemporaryDirectory();
        await using var second = HostProcess.Start("Embedded", directory.Path, new Dictionary<string, string> { ["API_PORT"] = $"{port}" });
        Assert.Equal((1, $"Embedded: port {port} is taken by another process; stop that or set API_PORT to a free port\n"), await second.ExitAsync());
    }

    [Fact]
    public async Task CancelEndsTheJob()
    {
        var id = await _api.StartAsync(Work.Endless.Request);
        using var stream = await _api.WatchAsync(id);
        var events = await stream.EventsAsync(Work.IsHashing);
        await _api.PostAsync($"/api/jobs/{id}/cancel");
        events.AddRange(await stream.EventsAsync());
        WholeLog.Check(events);
        Assert.Equal("canceled", WholeLog.Status(events));
    }
}
