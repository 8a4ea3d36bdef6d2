using System.Text.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Worker.Ai.Answers;
using AspireStreaming.Worker.Pipelines.AgentWorkflow;

namespace AspireStreaming.Tests.Worker.AgentWorkflow;

/// <summary>The next attempt can read the output of a step, also with absent fields.</summary>
public sealed class CheckpointTests
{
    [Fact]
    public void ADraftIsReadBackWithItsPresentAndAbsentFields()
    {
        var draft = new WorkflowDraft(
            [new BacklogItem(Guid.NewGuid(), BacklogItemType.Epic, "É", "d", null, "proposed", DateTimeOffset.UnixEpoch, "s", [])], null, []);
        string json = JsonSerializer.Serialize(draft, AgentsJson.Wire.WorkflowDraft);
        Assert.Contains("\"É\"", json, StringComparison.Ordinal);
        Assert.Equivalent(draft, JsonSerializer.Deserialize(json, AgentsJson.Wire.WorkflowDraft), strict: true);

        var decision = new RoutingDecision("t", [AgentKind.TestCase], []);
        Assert.Equivalent(
            decision, JsonSerializer.Deserialize(JsonSerializer.Serialize(decision, AgentsJson.Wire.RoutingDecision), AgentsJson.Wire.RoutingDecision), strict: true);
    }

    [Fact]
    public void ARequestKeepsTheTextsOfItsContext()
    {
        var request = JsonSerializer.Deserialize(
            """{"project_id":"p","query":"q","context":[{"type":"note","id":"N-1","text":"a","more":{"deep":["b",3]}}]}""", AgentsJson.Wire.AgentWorkflowRequest)!;
        Assert.Equal("a\nb", Assert.Single(request.Context!).AllText());
        Assert.Null(request.SessionId);
    }
}
