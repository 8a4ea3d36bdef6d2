using AspireStreaming.Bench.Chaos;
using Xunit.Abstractions;

namespace AspireStreaming.Tests.Distributed;

/// <summary><c>Bench chaos</c> for half a minute: every kind of fault, a hundred watchers, and every promise checked.</summary>
public sealed class ChaosTests(ITestOutputHelper output)
{
    [Fact]
    public async Task AllPromisesHoldUnderAllFaults()
    {
        using var report = new StringWriter();
        // Other tests run on the same machine: so fewer jobs, and a lease that a busy worker can renew in time.
        var options = new ChaosOptions(Seed: 20261120, TimeSpan.FromSeconds(30)) { JobRate = 0.6, Lease = TimeSpan.FromSeconds(3) };
        var result = await new ChaosRun(options, report).RunAsync(CancellationToken.None);
        result.Print(report);
        output.WriteLine(report.ToString());
        Assert.True(result.Held, report.ToString());
        Assert.NotEqual(0, result.Takeovers);
    }
}
