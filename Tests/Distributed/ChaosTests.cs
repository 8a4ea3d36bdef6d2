using AspireStreaming.Bench.Chaos;
using Xunit.Abstractions;

namespace AspireStreaming.Tests.Distributed;

/// <summary>A minute of what <c>Bench chaos</c> does for hours: every kind of fault, hundreds of watchers, and every promise checked.</summary>
public sealed class ChaosTests(ITestOutputHelper output)
{
    [Fact]
    public async Task EverythingHoldsWhateverBreaks()
    {
        using var report = new StringWriter();
        // With the rest of the tests on the same machine: fewer jobs, and a lease that a busy worker can keep.
        var options = new ChaosOptions(Seed: 20261120, TimeSpan.FromSeconds(50)) { JobRate = 1.5, Lease = TimeSpan.FromSeconds(3) };
        var result = await new ChaosRun(options, report).RunAsync(CancellationToken.None);
        result.Print(report);
        output.WriteLine(report.ToString());
        Assert.True(result.Held, report.ToString());
        Assert.NotEqual(0, result.Takeovers);
    }
}
