using System.CommandLine;
using System.Diagnostics;
using AspireStreaming.Bench.Processes;

namespace AspireStreaming.Bench.Subscriber;

/// <summary>
/// <c>subscriber</c>: the subscriber connection of the product beside that of StackExchange.Redis, each in its own process over the
/// same Redis, in turn: time from PUBLISH to the handler, and processor time per message.
/// </summary>
internal static class SubscriberCommand
{
    private const int Channels = 100;

    public static Command Create()
    {
        var rate = new Option<int>("--rate") { Description = "Messages a second.", DefaultValueFactory = _ => 10_000 };
        var seconds = new Option<int>("--seconds") { DefaultValueFactory = _ => 10 };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 3 };
        var command = new Command("subscriber", "Compares the product's subscriber connection with the client library's.") { rate, seconds, rounds };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetRequiredValue(rate), parsed.GetRequiredValue(seconds), parsed.GetRequiredValue(rounds), cancellationToken));
        command.Add(Receiver.CreateCommand());
        return command;
    }

    private static async Task RunAsync(int rate, int seconds, int rounds, CancellationToken cancellationToken)
    {
        await using var redis = await RedisServer.StartAsync(appendOnly: true, more: ["--appendfsync", "everysec"]);
        for (int i = 0; i < rounds * 2; i++)
        {
            string kind = i % 2 == 0 ? Receiver.Own : Receiver.Library;
            Console.WriteLine($"{kind,-8} {await MeasureAsync(kind, redis.ConnectionString, rate, seconds, cancellationToken)}");
        }
    }

    private static async Task<string> MeasureAsync(string kind, string connection, int rate, int seconds, CancellationToken cancellationToken)
    {
        using var receiver = Process.Start(new ProcessStartInfo(
            Executable.DotNet,
            ["exec", typeof(SubscriberCommand).Assembly.Location, "subscriber", "receive", "--kind", kind, "--redis", connection, "--channels", $"{Channels}"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        try
        {
            if (await receiver.StandardOutput.ReadLineAsync(cancellationToken) != Receiver.Ready)
            {
                throw new InvalidOperationException($"The receiver '{kind}' did not start.");
            }

            using var publisher = new RawPublisher(int.Parse(connection.Split(':')[1].Split(',')[0], System.Globalization.CultureInfo.InvariantCulture));
            publisher.Publish(rate, TimeSpan.FromSeconds(3), Channels); // warm-up
            publisher.Publish(Receiver.Begin);
            publisher.Publish(rate, TimeSpan.FromSeconds(seconds), Channels);
            publisher.Publish(Receiver.End);
            string line = await receiver.StandardOutput.ReadLineAsync(cancellationToken) ?? "no result";
            await receiver.WaitForExitAsync(cancellationToken);
            return line;
        }
        finally
        {
            if (!receiver.HasExited)
            {
                receiver.Kill();
            }
        }
    }
}
