namespace AspireStreaming.Bench.Processes;

/// <summary>What a <see cref="RunningApp"/> consists of.</summary>
public sealed record RunningAppOptions
{
    /// <summary>Where the Redis that Aspire starts keeps its data. Nothing is kept there when <see cref="Redis"/> is set.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Connection string of a Redis that runs already; null: Aspire starts one.</summary>
    public string? Redis { get; init; }

    /// <summary>Number of Api processes, 1 to 32.</summary>
    public int Apis { get; init; } = 2;

    /// <summary>Number of Worker processes, 0 to 32.</summary>
    public int Workers { get; init; } = 2;

    /// <summary>More arguments of the AppHost, as in <c>--Auth:Mode=apikey</c>.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Environment variables of the Api and Worker processes, as in <c>Streaming__Lease</c>.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets the output lines of all processes, each with the name of its process. Several threads write to it.</summary>
    public TextWriter Log { get; init; } = TextWriter.Null;
}
