namespace AspireStreaming.Tests.Distributed;

/// <summary>The system of the tests whose workers die, and of the judges of all protocols, who kill workers too: another one takes the job over after two seconds.</summary>
public sealed class ShortLease : RunningSystem
{
    public const string Name = "short lease";

    protected override TimeSpan Lease => TimeSpan.FromSeconds(2);

    /// <summary>A job that asks for more fails; <see cref="Work.Endless"/> ends only by a cancel.</summary>
    protected override long MaxRounds => Work.Endless.Rounds;

    protected override bool ShowsSamples => true;

    protected override IEnumerable<KeyValuePair<string, string>> Settings => [new("Demo__Pace", "200")];
}

[CollectionDefinition(ShortLease.Name)]
public sealed class ShortLeaseCollection : ICollectionFixture<ShortLease>;
