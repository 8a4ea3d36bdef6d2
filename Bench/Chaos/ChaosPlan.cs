namespace AspireStreaming.Bench.Chaos;

/// <summary>The jobs and faults of one run, decided by its seed before the start.</summary>
internal sealed record ChaosPlan(IReadOnlyList<JobPlan> Jobs, IReadOnlyList<Fault> Faults)
{
    /// <summary>Real pipelines, whose jobs use their samples; all other jobs use the pipeline whose outcome can be verified.</summary>
    private static readonly string[] Pipelines = ["resume-tailoring", "cover-letter", "job-analysis", "resume-parsing", "agent-workflow"];

    /// <summary>Faults that only some kinds of Redis have: of one server and the network to it, of a cluster, of Sentinels.</summary>
    private static readonly Dictionary<ChaosRedis, FaultKind[]> OfRedis = new()
    {
        [ChaosRedis.Server] =
        [
            FaultKind.RedisKilled, FaultKind.ConnectionsCut, FaultKind.NetworkDown, FaultKind.NetworkSlow, FaultKind.ConnectionsFrozen, FaultKind.MessagesLost,
        ],
        [ChaosRedis.Cluster] = [FaultKind.MasterKilled, FaultKind.FailedOver, FaultKind.SlotsMoved, FaultKind.NodeAdded],
        [ChaosRedis.Sentinel] = [FaultKind.MasterKilled, FaultKind.FailedOver, FaultKind.SentinelKilled],
    };

    public static ChaosPlan Make(ChaosOptions options)
    {
        var random = new Random(options.Seed);
        return new ChaosPlan(MakeJobs(options, random), MakeFaults(options, random));
    }

    private static List<JobPlan> MakeJobs(ChaosOptions options, Random random)
    {
        int count = Math.Max(1, (int)(options.Duration.TotalSeconds * options.JobRate));
        var jobs = new List<JobPlan>();
        for (int i = 0; i < count; i++)
        {
            var work = i % 10 == 9 ? null : WorkProfile.Pick(random);
            jobs.Add(new JobPlan(
                i,
                options.Duration * random.NextDouble(),
                work,
                work is null ? Pipelines[random.Next(Pipelines.Length)] : "diagnostics",
                random.Next(options.Apis),
                random.NextDouble() switch { < 0.12 => JobTurn.Canceled, < 0.2 => JobTurn.Deleted, _ => JobTurn.None },
                TimeSpan.FromSeconds(random.NextDouble() * 3),
                random.NextDouble() < 0.25,
                random.NextDouble() < 0.2,
                [.. Enumerable.Range(0, options.Watchers).Select(w => MakeWatcher(w, random))],
                random.Next()));
        }

        return [.. jobs.OrderBy(j => j.At)];
    }

    private static WatcherPlan MakeWatcher(int number, Random random)
    {
        var kinds = Enum.GetValues<WatcherKind>();
        var kind = number == 0 ? WatcherKind.Early : kinds[random.Next(kinds.Length)];
        return new WatcherPlan(
            number, kind, TimeSpan.FromSeconds(kind == WatcherKind.Early ? 0 : random.NextDouble() * 5), random.Next());
    }

    /// <summary>Every kind of fault comes once before any kind comes again, in another order each time.</summary>
    private static List<Fault> MakeFaults(ChaosOptions options, Random random)
    {
        var faults = new List<Fault>();
        var bag = new Queue<FaultKind>();
        for (var at = TimeSpan.FromSeconds(1); at < options.Duration; at += options.FaultInterval * (0.4 + (1.2 * random.NextDouble())))
        {
            if (bag.Count == 0)
            {
                FaultKind[] kinds = [.. Enum.GetValues<FaultKind>().Except(OfRedis.Values.SelectMany(of => of).Except(OfRedis[options.Redis]))];
                random.Shuffle(kinds);
                bag = new Queue<FaultKind>(kinds);
            }

            var kind = bag.Dequeue();
            faults.Add(new Fault(at, kind, random.Next(32), Length(kind, options, random), random.NextDouble()));
        }

        return faults;
    }

    private static TimeSpan Length(FaultKind kind, ChaosOptions options, Random random)
    {
        var (least, most) = kind switch
        {
            FaultKind.WorkerKilled or FaultKind.WorkerStopped or FaultKind.ApiKilled or FaultKind.ApiStopped => (0.1, 2.0),
            FaultKind.WorkerPaused => (options.Lease.TotalSeconds * 1.3, options.Lease.TotalSeconds * 3),
            FaultKind.ApiPaused => (1, 4),
            FaultKind.RedisKilled or FaultKind.NetworkDown or FaultKind.SentinelKilled => (0.1, 2.5),
            FaultKind.RedisPaused when options.Redis != ChaosRedis.Server => (0.2, 1), // a master that is away for longer is replaced, and then what it acknowledged before it knows
            FaultKind.RedisPaused => (0.5, 4),
            FaultKind.MasterKilled => (0.1, 2.5),
            FaultKind.NetworkSlow => (2, 5),
            FaultKind.ConnectionsFrozen => (2, 6),
            FaultKind.MessagesLost => (3, 6),
            _ => (0.0, 0.0),
        };
        return TimeSpan.FromSeconds(least + ((most - least) * random.NextDouble()));
    }
}
