using System.Text.Json;
using System.Text.Json.Serialization;

namespace AspireStreaming.Agents;

/// <summary>The text of an agent in one turn, and its session after that: the checkpoint of the turn.</summary>
/// <param name="Text">The whole text of the turn.</param>
/// <param name="Session">As the agent serializes it. The next turn continues from it.</param>
public sealed record AgentTurn(string Text, JsonElement Session);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AgentTurn))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(AnswerDetails))]
[JsonSerializable(typeof(ToolCallDetails))]
[JsonSerializable(typeof(TurnDetails))]
internal sealed partial class AgentsJson : JsonSerializerContext;

/// <summary>The details of a timeline event <see cref="AgentTimeline.ModelAnswer"/>.</summary>
internal sealed record AnswerDetails(IReadOnlyList<string> Tools, long? InputTokens, long? OutputTokens);

/// <summary>The details of a timeline event <see cref="AgentTimeline.ToolCall"/>.</summary>
internal sealed record ToolCallDetails(string Tool, JsonElement Arguments, JsonElement? Result = null);

/// <summary>The details of a timeline event <see cref="AgentTimeline.AgentTurn"/>.</summary>
internal sealed record TurnDetails(int Characters, long? InputTokens, long? OutputTokens);
