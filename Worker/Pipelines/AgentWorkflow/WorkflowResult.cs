using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using AspireStreaming.Streaming;
using AspireStreaming.Worker.Ai.Answers;

namespace AspireStreaming.Worker.Pipelines.AgentWorkflow;

/// <summary>The output of the step agent.</summary>
public sealed record WorkflowDraft(IReadOnlyList<BacklogItem> Items, string? Answer, IReadOnlyList<string> Sources);

/// <summary>The summary of the <c>done</c> event, and the answer of <c>POST /execute</c>.</summary>
/// <param name="ThreadId">The job's id.</param>
/// <param name="Result">For people: the answer, or the created items.</param>
/// <param name="Items">The created items.</param>
/// <param name="Sources">Ids of the items that an answer is based on.</param>
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
    /// <summary>Writes letters of all scripts without escapes, in the same way as events.</summary>
    public static AgentsJson Wire { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
