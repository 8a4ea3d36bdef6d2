using AspireStreaming.Tests.Distributed;

namespace AspireStreaming.Tests.Protocols;

/// <summary>The system that the judges of all protocols share. They kill workers, which are started again.</summary>
public sealed class ProtocolSystem : RunningSystem
{
    protected override TimeSpan Lease => TimeSpan.FromSeconds(1.5);
}

[CollectionDefinition(Name)]
public sealed class ProtocolSystemCollection : ICollectionFixture<ProtocolSystem>
{
    public const string Name = "protocol system";
}
