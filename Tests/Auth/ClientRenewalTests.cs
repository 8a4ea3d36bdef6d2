using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using AspireStreaming.Bench.Peers;
using AspireStreaming.Client;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Streaming.Memory;
using AspireStreaming.Tests.Support;
using AspireStreaming.Tests.Viewers;
using Microsoft.Extensions.DependencyInjection;

namespace AspireStreaming.Tests.Auth;

/// <summary>The clients renew the right to an open stream by themselves: it outlives the right it was opened with, without a reconnect.</summary>
public sealed class ClientRenewalTests
{
    private const int Renewals = 2;

    /// <summary>A quarter of it before its end the stream announces it. A busy machine can take seconds for the renewal.</summary>
    private static readonly (string Key, string Value) Lifetime = ("Auth:CapabilityLifetime", "00:00:12");

    [Fact]
    public async Task BothTransportsOfTheJavaScriptClientRenewTheirCapability()
    {
        await NodeModules.EnsureAsync();
        await Task.WhenAll(RenewInNodeAsync("eventsource"), RenewInNodeAsync("shared"));
    }

    [Fact]
    public async Task TheDotNetClientRenewsItsStreamByANewToken()
    {
        await using var authority = await TokenAuthority.StartAsync();
        await using var system = await StartAsync(authority.Settings);
        var job = await JobAsync(system);
        using var http = new HttpClient(new TokenHandler(() => authority.Token("ann", "acme", lifetime: TimeSpan.FromSeconds(12)))) { BaseAddress = system.Address };
        var reconnects = new List<JobReconnect>();
        var client = new JobStreamClient(http, new JobStreamClientOptions { Reconnecting = reconnects.Add });
        var ending = EndAfterRenewalsAsync(system, job);
        var seen = new List<string>();
        await foreach (var update in client.WatchAsync(job.Id, cancellationToken: Logs.Deadline(60)))
        {
            seen.Add(update.Cursor.Id.ToString());
        }

        await ending;
        Assert.Equal(job.Log.Select(e => e.Id.ToString()), seen);
        Assert.Empty(reconnects);
    }

    private static async Task RenewInNodeAsync(string kind)
    {
        await using var system = await StartAsync([.. AuthSystem.Keys.Select(setting => (setting.Key, setting.Value))]);
        var job = await JobAsync(system);
        using var node = Process.Start(new ProcessStartInfo(
            "node", [Path.Combine(NodeModules.Directory, "viewers", "authorized.js"), kind, system.Address.GetLeftPart(UriPartial.Authority), $"{job.Id}", AuthSystem.KeyOf("ann")])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        await EndAfterRenewalsAsync(system, job);
        using var seen = JsonDocument.Parse(await node.StandardOutput.ReadToEndAsync(Logs.Deadline(60)));
        Assert.Equal(job.Log.Select(e => e.Id.ToString()), seen.RootElement.GetProperty("seen").EnumerateArray().Select(id => id.GetString()));
        Assert.Equal(["connecting", "live", "finished"], seen.RootElement.GetProperty("states").EnumerateArray().Select(state => state.GetString()));
        Assert.True(seen.RootElement.GetProperty("verified").GetBoolean());
    }

    /// <summary>Ends the job when its one stream has been renewed a few times, and the right that it was opened with is over.</summary>
    private static async Task EndAfterRenewalsAsync(AuthSystem system, TestJob job)
    {
        var hub = system.Services.GetRequiredService<JobStreamHub>();
        await Logs.EventuallyAsync(() => Task.FromResult(hub.Watchers == 1), "no stream was opened");
        var open = Assert.Single(hub.ListOpen());
        long first = open.Access!.Ends;
        long ends = first;
        for (int renewals = 0; renewals < Renewals; renewals++)
        {
            await Logs.EventuallyAsync(() => Task.FromResult(open.Access.Ends > ends + Stopwatch.Frequency || open.End is not null), "the stream was not renewed");
            ends = open.Access.Ends;
            await AppendAsync(system, job, job.Next([new MetricUpdateEvent("renewals", renewals)]));
        }

        Assert.True(Stopwatch.GetTimestamp() > first, "the first right has not ended yet");
        await AppendAsync(system, job, job.Done());
    }

    private static Task<AuthSystem> StartAsync((string Key, string? Value)[] settings) => AuthSystem.StartAsync(
        "http://127.0.0.1:0", [.. settings, Lifetime, ("Api:Heartbeat", "00:00:00.200")],
        configure: services => services.AddSingleton<INodeCalls>(new LossyCalls(new MemoryNodeCalls(TimeProvider.System))));

    private static async Task<TestJob> JobAsync(AuthSystem system)
    {
        var job = new TestJob();
        Assert.True(await system.Store.CreateAsync(job.New(DateTimeOffset.UtcNow, owner: new JobOwner("acme", "ann")), default)); // in no queue: no worker ends it
        return job;
    }

    private static async Task AppendAsync(AuthSystem system, TestJob job, JobAppend append)
    {
        Assert.Equal(AppendOutcome.Appended, (await system.Log.AppendAsync(append, default)).Outcome);
        job.Confirm(append);
    }

    /// <summary>Loses every other call, as a broken connection does.</summary>
    private sealed class LossyCalls(INodeCalls calls) : INodeCalls
    {
        private int _count;

        public async Task<byte[]?> CallAsync(string nodeId, NodeCall call, TimeSpan atMost, CancellationToken cancellationToken) =>
            Interlocked.Increment(ref _count) % 2 == 1 ? null : await calls.CallAsync(nodeId, call, atMost, cancellationToken);

        public Task<IAsyncDisposable> AnswerAsync(string nodeId, Func<NodeCall, Task<byte[]?>> answer, CancellationToken cancellationToken) =>
            calls.AnswerAsync(nodeId, answer, cancellationToken);
    }

    private sealed class TokenHandler(Func<string> token) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token());
            return base.SendAsync(request, cancellationToken);
        }
    }
}
