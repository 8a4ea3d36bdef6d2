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
        var command = new Command("append", "Measures writing into the log: events a second, events an append, microseconds of the Redis core per event.") { seconds, encrypt };
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(TimeSpan.FromSeconds(parsed.GetRequiredValue(seconds)), parsed.GetValue(encrypt), cancellationToken));
        return command;
    }

    private static async Task RunAsync(TimeSpan duration, bool encrypt, CancellationToken cancellationToken)
    {
        await using var redis = await RedisServer.StartAsync(appendOnly: true, more: ["--appendfsync", "everysec"]);
        var services = new ServiceCollection();
        services.AddRedisConnection(ConfigurationOptions.Parse(redis.ConnectionString));
        services.AddSingleton(Options.Create(new StreamingOptions { MaxEventsPerJob = 10_000_000, Encrypt = encrypt }));
        services.AddLogging();
        services.AddRedisStore();
        if (encrypt)
        {
            services.AddKeyRing();
        }

        await using var store = services.BuildServiceProvider();
        Console.WriteLine("                                  events/s  events/append  Redis us/event  worker us/event");
        foreach (var (name, jobs, inFlight) in Cases)
        {
            Console.WriteLine(await MeasureAsync(store, redis.Pid, name, jobs, inFlight, duration, cancellationToken));
        }
    }

    private static async Task<string> MeasureAsync(
        ServiceProvider store, int redis, string name, int jobs, int inFlight, TimeSpan duration, CancellationToken cancellationToken)
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
        var (redisCpu, ownCpu) = (ProcessUsage.Cpu([redis]), Environment.CpuUsage.TotalTime);
        long start = Stopwatch.GetTimestamp();
        publishing.InFlight(inFlight, duration, () => long.MaxValue / 2);
        double events = publishing.Published - before;
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-30} {events / Stopwatch.GetElapsedTime(start).TotalSeconds,11:N0} {events / (log.Appends - appends),14:N1} {(ProcessUsage.Cpu([redis]) - redisCpu).TotalMicroseconds / events,15:N1} {(Environment.CpuUsage.TotalTime - ownCpu).TotalMicroseconds / events,16:N1}");
        foreach (var writer in writers)
        {
            await writer.DisposeAsync();
        }

        return line;
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
