using System.CommandLine;
using System.Globalization;
using AspireStreaming.Bench.Load;
using AspireStreaming.Bench.Scenarios;

namespace AspireStreaming.Bench.Hostile;

/// <summary><c>hostile</c>: the cost of slow and hostile clients for the server and for the other watchers.</summary>
internal static class HostileCommand
{
    private const int Watchers = 200;
    private const int Jobs = 10;
    private const double EventsPerSecond = 200;

    public static Command Create()
    {
        string[] names = [.. HostileScenario.All.Select(s => s.Name), Restart.Name, Shutdown.Name];
        var scenario = new Option<string>("--scenario") { DefaultValueFactory = _ => string.Join(',', names), Description = $"Comma-separated: {string.Join(", ", names)}." };
        var quick = new Option<bool>("--short") { Description = "Fewer clients, shorter measurements." };
        var command = new Command("hostile", "Attacks an Api with slow and hostile clients. Exit code 0: memory stayed within its bounds and no watcher lost an event.") { scenario, quick };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetRequiredValue(scenario).Split(','), parsed.GetValue(quick), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string[] names, bool quick, CancellationToken cancellationToken)
    {
        bool held = true;
        foreach (string name in names)
        {
            await using var rig = new HostileRig();
            await rig.StartAsync(cancellationToken);
            try
            {
                held &= name switch
                {
                    Restart.Name => await Restart.RunAsync(rig, quick ? 1000 : 10_000, cancellationToken),
                    Shutdown.Name => await Shutdown.RunAsync(rig, quick ? 1000 : 5000, cancellationToken),
                    _ => await MeasureAsync(rig, HostileScenario.All.Single(s => s.Name == name), quick, cancellationToken),
                };
            }
            catch (LossException e)
            {
                Console.WriteLine($"{name}: {e.Message}");
                held = false;
            }
        }

        Console.WriteLine(held ? "hostile: everything held" : "hostile: NOT everything held");
        return held ? 0 : 1;
    }

    private static async Task<bool> MeasureAsync(HostileRig rig, HostileScenario scenario, bool quick, CancellationToken cancellationToken)
    {
        var duration = TimeSpan.FromSeconds(quick ? 4 : 15);
        await rig.CreateChannelsAsync(Jobs, cancellationToken);
        await using var publisher = rig.CreatePublisher(1);
        var publishing = new Publishing(publisher, Jobs);
        using var honest = new LoadClient();
        Open(rig, honest);
        await PublishAsync(publishing, TimeSpan.FromSeconds(2)); // warm-up
        Await(rig, honest, publishing);
        honest.SwapLatencies();

        await PublishAsync(publishing, duration);
        Await(rig, honest, publishing);
        var without = honest.SwapLatencies();

        int clients = quick ? Math.Max(scenario.Clients / 5, 50) : scenario.Clients;
        var other = await rig.AttackSecondApiAsync(cancellationToken);
        await AttackAsync(rig, scenario, clients, new Tally(), publishing, duration, toTheEnd: false, cancellationToken);
        Await(rig, honest, publishing);
        var beside = honest.SwapLatencies();
        await other.StopAsync();
        rig.AttackServer();

        long before = rig.ApiMemory;
        var tally = new Tally();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var memory = Task.Run(() => PeakAsync(rig, over.Token), CancellationToken.None);
        await AttackAsync(rig, scenario, clients, tally, publishing, duration, toTheEnd: scenario.Name == "bogus-cursors", cancellationToken);
        await over.CancelAsync();
        Await(rig, honest, publishing);
        var with = honest.SwapLatencies();
        long peak = await memory;
        bool bounded = peak - before <= scenario.MostMegabytes * 1_000_000L;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"""
            {scenario.Name} ({clients}): {tally}
              {Watchers} others     without        with      with them at another Api of this machine
              p50          {without.Percentile(0.5).TotalMilliseconds,9:0.00} ms {with.Percentile(0.5).TotalMilliseconds,8:0.00} ms {beside.Percentile(0.5).TotalMilliseconds,9:0.00} ms
              p99          {without.Percentile(0.99).TotalMilliseconds,9:0.00} ms {with.Percentile(0.99).TotalMilliseconds,8:0.00} ms {beside.Percentile(0.99).TotalMilliseconds,9:0.00} ms
              memory       {before / 1e6,9:0} MB {peak / 1e6,8:0} MB at its peak, {scenario.MostMegabytes} MB more allowed{(bounded ? "" : ": TOO MUCH")}
              lost 0, doubled 0 of {honest.Received} deliveries
            """));
        return bounded;
    }

    /// <param name="toTheEnd">Runs until the hostile clients have finished; otherwise as long as events are published.</param>
    private static async Task AttackAsync(
        HostileRig rig, HostileScenario scenario, int clients, Tally tally, Publishing publishing, TimeSpan duration, bool toTheEnd, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var hostile = Task.Run(() => scenario.RunAsync(rig, clients, tally, stop.Token), CancellationToken.None);
        await PublishAsync(publishing, duration);
        if (toTheEnd)
        {
            await hostile;
        }

        await stop.CancelAsync();
        await hostile.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (hostile is { IsFaulted: true, Exception: { } failure })
        {
            throw new InvalidOperationException("The hostile clients failed.", failure);
        }
    }

    private static void Open(HostileRig rig, LoadClient client)
    {
        for (int i = 0; i < Watchers; i++)
        {
            client.Watch(rig.Server, rig.WatchRequest(rig.Server, i % Jobs), i % Jobs);
        }

        if (!client.WaitUntil(() => client.Open == Watchers, TimeSpan.FromSeconds(20)))
        {
            throw new InvalidOperationException($"{client.Open} of {Watchers} streams were opened.");
        }
    }

    private static Task PublishAsync(Publishing publishing, TimeSpan duration) => Task.Run(() =>
    {
        publishing.AtRate(EventsPerSecond, duration);
        publishing.Settle();
    });

    private static void Await(HostileRig rig, LoadClient client, Publishing publishing)
    {
        long expected = publishing.Published * (Watchers / Jobs);
        bool all = client.WaitUntil(() => client.Received >= expected, TimeSpan.FromSeconds(20));
        if (!all || client.Holes > 0 || client.Doubles > 0 || client.Closed > 0)
        {
            throw new LossException(
                $"{expected - client.Received} of {expected} deliveries lost ({client.Holes} holes), {client.Doubles} doubled, {client.Closed} streams closed at {rig.Server}");
        }
    }

    private static async Task<long> PeakAsync(HostileRig rig, CancellationToken stop)
    {
        long peak = rig.ApiMemory;
        while (!stop.IsCancellationRequested)
        {
            peak = Math.Max(peak, rig.ApiMemory);
            await Task.Delay(250, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return Math.Max(peak, rig.ApiMemory);
    }
}
