namespace AspireStreaming.Bench.Upgrade;

/// <summary>A part of the run. It begins with the replacement of processes, one after the other.</summary>
/// <param name="Apis">Whether the Apis are of this version, and not of the earlier one.</param>
/// <param name="Workers">Whether the workers are.</param>
internal sealed record Stage(string Name, bool Apis, bool Workers)
{
    /// <summary>An upgrade with the Apis first, a rollback, an upgrade with the workers first: each pair of versions, reached from both sides.</summary>
    public static IReadOnlyList<Stage> All { get; } =
    [
        new("earlier apis, earlier workers", Apis: false, Workers: false),
        new("new apis, earlier workers", Apis: true, Workers: false),
        new("new apis, new workers", Apis: true, Workers: true),
        new("earlier apis, new workers (rollback)", Apis: false, Workers: true),
        new("earlier apis, earlier workers (rollback)", Apis: false, Workers: false),
        new("earlier apis, new workers", Apis: false, Workers: true),
        new("new apis, new workers again", Apis: true, Workers: true),
    ];
}
