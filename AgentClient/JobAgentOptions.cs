namespace AspireStreaming.Client.Agents;

/// <summary>How a <see cref="JobAgent"/> presents itself and its texts.</summary>
public sealed record JobAgentOptions
{
    /// <summary>Null: the name of the pipeline.</summary>
    public string? Name { get; init; }

    /// <summary>What the agent does, for other agents.</summary>
    public string? Description { get; init; }

    /// <summary>
    /// Whether a streamed text is held until no step runs: then no lost worker can take it back. Off by default: a text is streamed as it is written, and a
    /// text that a lost worker wrote differently is replaced (<see cref="JobAgent.RetractedMessageId"/>).
    /// </summary>
    public bool SettledText { get; init; }
}
