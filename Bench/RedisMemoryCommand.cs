using System.CommandLine;
using System.Globalization;
using AspireStreaming.Bench.Hostile;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Bench;

/// <summary><c>redis-memory</c>: the Redis memory of jobs and events.</summary>
internal static class RedisMemoryCommand
{
    private const int Jobs = 2000;
    private const int Events = 1000;

    public static Command Create()
    {
        var command = new Command("redis-memory", "Measures the Redis memory per job and per event, for several sizes.");
        command.SetAction((_, cancellationToken) => RunAsync(cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using var redis = new MeasuredRedis();
        await redis.StartAsync(cancellationToken);
        await redis.CreateChannelsAsync(10, cancellationToken); // warm-up: scripts, connection
        long empty = await redis.UsedAsync(cancellationToken);
        await redis.CreateChannelsAsync(Jobs, cancellationToken);
        long jobs = await redis.UsedAsync(cancellationToken);
        Console.WriteLine($"job with its first event     {(jobs - empty) / Jobs,8} bytes, room for about 4,000 bytes of events included");
        foreach (int length in (int[])[0, 100, 400, 2000])
        {
            await redis.CreateChannelsAsync(Jobs / 40, cancellationToken);
            long before = await redis.UsedAsync(cancellationToken);
            int data = 0;
            foreach (var writer in redis.Writers)
            {
                for (int i = 0; i < Events; i++)
                {
                    var e = new TokenEvent("t", new string('x', length), 0);
                    data = EventEncoder.Encode(Guid.Empty, new EventId(1, 10), TimeProvider.System.GetUtcNow(), e).Data.Length;
                    await writer.EmitAsync("", e, cancellationToken);
                }

                await writer.CommitAsync("", [new TokenEvent("t", new string('x', length), 0)], null, null, cancellationToken);
            }

            double each = (double)(await redis.UsedAsync(cancellationToken) - before) / (redis.Writers.Count * (Events + 1));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"event of {data,5} bytes of data  {each,8:0} bytes, {each - data:0} more than the data"));
        }

        return 0;
    }
}
