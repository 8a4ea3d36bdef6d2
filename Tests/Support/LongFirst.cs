using Xunit.Abstractions;

[assembly: TestCollectionOrderer("AspireStreaming.Tests.Support.LongFirst", "Tests")]

namespace AspireStreaming.Tests.Support;

/// <summary>Starts the collections that take minutes first: otherwise one of them runs alone at the end, with a core idle.</summary>
public sealed class LongFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
    [
        Browser.BrowserTests.Name,
        nameof(AppHost.AppHostProcessTests),
        Distributed.ShortLease.Name,
        Distributed.RestartedSystem.Name,
        Distributed.SharedSystem.Name,
        nameof(Distributed.ChaosTests),
        nameof(Distributed.MetricsTests),
    ];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) => testCollections.OrderBy(Rank);

    private static int Rank(ITestCollection collection)
    {
        // "browser", or of a class alone "Test collection for AspireStreaming.Tests.Distributed.ChaosTests"
        int rank = Array.FindIndex(Long, name => collection.DisplayName == name || collection.DisplayName.EndsWith($".{name}", StringComparison.Ordinal));
        return rank < 0 ? Long.Length : rank;
    }
}
