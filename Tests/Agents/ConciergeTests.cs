#pragma warning disable MEAI001 // background responses are experimental in the packages of agents
using System.Text;
using AspireStreaming.Agents;
using AspireStreaming.Bench.Processes;
using AspireStreaming.Client;
using AspireStreaming.Client.Agents;
using AspireStreaming.Streaming;
using AspireStreaming.Tests.AppHost;
using AspireStreaming.Tests.Support;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace AspireStreaming.Tests.Agents;

/// <summary>An agent in a step of a worker that is killed, and the same job as an agent of a client that is cut off: over Redis, with two Apis.</summary>
public sealed class ConciergeTests : IAsyncLifetime
{
    private const string Opening = "Let me see. ";
    private const string Goodbye = "Enjoy your evening.";
    private static readonly string[] Answer = ["Your table ", "is booked ", "for four, ", "at eight."];
    private static readonly TimeSpan WaitLimit = TimeSpan.FromSeconds(60);

    private readonly TemporaryDirectory _directory = new();
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RedisServer? _redis;
    private ScriptedModelServer? _model;
    private EmbeddedSystem[] _apis = [];
    private int _asked;
    private int _booked;

    private string Bookings => Path.Combine(_directory.Path, "bookings");

    public async Task InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        _model = await ScriptedModelServer.StartAsync();
        _model.Respond = Respond;
        _apis = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => EmbeddedSystem.StartAsync(("ConnectionStrings:redis", _redis.ConnectionString))));
    }

    public async Task DisposeAsync()
    {
        foreach (var api in _apis)
        {
            await api.DisposeAsync();
        }

        await _model!.DisposeAsync();
        await _redis!.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task AnAgentWhoseWorkerIsKilledSaysAndDoesEverythingOnce()
    {
        await using var first = CreateWorker();
        await using var second = CreateWorker();
        first.Start();

        using var limit = new CancellationTokenSource(WaitLimit);

        // The caller is cut off in the middle of the answer; then the worker is killed.
        var caller = Agent(0);
        var session = await caller.CreateSessionAsync();
        var said = new Reading();
        await foreach (var update in caller.RunStreamingAsync("A table for four, please.", session, Background(), limit.Token))
        {
            said.Add(update);
            if (said.Text.Contains(Answer[1], StringComparison.Ordinal))
            {
                break;
            }
        }

        Assert.Equal(Opening + Answer[0] + Answer[1], said.Text);
        await first.KillAsync();
        second.Start();
        _open.SetResult();

        // Other processes go on at either Api by nothing but the bytes of the token, and are cut off after each update.
        int runs = 0;
        for (bool cut = true; cut; runs++)
        {
            cut = false;
            await foreach (var update in Agent(runs % 2).RunStreamingAsync(null, Background(said.Token), limit.Token))
            {
                said.Add(update);
                if (said.Token is not null)
                {
                    cut = true;
                    break;
                }
            }
        }

        string text = Opening + string.Concat(Answer);
        var job = await CreateClient(1).SnapshotAsync(((JobAgentSession)session).JobId!.Value);
        Assert.Equal((JobStatus.Completed, 2, Goodbye), (job.Status, job.Attempt, job.Summary!.Value.GetString()));
        Assert.Equal([new SnapshotText("booking", text), new SnapshotText("goodbye", Goodbye)], job.Texts);
        Assert.Equal(text + Goodbye, said.Text);
        Assert.Null(said.Retracted);
        Assert.True(runs > 5, $"{runs} runs");

        // The tool was called once, and the model was asked again only for the answer that was cut off.
        Assert.Equal(["4"], await File.ReadAllLinesAsync(Bookings));
        Assert.Equal(4, _model!.Requests.Count);
        var call = Assert.Single(job.Timeline, e => e.Kind == AgentTimeline.ToolCall);
        Assert.Equal(("SUCCESS", "concierge", 4), (call.Status, call.AgentName, call.Details!.Value.GetProperty("arguments").GetProperty("guests").GetInt32()));
        string result = call.Details.Value.GetProperty("result").GetString()!;
        Assert.StartsWith("booking-", result, StringComparison.Ordinal);
        Assert.Equal(3, job.Timeline.Count(e => e.Kind == AgentTimeline.ModelAnswer));
        Assert.Equal(2, job.Timeline.Count(e => e.Kind == AgentTimeline.AgentTurn));

        // The second turn has the session of the first one: both attempts at the answer saw the same result of the tool.
        Assert.All(_model.Requests.Skip(1), request => Assert.Contains(result, request.Body.GetRawText(), StringComparison.Ordinal));
        Assert.Equal(["A table for four, please.", "Thanks."], _model.Requests[^1].User);
        Assert.Equal([Opening, string.Concat(Answer)], _model.Requests[^1].Assistant);

        // In the background a run is polled; a message with an id is one job.
        var options = Background();
        var named = new ChatMessage(ChatRole.User, "Again.") { MessageId = Guid.NewGuid().ToString() };
        var response = await caller.RunAsync(named, session, options);
        Assert.Empty(response.Messages);
        Assert.Equal(response.ResponseId, (await Agent(1).RunAsync(named, null, Background())).ResponseId);
        while (response.ContinuationToken is { } token)
        {
            await Task.Delay(50);
            response = await Agent(1).RunAsync(null, Background(token), limit.Token);
        }

        Assert.Equal([text, Goodbye], response.Messages.Select(message => message.Text));
        Assert.Equal(response.Text, (await caller.RunAsync("And again.")).Text);
        Assert.Equal(3, (await File.ReadAllLinesAsync(Bookings)).Length);

        // A failure is no empty answer.
        _model.Respond = _ => ModelReply.Failure(400, "invalid_request_error", null, "No.");
        var failed = await Assert.ThrowsAsync<JobFailedException>(() => caller.RunAsync("Fail.", session));
        Assert.Equal(JobStatus.Failed, failed.Job.Status);
        await Assert.ThrowsAsync<ArgumentException>(() => caller.RunAsync(null, Background(ResponseContinuationToken.FromBytes("x"u8.ToArray()))));
        await Assert.ThrowsAsync<ArgumentException>(() => caller.RunAsync("More.", null, Background(new JobPlace(job.JobId, EventId.None).ToToken())));
    }

    private static AgentRunOptions Background(ResponseContinuationToken? token = null) => new()
    {
        AllowBackgroundResponses = true,
        ContinuationToken = token is null ? null : ResponseContinuationToken.FromBytes(token.ToBytes()),
    };

    private ServerProcess CreateWorker() => ConciergeWorker.Create(_redis!.ConnectionString, new Uri(_model!.Address, "v1"), Bookings);

    private JobStreamClient CreateClient(int api) => new(_apis[api].Http);

    private JobAgent Agent(int api) => new(CreateClient(api), ConciergePipeline.Name, messages => new ConciergeRequest(messages[^1].Text));

    /// <summary>A model that never says the same twice, except in the answer to its tool call: that is cut off the first time.</summary>
    private ModelReply Respond(ModelRequest request)
    {
        var messages = request.Body.GetProperty("messages").EnumerateArray().ToList();
        switch (messages[^1].GetProperty("role").GetString())
        {
            case "tool" when Interlocked.Increment(ref _booked) == 1:
                return new ModelReply { Tokens = Answer[..2], Gate = _open.Task, End = ModelEnd.Reset };
            case "tool":
                return ModelReply.Text(Answer);
            case "user" when request.User.Count == 1:
                int asked = Interlocked.Increment(ref _asked);
                return OpenAiWire.ToolCall(Opening, $"call_{asked}", "book_table", $$"""{"guests":{{3 + asked}}}""");
            default:
                return ModelReply.Text(Goodbye);
        }
    }

    /// <summary>What a caller keeps.</summary>
    private sealed class Reading
    {
        private readonly StringBuilder _text = new();

        public string Text => _text.ToString();

        public ResponseContinuationToken? Token { get; private set; }

        public object? Retracted { get; private set; }

        public void Add(AgentResponseUpdate update)
        {
            _text.Append(update.Text);
            Token = update.ContinuationToken;
            Retracted ??= update.AdditionalProperties?.GetValueOrDefault(JobAgent.RetractedMessageId);
        }
    }
}
