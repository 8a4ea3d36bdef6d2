using System.Text.Json.Nodes;
using AspireStreaming.Api.Optimization;

namespace AspireStreaming.Tests.Api.Dialects;

public sealed class OptimizationDialectTests
{
    public static TheoryData<string> Golden => GoldenFrames.Names("optimization");

    [Theory]
    [MemberData(nameof(Golden))]
    public void AnEventIsTheFrameOfTheGoldenFile(string name) => GoldenFrames.Check(new OptimizationDialect(), name);

    [Fact]
    public void EveryFrameOfTheSeedHasAGoldenCase() => Assert.Equal(
        ["complete", "error", "status", "suggestion"],
        GoldenFrames.Cases("optimization").Select(c => c["data"]).OfType<JsonObject>().Select(d => (string)d["type"]!).Distinct().Order(StringComparer.Ordinal));
}
