using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using AspireStreaming.Streaming;
using AspireStreaming.Worker.Ai.Answers;

namespace AspireStreaming.Worker.Pipelines.AgentWorkflow;

/// <summary>What the step agent made.</summary>
public sealed record WorkflowDraft(IReadOnlyList<BacklogItem> Items, string? Answer, IReadOnlyList<string> Sources);

/// <summary>The summary of the <c>done</c> event, and what <c>POST /execute</c> answers.</summary>
/// <param name="ThreadId">The job's id.</param>
/// <param name="Result">For people: the answer, or what was created.</param>
/// <param name="Items">What was created.</param>
/// <param name="Sources">Ids that an answer rests on.</param>
public sealed record WorkflowResult(
    Guid ThreadId,
    string SessionId,
    string ProjectId,
    string Status,
    string Language,
    IReadOnlyList<AgentKind> Agents,
    string Result,
    IReadOnlyList<BacklogItem> Items,
    IReadOnlyList<string> Sources);

[JsonSourceGenerationOptions]
[JsonSerializable(typeof(AgentWorkflowRequest))]
[JsonSerializable(typeof(RoutingDecision))]
[JsonSerializable(typeof(AgentDraft))]
[JsonSerializable(typeof(WorkflowDraft))]
[JsonSerializable(typeof(WorkflowResult))]
[JsonSerializable(typeof(BacklogItem))]
[JsonSerializable(typeof(StartDetails))]
[JsonSerializable(typeof(DecisionDetails))]
[JsonSerializable(typeof(ItemDetails))]
[JsonSerializable(typeof(AgentDetails))]
[JsonSerializable(typeof(CompleteDetails))]
[JsonSerializable(typeof(bool))]
internal sealed partial class AgentsJson : JsonSerializerContext
{
    /// <summary>Letters of all scripts as themselves, as events are written.</summary>
    public static AgentsJson Wire { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
