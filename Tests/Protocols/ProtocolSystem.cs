using AspireStreaming.Tests.Distributed;

namespace AspireStreaming.Tests.Protocols;

/// <summary>The system that the judges of all protocols share. They kill workers, which are started again.</summary>
public sealed class ProtocolSystem : RunningSystem
{
    /// <summary>A job that asks for more rounds fails; one of this many ends only by a cancel.</summary>
    protected override long MaxRounds => 100_000_000_000;

    protected override TimeSpan Lease => TimeSpan.FromSeconds(1.5);
}

[CollectionDefinition(Name)]
public sealed class ProtocolSystemCollection : ICollectionFixture<ProtocolSystem>
{
    public const string Name = "protocol system";
}
