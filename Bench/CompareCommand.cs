using System.CommandLine;
using System.Globalization;
using AspireStreaming.Bench.Peers;
using AspireStreaming.Bench.Scenarios;

namespace AspireStreaming.Bench;

/// <summary><c>compare</c>: this system and others, in turn, in one run.</summary>
internal static class CompareCommand
{
    private static readonly Scenario[] All =
        [new OneJobManyWatchers(), new ManyJobs(), new Replay(), new Latency(), new Idle(), new Storm(), new EndToEnd(), new Growth(), new Jobs()];

    public static Command Create()
    {
        var peers = new Option<string>("--peers") { DefaultValueFactory = _ => "nchan", Description = $"Families or variants, comma-separated: {PeerCatalog.Names}." };
        var scenarios = new Option<string>("--scenario")
        {
            DefaultValueFactory = _ => string.Join(',', All.Select(s => s.Name)), Description = "Comma-separated; by default all.",
        };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 3, Description = "How often each is measured, in turn. The medians count." };
        var warmUp = new Option<int>("--warm-up") { DefaultValueFactory = _ => 5, Description = "Seconds of load before each measurement." };
        var quick = new Option<bool>("--short") { Description = "One round of shorter measurements: gives a rough impression only." };
        var command = new Command("compare", "Measures this system against others, in turn, in one run. Installs them where they are missing.") { peers, scenarios, rounds, warmUp, quick };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                Array.ForEach(All, s => s.WarmUp = TimeSpan.FromSeconds(parsed.GetValue(warmUp)));
                var comparison = await MeasureAsync(
                    parsed.GetRequiredValue(peers).Split(','), parsed.GetRequiredValue(scenarios).Split(','),
                    parsed.GetValue(quick) ? 1 : parsed.GetValue(rounds), parsed.GetValue(quick) ? 0.4 : 1, cancellationToken);
                return comparison.Print(Console.Out) ? 0 : 1;
            }
            catch (ArgumentException e)
            {
                await Console.Error.WriteLineAsync(e.Message);
                return 2;
            }
        });
        return command;
    }

    private static async Task<Comparison> MeasureAsync(string[] peers, string[] scenarios, int rounds, double scale, CancellationToken cancellationToken)
    {
        // In each round this system comes first, then the others: A B A B.
        var makers = peers.Contains("aspire", StringComparer.Ordinal) || peers.Any(p => p.StartsWith("aspire-", StringComparison.Ordinal)) ? [] : PeerCatalog.Find("aspire");
        makers = [.. makers, .. peers.SelectMany(PeerCatalog.Find)];
        var comparison = new Comparison();
        foreach (string name in scenarios)
        {
            var scenario = Array.Find(All, s => s.Name == name)
                ?? throw new ArgumentException($"There is no scenario '{name}'; there are {string.Join(", ", All.Select(s => s.Name))}.");
            for (int round = 1; round <= rounds; round++)
            {
                foreach (var peer in makers.Select(make => make()).Where(scenario.Accepts))
                {
                    await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{scenario.Name}, round {round} of {rounds}: {peer.Name}"));
                    await MeasureAsync(scenario, peer, scale, comparison, cancellationToken);
                }
            }
        }

        return comparison;
    }

    private static async Task MeasureAsync(Scenario scenario, Peer peer, double scale, Comparison comparison, CancellationToken cancellationToken)
    {
        await using (peer)
        {
            try
            {
                await peer.StartAsync(cancellationToken);
                comparison.Add(scenario.Name, peer.Name, await scenario.RunAsync(peer, scale, cancellationToken));
            }
            catch (LossException e)
            {
                comparison.AddLoss(scenario.Name, peer.Name, e.Message);
            }
            catch (InvalidOperationException e) // one system failed: the measurements of the others remain
            {
                comparison.AddLoss(scenario.Name, peer.Name, $"{peer.Name}: {e.GetBaseException().Message}");
            }
        }
    }
}
