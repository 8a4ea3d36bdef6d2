using System.Globalization;
using System.Net;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Operations;
using AspireStreaming.Tests.Support;
using AspireStreaming.Tests.Support.Otlp;
using AspireStreaming.Worker.Ai;

namespace AspireStreaming.Tests.Distributed;

/// <summary>What the processes of the real system export, compared with what was done.</summary>
public sealed class MetricsTests(MetricsTests.Exporting system) : IClassFixture<MetricsTests.Exporting>
{
    private const string Verdict = """{"score":81,"matched_skills":["Python"],"missing_skills":["Rust"],"summary":"A good fit."}""";
    private static readonly (string, string) Diagnostics = ("pipeline", "diagnostics");

    /// <summary>Only a cancel ends it.</summary>
    private static readonly DiagnosticsWork Endless = Work.Endless with { Rounds = Exporting.Limit };

    private MetricsReceiver Metrics => system.Metrics;

    [Fact]
    public async Task TheDashboardsAndTheAlertsUseOnlyWhatTheSystemExports()
    {
        await WorkAsync();
        var used = PrometheusQueries.Dashboards().Concat(PrometheusQueries.Alerts()).Concat(PrometheusQueries.Adapter().Values).SelectMany(PrometheusQuery.Read).ToList();
        Assert.True(used.Count > 40, $"{used.Count} uses were found");
        var deadline = Logs.Deadline(60);
        while (true)
        {
            var labels = Labels();
            var missing = used.Where(use => !labels.TryGetValue(use.Metric, out var known) || !use.Labels.All(known.Contains))
                .Select(use => $"{use.Metric} {string.Join(',', use.Labels)}").Distinct().Order().ToList();
            if (missing.Count == 0)
            {
                return;
            }

            Assert.False(deadline.IsCancellationRequested, $"not exported:\n{string.Join('\n', missing)}\n\nexported:\n{string.Join('\n', labels.Keys.Order())}");
            await Task.Delay(200);
        }
    }

    [Fact]
    public async Task TheDocumentHasExactlyTheMetricsThatTheSystemExports()
    {
        await WorkAsync();
        var expected = DocumentedMetric.All.Select(metric => $"{metric.Name} {metric.Unit} {metric.Kind}").Order().ToList();
        var deadline = Logs.Deadline(60);
        while (Own().Count < expected.Count && !deadline.IsCancellationRequested)
        {
            await Task.Delay(50);
        }

        Assert.Equal(expected, Own());
        Assert.All(Metrics.All.Where(series => series.Meter == StreamingDiagnostics.Name), series => Assert.Subset(
            DocumentedMetric.All.Single(metric => metric.Name == series.Name).Attributes.ToHashSet(), series.Tags.Keys.ToHashSet()));

        List<string> Own() =>
        [
            .. Metrics.All.Where(series => series.Meter == StreamingDiagnostics.Name)
                .Select(series => $"{series.Name} {series.Unit} {DocumentedMetric.NameOf(series.Kind)}").Distinct().Order(),
        ];
    }

    [Fact]
    public async Task JobsAreCountedByTheirOutcome()
    {
        await SettledAsync();
        double started = Metrics.Sum("jobs.started", Diagnostics);
        double waited = Metrics.Sum("jobs.queue.wait", Diagnostics);
        double completed = Ended("completed");
        double failed = Ended("failed");
        double canceled = Ended("canceled");
        double appended = Metrics.Sum("jobs.events.appended", Diagnostics);
        double hashed = Metrics.Sum("jobs.step.duration", Diagnostics, ("step", "hashing"), ("outcome", "completed"));

        var endless = await system.Apis[0].StartAsync(Endless.Request);
        await Metrics.UntilAsync(1, "jobs.active", Diagnostics);
        await Metrics.UntilAsync(1, "jobs.slots", ("state", "busy"));
        var good = await system.Apis[0].ReadAsync(await system.Apis[1].StartAsync(Work.Short.Request));
        var bad = await system.Apis[1].ReadAsync(await system.Apis[0].StartAsync((Work.Short with { SealRounds = Exporting.Limit + 1 }).Request));
        await system.Apis[1].PostAsync($"/api/jobs/{endless}/cancel");
        var ended = await system.Apis[0].ReadAsync(endless);

        await Metrics.UntilAsync(started + 3, "jobs.started", Diagnostics);
        await Metrics.UntilAsync(waited + 3, "jobs.queue.wait", Diagnostics);
        await Metrics.UntilAsync(completed + 1, "jobs.ended", Diagnostics, ("status", "completed"));
        await Metrics.UntilAsync(failed + 1, "jobs.ended", Diagnostics, ("status", "failed"));
        await Metrics.UntilAsync(1, "jobs.ended", Diagnostics, ("status", "failed"), ("error.type", "over_limit"));
        await Metrics.UntilAsync(canceled + 1, "jobs.ended", Diagnostics, ("status", "canceled"));
        await Metrics.UntilAsync(hashed + 2, "jobs.step.duration", Diagnostics, ("step", "hashing"), ("outcome", "completed"));
        await Metrics.UntilAsync(appended + good.Count + bad.Count + ended.Count - 3, "jobs.events.appended", Diagnostics); // the first event of each is created with it
        await SettledAsync();

        double Ended(string status) => Metrics.Sum("jobs.ended", Diagnostics, ("status", status));
    }

    [Fact]
    public async Task StreamsAreCountedByWhyTheyEndedAndEachDeliveryOnce()
    {
        await SettledAsync();
        var id = await system.Apis[0].StartAsync(Work.Short.Request);
        var events = await system.Apis[0].ReadAsync(id);
        await SettledAsync();
        double opened = Metrics.Sum("sse.streams.opened");
        double resumed = Metrics.Sum("sse.streams.opened", ("resumed", "true"));
        double completed = Metrics.Sum("sse.streams.ended", ("reason", "completed"));
        double left = Metrics.Sum("sse.streams.ended", ("reason", "client_left"));
        double lost = Metrics.Sum("sse.resets", ("reason", "lost"));
        double delivered = Metrics.Sum("sse.events.delivered");

        const int first = 4;
        await system.Apis[1].ReadAsync(id);
        await system.Apis[1].ReadAsync(id, query: "types=done");
        await system.Apis[0].ReadAsync(id, events[first - 1].Id);
        var reset = await system.Apis[0].ReadAsync(id, "7-3"); // an id that was never in this log
        Assert.Equal(EventTypes.Reset, reset[0].Name);
        var endless = await system.Apis[0].StartAsync(Endless.Request);
        using (var stream = await system.Apis[0].WatchAsync(endless))
        {
            await stream.EventsAsync(Work.IsHashing);
            await Metrics.UntilAsync(1, "sse.watchers");
        }

        await Metrics.UntilAsync(left + 1, "sse.streams.ended", ("reason", "client_left"));
        await Metrics.UntilAsync(opened + 5, "sse.streams.opened");
        await Metrics.UntilAsync(resumed + 2, "sse.streams.opened", ("resumed", "true"));
        await Metrics.UntilAsync(completed + 4, "sse.streams.ended", ("reason", "completed"));
        await Metrics.UntilAsync(lost + 1, "sse.resets", ("reason", "lost"));
        await Metrics.UntilAsync(0, "sse.resets", ("reason", "behind"));
        Assert.All(Metrics.Of("sse.streams.opened"), series => Assert.DoesNotContain('?', series.Tags["dialect"])); // no attribute of the client's own
        await system.Apis[0].PostAsync($"/api/jobs/{endless}/cancel");
        await SettledAsync();
        double now = Metrics.Sum("sse.events.delivered") - delivered - (3 * events.Count) + first;
        Assert.InRange(now, 2, (await system.Apis[1].ReadAsync(endless)).Count); // those that the client that left was sent
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task ATakeoverIsCountedByTheWorkerThatGoesOn()
    {
        await SettledAsync();
        double takeovers = Metrics.Sum("jobs.takeovers", Diagnostics);
        double again = Metrics.Sum("jobs.claims", ("offer", "again"));
        double first = Metrics.Sum("jobs.claims", ("offer", "first"));
        var id = await system.Apis[0].StartAsync(Endless.Request);
        using var stream = await system.Apis[1].WatchAsync(id);
        await stream.EventsAsync(Work.IsHashing);
        await Metrics.UntilAsync(first + 1, "jobs.claims", ("offer", "first"));
        await (await system.WorkerAtWorkAsync(id)).KillAsync();
        await stream.EventsAsync(e => Work.IsHashing(e) && e.Event.Id.Attempt == 2);

        await Metrics.UntilAsync(takeovers + 1, "jobs.takeovers", Diagnostics);
        await Metrics.UntilAsync(again + 1, "jobs.claims", ("offer", "again"));
        await system.Apis[0].PostAsync($"/api/jobs/{id}/cancel");
        await stream.EventsAsync();
        await system.App.WaitHealthyAsync(CancellationToken.None);
    }

    [Fact]
    public async Task TheApisReportAQueueThatHasNoWorker()
    {
        await SettledAsync();
        foreach (var worker in system.App.Workers)
        {
            await worker.StopAsync();
        }

        var id = await system.Apis[0].StartAsync(Work.Short.Request);
        var deadline = Logs.Deadline(60);
        while (Apis("jobs.queue.depth", ("state", "waiting")).Count(series => series.Value == 1) < 2
            || Apis("jobs.workers").Count(series => series.Value == 0) < 2
            || Apis("jobs.queue.oldest_wait").Count(series => series.Value > 0) < 2)
        {
            Assert.False(deadline.IsCancellationRequested, "the Apis don't report it");
            await Task.Delay(100);
        }

        await system.App.WaitHealthyAsync(CancellationToken.None);
        await system.Apis[1].ReadAsync(id);
        await SettledAsync();
        await Logs.EventuallyAsync(() => Task.FromResult(Apis("jobs.workers").Count(series => series.Value == 2) == 2), "the workers are not counted");

        IEnumerable<ExportedMetric> Apis(string name, params (string, string)[] tags) => Metrics.Of(name, tags).Where(series => series.Service.StartsWith("api", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AnEvictingPolicyTheMemoryLimitAndALostSubscriptionAreReported()
    {
        await SettledAsync();
        await Metrics.UntilAsync(4, "redis.subscriber.up");
        await Metrics.UntilAsync(0, "redis.evicting");
        double reconnects = Metrics.Sum("redis.reconnects", ("connection", "subscriptions"));
        await system.Apis[0].ReadAsync(await system.Apis[1].StartAsync(Work.Short.Request)); // so that a process has subscribed
        try
        {
            await system.RedisAsync("CONFIG", "SET", "maxmemory", "1000000000");
            await system.RedisAsync("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
            await system.RedisAsync("CLIENT", "KILL", "TYPE", "pubsub");
            await Metrics.UntilAsync(4 * 1_000_000_000L, "redis.maxmemory");
            await Metrics.UntilAsync(4, "redis.evicting");
        }
        finally
        {
            await system.RedisAsync("CONFIG", "SET", "maxmemory", "0");
            await system.RedisAsync("CONFIG", "SET", "maxmemory-policy", "noeviction");
        }

        await Metrics.UntilAsync(0, "redis.evicting");
        Assert.True(Metrics.Sum("redis.reconnects", ("connection", "subscriptions")) > reconnects);
        Assert.All(Metrics.Of("redis.memory.used"), series => Assert.InRange(series.Value, 500_000, 1_000_000_000));
        Assert.All(
            Metrics.Of("redis.memory.used"), series => Assert.Equal(system.App.RedisPort.ToString(CultureInfo.InvariantCulture), series.Tags["server.port"]));
        Assert.True(Metrics.Sum("db.client.operation.duration", ("db.stored_procedure.name", "append")) > 0);
    }

    /// <summary>Gives every metric a value: a watched job, and one that calls a model.</summary>
    private async Task WorkAsync()
    {
        system.Model.Enqueue(
            ModelReply.Failure(400, "unexpected", null, "The built-in reader reads the résumé."), ModelReply.Text("He knows ", "Python."), ModelReply.Text(Verdict));
        var (status, _) = await system.Apis[0].PostAsync(
            "/api/match-jobs", new { user_id = "u", resume_text = "Python developer for eight years.", jobs = new { jobtitle = "One", jobdata = "Python and Rust" } });
        Assert.Equal(HttpStatusCode.OK, status);
        var id = await system.Apis[0].StartAsync(Endless.Request);
        using var stream = await system.Apis[1].WatchAsync(id);
        await stream.EventsAsync(Work.IsHashing);
        await system.Apis[0].PostAsync($"/api/jobs/{id}/cancel");
        await stream.EventsAsync(); // live
    }

    /// <summary>The labels of each metric by its name in Prometheus. A label of one series counts for all.</summary>
    private Dictionary<string, HashSet<string>> Labels()
    {
        var labels = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var series in Metrics.All)
        {
            foreach (string name in PrometheusName.Of(series.Name, series.Unit, series.Kind))
            {
                if (!labels.TryGetValue(name, out var known))
                {
                    labels[name] = known = ["job", "instance", "le"];
                }

                known.UnionWith(series.Tags.Keys.Select(PrometheusName.Label));
            }
        }

        return labels;
    }

    /// <summary>Waits until no job runs and no job waits. All values are of now.</summary>
    private async Task SettledAsync()
    {
        await Metrics.RefreshAsync(system.App.Processes.Count());
        await Metrics.UntilAsync(0, "jobs.active", Diagnostics);
        await Metrics.UntilAsync(0, "sse.watchers");
        await Metrics.UntilAsync(0, "jobs.queue.depth", ("state", "waiting"));
    }

    public sealed class Exporting : RunningSystem, IAsyncLifetime
    {
        public const long Limit = 10_000_000_000;

        internal MetricsReceiver Metrics { get; private set; } = null!;

        internal ScriptedModelServer Model { get; private set; } = null!;

        protected override TimeSpan Lease => TimeSpan.FromSeconds(2);

        protected override long MaxRounds => Limit;

        protected override IEnumerable<KeyValuePair<string, string>> Settings =>
        [
            .. Metrics.Variables,
            .. Model.Configuration(AiProvider.OpenAI).Select(setting => KeyValuePair.Create(setting.Key.Replace(":", "__", StringComparison.Ordinal), setting.Value!)),
            KeyValuePair.Create("Ai__PriceOfInput", "2"),
            KeyValuePair.Create("Ai__PriceOfOutput", "8"),
        ];

        async Task IAsyncLifetime.InitializeAsync()
        {
            Metrics = await MetricsReceiver.StartAsync();
            Model = await ScriptedModelServer.StartAsync();
            await InitializeAsync();
        }

        async Task IAsyncLifetime.DisposeAsync()
        {
            await DisposeAsync();
            await Model.DisposeAsync();
            await Metrics.DisposeAsync();
        }
    }
}
