using AspireStreaming.Bench.Chaos;
using AspireStreaming.Bench.Upgrade;
using Xunit.Abstractions;

namespace AspireStreaming.Tests.Upgrade;

/// <summary><c>Bench upgrade</c> for a minute and a half: an earlier commit is built, and its processes run beside those of this version.</summary>
public sealed class EarlierVersionTests(ITestOutputHelper output)
{
    private const string Commit = "282cc18";

    [FactOfCommit]
    [Trait("Category", "Long")]
    public async Task ProcessesOfTwoVersionsReplaceEachOtherAndNobodyNotices()
    {
        using var report = new StringWriter();
        var options = new ChaosOptions(Seed: 20261129, TimeSpan.FromSeconds(90)) { JobRate = 0.7, Lease = TimeSpan.FromSeconds(5) };
        bool held = await new UpgradeRun(await EarlierBuild.GetAsync(Commit, report, default), options, report).RunAsync(default);
        output.WriteLine(report.ToString());
        Assert.True(held, report.ToString());
    }

    /// <summary>Skipped in a clone without the commit.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class FactOfCommitAttribute : FactAttribute
    {
        public FactOfCommitAttribute()
        {
            try
            {
                EarlierBuild.FindAsync(Commit, default).GetAwaiter().GetResult();
            }
            catch (InvalidOperationException e)
            {
                Skip = e.Message;
            }
        }
    }
}
