namespace AspireStreaming.Tests.Distributed;

/// <summary>Two Apis without workers. Their clients come back soon, and one that reads nothing for a few seconds is disconnected.</summary>
public sealed class ApisAlone : ApiProcesses
{
    public const string Name = "apis alone";

    /// <summary>Longer than the two seconds between the reports of the nodes, so that a reader is counted before it is disconnected.</summary>
    private const string StallTimeout = "00:00:04";

    protected override int Replicas => 2;

    protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["Api__StallTimeout"] = StallTimeout,
        ["Api__RetryLeast"] = "00:00:00.050",
        ["Api__RetryMost"] = "00:00:00.400",
    };
}

[CollectionDefinition(ApisAlone.Name)]
public sealed class ApisAloneCollection : ICollectionFixture<ApisAlone>;
