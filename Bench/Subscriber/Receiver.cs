using System.Buffers.Text;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using AspireStreaming.Bench.Load;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AspireStreaming.Bench.Subscriber;

/// <summary>The process that receives: one kind of subscriber, and its cost per message.</summary>
internal static class Receiver
{
    public const string Own = "own";
    public const string Library = "library";
    public const string Ready = "ready";
    public const string Begin = "begin";
    public const string End = "end";
    public const string Control = "control";

    public static string Channel(int number) => $"channel-{number}";

    public static Command CreateCommand()
    {
        var kind = new Option<string>("--kind") { Required = true };
        var redis = new Option<string>("--redis") { Required = true };
        var channels = new Option<int>("--channels") { Required = true };
        var command = new Command("receive", "The process that the command starts and measures.") { kind, redis, channels };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetRequiredValue(kind), parsed.GetRequiredValue(redis), parsed.GetRequiredValue(channels), cancellationToken));
        return command;
    }

    private static async Task RunAsync(string kind, string redis, int channels, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        services.AddRedisConnection(ConfigurationOptions.Parse(redis));
        services.AddSingleton(Options.Create(new StreamingOptions()));
        services.AddLogging();
        services.AddRedisStore();
        await using var store = services.BuildServiceProvider();
        var latency = new LatencyHistogram(); // also used as the lock: the library calls from several threads
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var cpu = TimeSpan.Zero;
        void Take(byte[] message)
        {
            long now = Stopwatch.GetTimestamp();
            if (Utf8Parser.TryParse(message, out long sent, out _))
            {
                lock (latency)
                {
                    latency.Record(now - sent);
                }
            }
            else if (message.AsSpan().SequenceEqual("begin"u8))
            {
                lock (latency)
                {
                    latency.Clear();
                }

                cpu = Environment.CpuUsage.TotalTime;
            }
            else
            {
                cpu = Environment.CpuUsage.TotalTime - cpu;
                ended.TrySetResult();
            }
        }

        foreach (string channel in Enumerable.Range(0, channels).Select(Channel).Append(Control))
        {
            if (kind == Own)
            {
                await store.GetRequiredService<RedisSubscriber>().SubscribeAsync(channel, Take, null, null, cancellationToken);
            }
            else
            {
                await store.GetRequiredService<IConnectionMultiplexer>().GetSubscriber()
                    .SubscribeAsync(RedisChannel.Literal(channel), (_, message) => Take(message!));
            }
        }

        Console.WriteLine(Ready);
        await ended.Task.WaitAsync(cancellationToken);
        await Task.Delay(100, cancellationToken); // other channels' last messages
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{latency.Count} messages, p50 {latency.Percentile(0.5).TotalMicroseconds:0} us, p99 {latency.Percentile(0.99).TotalMicroseconds:0} us, {cpu.TotalMicroseconds / latency.Count:0.0} us of CPU a message"));
    }
}
