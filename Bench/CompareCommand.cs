using System.CommandLine;
using System.Globalization;
using AspireStreaming.Bench.Peers;
using AspireStreaming.Bench.Scenarios;

namespace AspireStreaming.Bench;

/// <summary><c>compare</c>: this system and others, in turn, in one run.</summary>
internal static class CompareCommand
{
    private static readonly Scenario[] All =
        [new OneJobManyWatchers(), new ManyJobs(), new Replay(), new Latency(), new Idle(), new Storm(), new EndToEnd()];

    public static Command Create()
    {
        var peers = new Option<string>("--peers") { DefaultValueFactory = _ => "nchan", Description = $"Comma-separated: {string.Join(", ", PeerCatalog.Names)}." };
        var scenario = new Option<string>("--scenario") { DefaultValueFactory = _ => All[0].Name, Description = $"Comma-separated: {string.Join(", ", All.Select(s => s.Name))}." };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 3, Description = "How often each is measured, in turn. The medians count." };
        var quick = new Option<bool>("--short") { Description = "One round, shorter measurements." };
        var command = new Command("compare", "Measures this system against others, in turn, in one run.") { peers, scenario, rounds, quick };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetRequiredValue(peers).Split(','), parsed.GetRequiredValue(scenario).Split(','),
            parsed.GetValue(quick) ? 1 : parsed.GetValue(rounds), parsed.GetValue(quick) ? 0.4 : 1, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string[] peers, string[] scenarios, int rounds, double scale, CancellationToken cancellationToken)
    {
        var comparison = new Comparison();
        foreach (var scenario in scenarios.Select(name => All.Single(s => s.Name == name)))
        {
            for (int round = 0; round < rounds; round++)
            {
                foreach (string name in peers)
                {
                    await using var peer = PeerCatalog.Create(name);
                    await peer.StartAsync(cancellationToken);
                    try
                    {
                        comparison.Add(scenario.Name, name, await scenario.RunAsync(peer, scale, cancellationToken));
                    }
                    catch (LossException e)
                    {
                        comparison.AddLoss(scenario.Name, name, e.Message);
                    }

                    await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{scenario.Name} {name} {round + 1}/{rounds}"));
                }
            }
        }

        return comparison.Print(Console.Out);
    }
}
