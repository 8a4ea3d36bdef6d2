using System.Net.Http.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Distributed;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Agents;

/// <summary>Seed 3 with a language model that is slow enough to observe a run.</summary>
[Collection(ModelSystem.Name)]
public sealed class ModelTimelineTests(ModelSystem system)
{
    private static readonly TimeSpan WaitLimit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task EventsArriveOneByOneWhileExecuteIsPending()
    {
        var gate = Script(out var held);
        string project = AgentCalls.New("p");
        string session = AgentCalls.New("s");
        using var stream = await TimelineStream.OpenAsync(system.Apis[0].Http, session);
        await stream.PingAsync();
        var execute = system.ExecuteAsync(project, "Une epic pour les paiements", session, api: 1);

        var frames = await stream.UntilAsync(f => f.Type == "AGENT_START");
        await held.Task.WaitAsync(WaitLimit);
        await stream.PingAsync();
        Assert.Equal(["WORKFLOW_START", "ROUTER_THOUGHT", "ROUTER_DECISION", "AGENT_START"], frames.Select(f => f.Type));
        Assert.False(execute.IsCompleted);
        gate.Set();

        frames.AddRange(await stream.ToEndAsync());
        var (status, body) = await execute;
        Assert.Equal(200, status);
        AgentCalls.Check(frames, "WORKFLOW_COMPLETE");
        Assert.Equal("Une epic d'abord.", frames[1].Json.GetProperty("message").GetString());

        var items = await system.BacklogAsync(project);
        Assert.Equal(["Paiements", "Payer", "Relancer", "Débit"], items.Select(i => i.GetProperty("title").GetString()));
        string epic = items[0].GetProperty("id").GetString()!;
        Assert.Equal(epic, items[1].GetProperty("parent").GetString());
        Assert.Equal(epic, items[2].GetProperty("parent").GetString()); // the model gave an id that is not in the backlog
        Assert.Equal(items[1].GetProperty("id").GetString(), items[3].GetProperty("parent").GetString());
        Assert.Equal(items.Count, body.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task AWorkerKilledInTheMiddleDoublesNoEventAndNoItem()
    {
        var gate = Script(out var held);
        string project = AgentCalls.New("p");
        string session = AgentCalls.New("s");
        using var one = await TimelineStream.OpenAsync(system.Apis[0].Http, session);
        using var two = await TimelineStream.OpenAsync(system.Apis[1].Http, session);
        var other = two.ToEndAsync();
        var execute = system.ExecuteAsync(project, "Une epic pour les paiements", session);
        var frames = await one.UntilAsync(f => f.Type == "AGENT_START");
        await held.Task.WaitAsync(WaitLimit);
        await Task.WhenAll(system.App.Workers.Select(worker => worker.KillAsync()));
        gate.Set();
        await Task.WhenAll(system.App.Workers.Select(worker => worker.StartAsync()));
        frames.AddRange(await one.ToEndAsync());
        var (status, body) = await execute;
        Assert.Equal(200, status);
        AgentCalls.Check(frames, "WORKFLOW_COMPLETE");
        Assert.Equal(frames.Select(f => f.Json.GetRawText()), (await other).Select(f => f.Json.GetRawText()));
        Assert.NotEqual(frames[0].Id!.Split('-')[0], frames[^1].Id!.Split('-')[0]); // another attempt ended it
        AgentCalls.Same(body.GetProperty("items").EnumerateArray(), await system.BacklogAsync(project));
        await system.App.WaitHealthyAsync(CancellationToken.None);
    }

    [Fact]
    public async Task AFailureEndsTheStreamWithItsReason()
    {
        system.Model.Respond = request => ScriptedAgents.AgentOf(request) == "router"
            ? ScriptedAgents.Answer(request)
            : ModelReply.Failure(401, "authentication_error", "invalid_api_key", "No.");
        string session = AgentCalls.New("s");
        string project = AgentCalls.New("p");
        using var stream = await TimelineStream.OpenAsync(system.Apis[0].Http, session);
        var execute = system.ExecuteAsync(project, "Une epic", session, api: 1);
        var frames = await stream.ToEndAsync();
        AgentCalls.Check(frames, "WORKFLOW_ERROR");
        Assert.Equal("ERROR", frames[^1].Json.GetProperty("status").GetString());
        Assert.Equal("ai_unauthorized", frames[^1].Json.GetProperty("details").GetProperty("code").GetString());

        var (status, problem) = await execute;
        Assert.Equal((502, "ai_unauthorized"), (status, problem.GetProperty("code").GetString()));
        Assert.Equal(session, problem.GetProperty("session_id").GetString());
        Assert.Empty(await system.BacklogAsync(project));

        using var over = await TimelineStream.OpenAsync(system.Apis[1].Http, session, frames[^1].Id);
        Assert.Equal(System.Net.HttpStatusCode.NoContent, over.Status);
    }

    [Fact]
    public async Task AnAnswerIsStreamedOnceAndCitesItsSourcesWhenItsWorkerIsKilledInTheMiddle()
    {
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int asked = 0;
        system.Model.Respond = request => ScriptedAgents.AgentOf(request) == "router"
            ? ScriptedAgents.Answer(request, "\"question\"")
            : Interlocked.Increment(ref asked) == 1
                ? new ModelReply { Tokens = ["Par carte ", "ou "], Gate = open.Task }
                : ModelReply.Text("Par carte ", "ou virement ", "[N-1].");
        string session = Guid.NewGuid().ToString("D");
        using var stream = await TimelineStream.OpenAsync(system.Apis[0].Http, session);
        var execute = system.ExecuteJsonAsync(
            $$"""{"project_id":"{{AgentCalls.New("p")}}","query":"Comment paie-t-on ?","session_id":"{{session}}","context":[{"type":"note","id":"N-1","text":"Par carte."}]}""");
        await stream.UntilAsync(f => f.Type == "AGENT_START");
        while ((await SnapshotAsync(session)).Texts is not [{ Text: "Par carte ou " }])
        {
            Assert.False(execute.IsCompleted);
            await Task.Delay(50);
        }

        await Task.WhenAll(system.App.Workers.Select(worker => worker.KillAsync()));
        open.SetResult();
        await Task.WhenAll(system.App.Workers.Select(worker => worker.StartAsync()));
        var (status, body) = await execute.WaitAsync(WaitLimit);
        Assert.Equal((200, 2), (status, asked));
        Assert.Equal([new SnapshotText("answer", "Par carte ou virement [N-1].")], (await SnapshotAsync(session)).Texts);
        Assert.Equal("Par carte ou virement [N-1].", body.GetProperty("result").GetString());
        Assert.Contains("Par carte.", string.Join('\n', system.Model.Requests[^1].User), StringComparison.Ordinal);
        Assert.Equal("N-1", Assert.Single(body.GetProperty("sources").EnumerateArray()).GetString());
        using var whole = await TimelineStream.OpenAsync(system.Apis[1].Http, session);
        var frames = await whole.ToEndAsync();
        AgentCalls.Check(frames, "WORKFLOW_COMPLETE");
        await system.App.WaitHealthyAsync(CancellationToken.None);
        Assert.Equal("Par carte ou virement [N-1].", frames[^1].Json.GetProperty("message").GetString());
    }

    private async Task<JobSnapshot> SnapshotAsync(string session) =>
        (await system.Apis[1].Http.GetFromJsonAsync($"/api/jobs/{session}/snapshot", EventJson.Wire.JobSnapshot))!;

    /// <summary>Scripts a whole run whose epic is held back until the gate opens.</summary>
    private ManualResetEventSlim Script(out TaskCompletionSource held)
    {
        var gate = new ManualResetEventSlim();
        var reached = held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        system.Model.Respond = request =>
        {
            if (ScriptedAgents.AgentOf(request) == "epic")
            {
                reached.TrySetResult();
                gate.Wait(WaitLimit);
            }

            return ScriptedAgents.Answer(request);
        };
        return gate;
    }
}
