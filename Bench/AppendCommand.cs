using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using AspireStreaming.Bench.Processes;
using AspireStreaming.Bench.Load;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AspireStreaming.Bench;

/// <summary><c>append</c>: the cost of writing events for Redis and the worker, from one event at a time to many events in one append.</summary>
internal static class AppendCommand
{
    private static readonly (string Name, int Jobs, int InFlight)[] Cases =
    [
        ("one job, one at a time", 1, 1),
        ("one job, 1,000 in flight", 1, 1000),
        ("100 jobs, one at a time each", 100, 100),
        ("100 jobs, 10 at a time each", 100, 1000),
    ];

    public static Command Create()
    {
        var seconds = new Option<double>("--seconds") { DefaultValueFactory = _ => 5 };
        var encrypt = new Option<bool>("--encrypt") { Description = "Encrypts the events, as Streaming:Encrypt does." };
        var masters = new Option<int>("--masters") { Description = "Masters of a cluster, with a replica each, instead of one server." };
        var command = new Command("append", "Measures writing into the log: events a second, events an append, microseconds of Redis per event.") { seconds, encrypt, masters };
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(TimeSpan.FromSeconds(parsed.GetRequiredValue(seconds)), parsed.GetValue(encrypt), parsed.GetValue(masters), cancellationToken));
        return command;
    }

    private static async Task RunAsync(TimeSpan duration, bool encrypt, int masters, CancellationToken cancellationToken)
    {
        await using var cluster = masters > 0 ? await RedisCluster.StartAsync(masters: masters) : null;
        await using var single = cluster is null ? await RedisServer.StartAsync(appendOnly: true, more: ["--appendfsync", "everysec"]) : null;
        int[] pids = cluster is not null ? [.. cluster.Nodes.Take(masters).Select(node => node.Pid)] : [single!.Pid];
        var services = new ServiceCollection();
        services.AddRedisConnection(ConfigurationOptions.Parse(cluster?.ConnectionString ?? single!.ConnectionString));
        services.AddSingleton(Options.Create(new StreamingOptions { MaxEventsPerJob = 10_000_000, Encrypt = encrypt }));
        services.AddLogging();
        services.AddRedisStore();
        if (encrypt)
        {
            services.AddKeyRing();
        }

        await using var store = services.BuildServiceProvider();
        Console.WriteLine("                                  events/s  events/append  Redis us/event  worker us/event  busiest master");
        foreach (var (name, jobs, inFlight) in Cases)
        {
            Console.WriteLine(await MeasureAsync(store, pids, name, jobs, inFlight, duration, cancellationToken));
        }
    }

    private static async Task<string> MeasureAsync(
        ServiceProvider store, int[] redis, string name, int jobs, int inFlight, TimeSpan duration, CancellationToken cancellationToken)
    {
        var log = new CountingLog(store.GetRequiredService<IJobLog>());
        var writers = new List<JobWriter>();
        for (int i = 0; i < jobs; i++)
        {
            writers.Add((await BenchJobs.StartAsync(store.GetRequiredService<IJobStore>(), log, TimeProvider.System, NullLogger.Instance, cancellationToken)).Writer);
        }

        await using var publisher = new LogPublisher(writers, BenchJobs.TextLength);
        var publishing = new Publishing(publisher, jobs);
        publishing.InFlight(inFlight, duration / 5, () => long.MaxValue / 2); // warm-up
        long before = publishing.Published;
        long appends = log.Appends;
        var (redisCpu, ownCpu) = (Used(), Environment.CpuUsage.TotalTime);
        long start = Stopwatch.GetTimestamp();
        publishing.InFlight(inFlight, duration, () => long.MaxValue / 2);
        double events = publishing.Published - before;
        double took = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double own = (Environment.CpuUsage.TotalTime - ownCpu).TotalMicroseconds;
        double[] used = [.. Used().Zip(redisCpu, (after, earlier) => (after - earlier).TotalMicroseconds)];
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-30} {events / took,11:N0} {events / (log.Appends - appends),14:N1} {used.Sum() / events,15:N1} {own / events,16:N1} {used.Max() / used.Sum(),15:P0}");
        foreach (var writer in writers)
        {
            await writer.DisposeAsync();
        }

        return line;

        TimeSpan[] Used() => [.. redis.Select(pid => ProcessUsage.Cpu([pid]))];
    }

    private sealed class CountingLog(IJobLog inner) : IJobLog
    {
        private long _appends;

        public long Appends => Interlocked.Read(ref _appends);

        public Task<AppendResult> AppendAsync(JobAppend append, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _appends);
            return inner.AppendAsync(append, cancellationToken);
        }

        public Task<IReadOnlyList<JobEvent>> ReadAsync(Guid jobId, EventId after, int limit, CancellationToken cancellationToken) =>
            inner.ReadAsync(jobId, after, limit, cancellationToken);

        public IAsyncEnumerable<IReadOnlyList<JobEvent>> TailAsync(Guid jobId, EventId after, CancellationToken cancellationToken) =>
            inner.TailAsync(jobId, after, cancellationToken);
    }
}
