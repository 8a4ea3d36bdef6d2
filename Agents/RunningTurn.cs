using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Streaming.Execution;

namespace AspireStreaming.Agents;

/// <summary>The turn that the current code belongs to. Its answers and tool calls are told apart by their content and, of equal ones, their order.</summary>
/// <param name="step">The step of the turn.</param>
/// <param name="key">The key of the turn in the step.</param>
/// <param name="agent">The name of the agent.</param>
internal sealed class RunningTurn(StepContext step, string key, string? agent)
{
    private static readonly AsyncLocal<RunningTurn?> Ambient = new();

    private readonly ConcurrentDictionary<string, int> _equal = [];

    /// <summary>Flows into all that the turn calls.</summary>
    public static RunningTurn? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    public StepContext Step => step;

    /// <summary>The key of a part of the turn. A later attempt at the turn gives the same part the same key.</summary>
    /// <param name="name">The kind of the part, as in <c>answer</c>.</param>
    /// <param name="content">The content that tells it apart, as JSON.</param>
    public string KeyOf(string name, ReadOnlySpan<byte> content)
    {
        string part = $"{key}/{name}-{Convert.ToHexStringLower(SHA256.HashData(content))[..24]}";
        return $"{part}-{_equal.AddOrUpdate(part, 1, (_, count) => count + 1)}";
    }

    /// <summary>A timeline event of a part of the turn. A later event with the same key replaces it for watchers.</summary>
    public TimelineEvent Event(string part, string kind, string message, string status, JsonElement details) =>
        new($"{step.Step}/{part}", kind, message, status, agent, details);
}
