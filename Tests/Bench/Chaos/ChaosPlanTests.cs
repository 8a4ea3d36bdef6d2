using System.Text.Json;
using AspireStreaming.Bench.Chaos;

namespace AspireStreaming.Tests.Bench.Chaos;

public sealed class ChaosPlanTests
{
    [Fact]
    public void OneSeedGivesOnePlanAndAnotherSeedGivesAnother()
    {
        Assert.Equal(Text(7), Text(7));
        Assert.NotEqual(Text(7), Text(8));
    }

    [Fact]
    public void AMinuteHasEveryKindOfFaultWatcherAndTurn()
    {
        for (int seed = 1; seed <= 20; seed++)
        {
            var plan = ChaosPlan.Make(new ChaosOptions(seed, TimeSpan.FromMinutes(1)));
            var ofCluster = ChaosPlan.Make(new ChaosOptions(seed, TimeSpan.FromMinutes(1)) { Redis = ChaosRedis.Cluster });
            var ofSentinels = ChaosPlan.Make(new ChaosOptions(seed, TimeSpan.FromMinutes(2)) { Redis = ChaosRedis.Sentinel });
            Assert.Equal(Enum.GetValues<FaultKind>().Where(kind => kind < FaultKind.SlotsMoved), plan.Faults.Select(f => f.Kind).Distinct().Order());
            Assert.Equal(Enum.GetValues<FaultKind>(), plan.Faults.Concat(ofCluster.Faults).Concat(ofSentinels.Faults).Select(f => f.Kind).Distinct().Order());
            Assert.Equal(Enum.GetValues<WatcherKind>(), plan.Jobs.SelectMany(j => j.Watchers).Select(w => w.Kind).Distinct().Order());
            Assert.Equal(Enum.GetValues<JobTurn>(), plan.Jobs.Select(j => j.Turn).Distinct().Order());
            Assert.All(plan.Faults.Where(f => f.Kind == FaultKind.WorkerPaused), f => Assert.True(f.Length > TimeSpan.FromSeconds(2)));
        }
    }

    private static string Text(int seed) => JsonSerializer.Serialize(ChaosPlan.Make(new ChaosOptions(seed, TimeSpan.FromMinutes(1))));
}
