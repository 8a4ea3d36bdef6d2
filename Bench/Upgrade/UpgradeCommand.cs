using System.CommandLine;
using AspireStreaming.Bench.Chaos;

namespace AspireStreaming.Bench.Upgrade;

/// <summary><c>upgrade --from 282cc18</c>: Apis and workers of an earlier version and of this one at the same time, on one Redis.</summary>
internal static class UpgradeCommand
{
    public static Command Create()
    {
        var from = new Option<string>("--from") { Description = "A commit, or a folder with its sources that are built already.", Required = true };
        var seed = new Option<int>("--seed") { Description = "Decides the jobs and the watchers.", DefaultValueFactory = _ => Random.Shared.Next(1, 1_000_000) };
        var minutes = new Option<double>("--minutes") { Description = "For how long jobs are started, over all stages. 1 to 600.", DefaultValueFactory = _ => 3 };
        var rate = new Option<double>("--rate") { Description = "Jobs a second, on average. 0.1 to 100.", DefaultValueFactory = _ => 1 };
        var watchers = new Option<int>("--watchers") { Description = "Watchers of each job. 1 to 200.", DefaultValueFactory = _ => 6 };
        ChaosCommand.Within(minutes, 1, 600);
        ChaosCommand.Within(rate, 0.1, 100);
        ChaosCommand.Within(watchers, 1, 200);
        var command = new Command("upgrade", "Replaces an earlier version by this one and back while jobs run, and checks that nobody notices.") { from, seed, minutes, rate, watchers };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                var earlier = await EarlierBuild.GetAsync(parsed.GetValue(from)!, Console.Out, cancellationToken);
                var options = new ChaosOptions(parsed.GetValue(seed), TimeSpan.FromMinutes(parsed.GetValue(minutes)), Watchers: parsed.GetValue(watchers))
                {
                    JobRate = parsed.GetValue(rate),
                    Lease = TimeSpan.FromSeconds(5),
                };
                return await new UpgradeRun(earlier, options, Console.Out).RunAsync(cancellationToken) ? 0 : 1;
            }
            catch (InvalidOperationException e)
            {
                await Console.Error.WriteLineAsync(e.Message);
                return 2;
            }
        });
        return command;
    }
}
