#pragma warning disable MEAI001, OPENAI001 // background responses and the whole of Responses are experimental in these packages
using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Streaming;
using AspireStreaming.Tests.Distributed;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;
using OpenAI.Responses;

namespace AspireStreaming.Tests.Protocols;

/// <summary>The clients of .NET, against a running system: the package OpenAI, Microsoft.Extensions.AI on it, and agents on that, with nothing of ours on their side.</summary>
[Collection(ShortLease.Name)]
public sealed class AgentClientTests(ShortLease system)
{
    private static readonly (string, string)[] Small = [("items", "3"), ("rounds", "100"), ("seal_rounds", "40000")];

    [Fact]
    public async Task ThePackageOpenAiStreamsCancelsAndReadsErrors()
    {
        var client = Client(0);
        var all = new List<StreamingResponseUpdate>();
        await foreach (var update in client.CreateResponseStreamingAsync(Options(Small, stream: true)))
        {
            all.Add(update);
        }

        Assert.Equal(Enumerable.Range(0, all.Count), all.Select(update => update.SequenceNumber));
        var completed = Assert.IsType<StreamingResponseCompletedUpdate>(all[^1]).Response;
        var snapshot = await SnapshotAsync(completed.Id);
        Assert.Equal(Assert.Single(snapshot.Texts).Text, completed.GetOutputText());
        Assert.Equal(snapshot.Texts[0].Text, string.Concat(all.OfType<StreamingResponseOutputTextDeltaUpdate>().Select(update => update.Delta)));
        Assert.Equal(snapshot.Summary!.Value.GetRawText(), Json(completed).GetProperty("job").GetProperty("summary").GetRawText());
        var rest = new List<StreamingResponseUpdate>();
        await foreach (var update in Client(1).GetResponseStreamingAsync(new GetResponseOptions(completed.Id) { StartingAfter = all.Count / 2, StreamingEnabled = true }))
        {
            rest.Add(update);
        }

        Assert.Equal(all.Skip((all.Count / 2) + 1).Select(Text), rest.Select(Text));

        var running = (await client.CreateResponseAsync(Options([("items", "2"), ("rounds", "100000000000"), ("parallel", "1"), ("share", "5")], background: true))).Value;
        Assert.Equal(ResponseStatus.Cancelled, (await client.CancelResponseAsync(running.Id)).Value.Status);
        var wrong = await Assert.ThrowsAsync<ClientResultException>(() => client.CreateResponseAsync(Options([("items", "many")])));
        Assert.Equal(400, wrong.Status);
        Assert.Contains("items", wrong.Message, StringComparison.Ordinal);
        var missing = await Assert.ThrowsAsync<ClientResultException>(() => client.GetResponseAsync("resp_0"));
        Assert.Contains("names no response", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAgentGoesOnByItsTokenWhileItsWorkerIsKilled()
    {
        var first = Agent(0, [.. Small[..2], ("seal_rounds", "2000000"), ("share", "25")]);
        var session = await first.CreateSessionAsync();
        var options = new AgentRunOptions { AllowBackgroundResponses = true };
        var text = new StringBuilder();
        AgentResponseUpdate? last = null;
        await foreach (var update in first.RunStreamingAsync("Hello", session, options))
        {
            text.Append(update.Text);
            last = update.ContinuationToken is null ? last : update;
            if (update.Text.Length > 0)
            {
                break;
            }
        }

        Guid jobId = JobOf(last!.ResponseId!);
        var worker = await system.WorkerAtWorkAsync(jobId);
        await worker.KillAsync();
        await worker.StartAsync();

        // Another process goes on, on another Api, from what a file keeps: the session and the token.
        var kept = await first.SerializeSessionAsync(session);
        var token = ResponseContinuationToken.FromBytes(last.ContinuationToken!.ToBytes());
        var second = Agent(1, []);
        session = await second.DeserializeSessionAsync(kept);
        int cuts = 0;
        for (bool ended = false; !ended;)
        {
            options = new AgentRunOptions { AllowBackgroundResponses = true, ContinuationToken = token };
            int taken = 0;
            ended = true;
            await foreach (var update in second.RunStreamingAsync(session, options))
            {
                text.Append(update.Text);
                token = update.ContinuationToken is null ? token : ResponseContinuationToken.FromBytes(update.ContinuationToken.ToBytes());
                if (update.Text.Length > 0 && ++taken > cuts + 1 && cuts < 20 && update.ContinuationToken is not null)
                {
                    cuts++;
                    ended = false;
                    break;
                }
            }
        }

        var snapshot = await SnapshotAsync($"resp_{jobId:N}");
        Assert.Equal((JobStatus.Completed, 2), (snapshot.Status, snapshot.Attempt));
        Assert.Equal(Assert.Single(snapshot.Texts).Text, text.ToString());
        Assert.True(cuts > 5, $"{cuts} cuts");
    }

    [Fact]
    public async Task AnAgentPollsToTheEnd()
    {
        var agent = Agent(0, Small);
        var session = await agent.CreateSessionAsync();
        var options = new AgentRunOptions { AllowBackgroundResponses = true };
        var response = await agent.RunAsync("Hello", session, options);
        while (response.ContinuationToken is { } token)
        {
            await Task.Delay(50);
            options.ContinuationToken = token;
            response = await agent.RunAsync(session, options);
        }

        Assert.Equal(Assert.Single((await SnapshotAsync(response.ResponseId!)).Texts).Text, response.Text);
    }

    private static CreateResponseOptions Options((string Name, string Value)[] input, bool? background = null, bool? stream = null)
    {
        var options = new CreateResponseOptions("diagnostics", [ResponseItem.CreateUserMessageItem("Hello")]) { BackgroundModeEnabled = background, StreamingEnabled = stream };
        foreach (var (name, value) in input)
        {
            options.Metadata[name] = value;
        }

        return options;
    }

    private static Guid JobOf(string responseId) => Guid.ParseExact(responseId["resp_".Length..], "N");

    private static JsonElement Json(ResponseResult response) => JsonDocument.Parse(ModelReaderWriter.Write(response)).RootElement;

    private static string Text(StreamingResponseUpdate update) => ModelReaderWriter.Write(update).ToString();

    private ChatClientAgent Agent(int api, (string, string)[] input) => new(
        Client(api).AsIChatClient("diagnostics"),
        new ChatClientAgentOptions { ChatOptions = new ChatOptions { RawRepresentationFactory = _ => Options(input) is var raw && Clear(raw) ? raw : null } });

    /// <summary>The messages come from the agent.</summary>
    private static bool Clear(CreateResponseOptions options)
    {
        options.InputItems.Clear();
        return true;
    }

    private ResponsesClient Client(int api) => new(
        new ApiKeyCredential("none"), new ResponsesClientOptions { Endpoint = new Uri(new Uri(system.App.ApiUrls[api]), "/v1") });

    private async Task<JobSnapshot> SnapshotAsync(string responseId)
    {
        using var http = new HttpClient { BaseAddress = new Uri(system.App.ApiUrls[1]) };
        return (await http.GetFromJsonAsync($"/api/jobs/{JobOf(responseId)}/snapshot", EventJson.Wire.JobSnapshot))!;
    }
}
