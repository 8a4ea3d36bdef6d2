using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using AspireStreaming.Agents;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Execution;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace AspireStreaming.Tests.Agents;

/// <summary>An agent books a table by a tool, then says goodbye in a second turn of the same session.</summary>
internal sealed class ConciergePipeline : IPipeline
{
    public const string Name = "concierge";

    private readonly AIAgent _agent;
    private readonly string _bookings;

    public ConciergePipeline(ChatClient model, string bookings)
    {
        _bookings = bookings;
        _agent = new ChatClientAgent(
            model.AsIChatClient().AsBuilder().UseKeptAnswers().Build(), name: Name, tools: [AIFunctionFactory.Create(Book, "book_table")]);
    }

    public PipelineDescriptor Descriptor { get; } = new(Name, "Books a table.", ["talk"], JsonElement.Parse("""{"type":"object"}"""), TextField: "message");

    public async Task<JsonElement?> RunAsync(JobContext job)
    {
        string message = job.Request(ConciergeJson.Default.ConciergeRequest).Message;
        var last = await job.StepAsync("talk", ConciergeJson.Default.AgentTurn, async step =>
        {
            var booking = await step.RunAgentAsync("booking", _agent, [new ChatMessage(ChatRole.User, message)]);
            return await step.RunAgentAsync("goodbye", _agent, [new ChatMessage(ChatRole.User, "Thanks.")], new AgentTurnOptions { After = booking });
        });
        return JsonSerializer.SerializeToElement(last.Text, ConciergeJson.Default.String);
    }

    [Description("Books a table.")]
    private string Book(int guests)
    {
        File.AppendAllLines(_bookings, [$"{guests}"]);
        return $"booking-{Guid.NewGuid():N}";
    }
}

internal sealed record ConciergeRequest(string Message);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ConciergeRequest))]
[JsonSerializable(typeof(AgentTurn))]
[JsonSerializable(typeof(string))]
internal sealed partial class ConciergeJson : JsonSerializerContext;
