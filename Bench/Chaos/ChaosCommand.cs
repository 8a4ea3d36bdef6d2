using System.CommandLine;

namespace AspireStreaming.Bench.Chaos;

/// <summary><c>chaos --seed 7 --minutes 3</c>: causes every fault that the system promises to survive, and checks the promises.</summary>
internal static class ChaosCommand
{
    public static Command Create()
    {
        var seed = new Option<int>("--seed") { Description = "Decides all that happens; a random one when it isn't given.", DefaultValueFactory = _ => Random.Shared.Next(1, 1_000_000) };
        var minutes = new Option<double>("--minutes") { Description = "For how long things break. 0.1 to 600.", DefaultValueFactory = _ => 1 };
        var apis = new Option<int>("--apis") { Description = "Api processes. 2 to 8.", DefaultValueFactory = _ => 2 };
        var workers = new Option<int>("--workers") { Description = "Worker processes. 2 to 16.", DefaultValueFactory = _ => 3 };
        var watchers = new Option<int>("--watchers") { Description = "Watchers of each job. 1 to 200.", DefaultValueFactory = _ => 6 };
        var rate = new Option<double>("--rate")
        {
            Description = "Jobs a second, on average: no more than the machine can finish, or they are not finished in time. 0.1 to 100.",
            DefaultValueFactory = _ => ChaosOptions.DefaultJobRate,
        };
        var cluster = new Option<bool>("--cluster") { Description = "Redis is a cluster: slots move, masters are killed, nodes are added. The network has no faults." };
        var sentinel = new Option<bool>("--sentinel")
        {
            Description = "Redis is a master and its replicas behind three Sentinels: masters and Sentinels are killed, replicas take over. The network has no faults.",
        };
        var replicas = new Option<int>("--replicas") { Description = "Replicas of the master behind Sentinels. 1 to 4.", DefaultValueFactory = _ => 1 };
        Within(minutes, 0.1, 600);
        Within(rate, 0.1, 100);
        Within(apis, 2, 8);
        Within(workers, 2, 16);
        Within(replicas, 1, 4);
        Within(watchers, 1, 200);

        var command = new Command("chaos", "Breaks the whole system in every way it promises to survive, and checks that it did.")
        {
            seed, minutes, apis, workers, watchers, rate, cluster, sentinel, replicas,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(cluster) && result.GetValue(sentinel))
            {
                result.AddError("--cluster and --sentinel: only one of them.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new ChaosOptions(
                parsed.GetValue(seed), TimeSpan.FromMinutes(parsed.GetValue(minutes)), parsed.GetValue(apis), parsed.GetValue(workers), parsed.GetValue(watchers))
            {
                JobRate = parsed.GetValue(rate),
                Redis = parsed.GetValue(cluster) ? ChaosRedis.Cluster : parsed.GetValue(sentinel) ? ChaosRedis.Sentinel : ChaosRedis.Server,
                Replicas = parsed.GetValue(sentinel) ? parsed.GetValue(replicas) : 0,
            };
            var result = await new ChaosRun(options, Console.Out).RunAsync(cancellationToken);
            result.Print(Console.Out);
            return result.Held ? 0 : 1;
        });
        return command;
    }

    public static void Within<T>(Option<T> option, T least, T most)
        where T : IComparable<T> =>
        option.Validators.Add(result =>
        {
            if (result.GetValue(option) is { } value && (value.CompareTo(least) < 0 || value.CompareTo(most) > 0))
            {
                result.AddError($"{option.Name} must be {least} to {most}.");
            }
        });
}
