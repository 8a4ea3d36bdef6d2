using System.Net;
using System.Net.Http.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Tests.Agents;
using AspireStreaming.Tests.Distributed;
using AspireStreaming.Tests.Support.Otlp;

namespace AspireStreaming.Tests.Tracing;

/// <summary>The calls of a language model in the trace of a job.</summary>
[Collection(ModelSystem.Name)]
public sealed class ModelTraceTests(ModelSystem system)
{
    [Fact]
    public async Task EachModelCallIsASpanOfItsStepOrItem()
    {
        system.Model.Respond = request => ScriptedAgents.Answer(request);
        int before = system.Model.Requests.Count;
        var post = new ClientTrace();
        using var request = post.On(new HttpRequestMessage(HttpMethod.Post, "/execute")
        {
            Content = JsonContent.Create(new { project_id = AgentCalls.New("p"), query = "Une epic pour les paiements", session_id = AgentCalls.New("s") }),
        });
        using var response = await system.Apis[0].Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        int calls = system.Model.Requests.Count - before;
        Assert.True(calls >= 4, $"{calls} calls"); // the router and three agents

        var attempt = await system.Receiver.SpanAsync(post.TraceId, span => span.Name == "run agent-workflow", "attempt");
        var models = await system.Receiver.SpansAsync(
            span => span.TraceId == post.TraceId && span["gen_ai.operation.name"] == "chat", found => found.Count >= calls, "not all model calls");
        Assert.Equal(calls, models.Count);
        var work = system.Receiver.Spans.Where(
            span => span.TraceId == post.TraceId && (span.Name.StartsWith("step ", StringComparison.Ordinal) || span.Name.StartsWith("item ", StringComparison.Ordinal)))
            .ToDictionary(span => span.Id);
        foreach (var model in models)
        {
            Assert.Equal(("chat scripted-model", SpanKind.Client, "scripted-model"), (model.Name, model.Kind, model["gen_ai.request.model"]));
            Assert.Equal((10L, 5L), (model.Attributes["gen_ai.usage.input_tokens"], model.Attributes["gen_ai.usage.output_tokens"]));
            var item = Assert.Contains(model.Parent, work as IDictionary<string, ReceivedSpan>);
            Assert.StartsWith("item ", item.Name, StringComparison.Ordinal);
            var step = Assert.Contains(item.Parent, work as IDictionary<string, ReceivedSpan>);
            Assert.Equal((TraceNames.Step(item["job.step"]!), attempt.Id), (step.Name, step.Parent));
        }

        Assert.Equal(
            ["decision", "epic_agent-draft", "story_agent-draft", "test_case_agent-draft"], models.Select(model => work[model.Parent]["job.item"]).Order());
        await Support.Logs.EventuallyAsync(() => Task.FromResult(Answers().Count >= calls), "not all answers are logged");
        Assert.All(Answers(), log => Assert.Equal((attempt["job.id"], 1L), (log.Attributes["job.id"], log.Attributes["job.attempt"])));

        List<ReceivedLog> Answers() =>
            [.. system.Receiver.Logs.Where(log => log.TraceId == post.TraceId && log.Text.Contains("tokens in", StringComparison.Ordinal))];
    }
}
