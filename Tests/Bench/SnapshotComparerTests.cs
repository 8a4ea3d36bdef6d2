using System.Text.Json;
using AspireStreaming.Bench.Upgrade;

namespace AspireStreaming.Tests.Bench;

/// <summary><c>Bench upgrade</c> finds states that differ, and takes what only the new version has.</summary>
public sealed class SnapshotComparerTests
{
    [Theory]
    [InlineData("""{"a":1,"b":[{"c":"x"}]}""", """{"a":1,"b":[{"c":"x","d":2}],"e":null}""", 0)]
    [InlineData("""{"a":1}""", """{"a":2}""", 1)]
    [InlineData("""{"a":1}""", "{}", 1)]
    [InlineData("""{"b":[{"c":"x"}]}""", """{"b":[{"c":"y"}]}""", 1)]
    [InlineData("""{"b":[1]}""", """{"b":[1,2]}""", 1)]
    [InlineData("""{"a":{"b":1,"c":2}}""", """{"a":{"b":3,"c":4}}""", 2)]
    public void DifferencesAreFound(string earlier, string current, int count) =>
        Assert.Equal(count, SnapshotComparer.Differences("", JsonElement.Parse(earlier), JsonElement.Parse(current)).Count());
}
