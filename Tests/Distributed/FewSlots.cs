namespace AspireStreaming.Tests.Distributed;

/// <summary>The system of the tests that reach a limit: two slots a worker, a hundred events a job, one second for code that ignores its cancel.</summary>
public sealed class FewSlots : RunningSystem
{
    public const string Name = "few slots";

    public const int SlotsPerWorker = 2;

    public const int EventLimit = 100;

    protected override int MaxEventsPerJob => EventLimit;

    protected override IEnumerable<KeyValuePair<string, string>> Settings =>
        [new("Worker__Concurrency", $"{SlotsPerWorker}"), new("Worker__AbandonAfter", "00:00:01")];
}

[CollectionDefinition(FewSlots.Name)]
public sealed class FewSlotsCollection : ICollectionFixture<FewSlots>;
