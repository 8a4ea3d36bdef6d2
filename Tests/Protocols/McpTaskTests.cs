using System.Text.Json;
using System.Text.Json.Nodes;
using AspireStreaming.Edge.Protocols.Mcp;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Auth;

namespace AspireStreaming.Tests.Protocols;

/// <summary>Tasks and calls of MCP belong to their callers, and are ended by those that may.</summary>
public sealed class McpTaskTests
{
    private const int InvalidParams = -32602;
    private const int InvalidRequest = -32600;

    [Fact]
    public async Task ATaskIsItsCallersAlone()
    {
        await using var system = await SystemAsync();
        string task = await StartAsync(system, "ann");
        foreach (string method in (string[])["tasks/get", "tasks/update", "tasks/cancel"])
        {
            Assert.Equal(InvalidParams, ErrorOf(await system.As("bob").AskAsync(McpWire.Modern(method, Named(task), tasks: true))));
        }

        var mine = await system.As("ann").AskAsync(McpWire.Modern("tasks/get", Named(task), tasks: true));
        Assert.Equal("working", mine.GetProperty("result").GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("ann", null)]
    [InlineData("carol", InvalidRequest)]
    public async Task ATaskIsEndedByACallerThatMayEndJobs(string caller, int? error)
    {
        await using var system = await SystemAsync();
        string task = await StartAsync(system, caller);
        Assert.Equal(error, ErrorOf(await system.As(caller).AskAsync(McpWire.Modern("tasks/cancel", Named(task), tasks: true))));
        Assert.Equal(error is null, await IsCanceledAsync(system, Guid.Parse(task)));
    }

    [Theory]
    [InlineData("ann", "ann", true)]
    [InlineData("ann", "bob", false)]
    [InlineData("carol", "carol", false)]
    public async Task ACallIsCanceledByItsCallerAlone(string caller, string canceler, bool isCanceled)
    {
        await using var system = await SystemAsync();
        using var call = await system.As(caller).SendAsync(
            McpWire.InSession("a-session", "tools/call", Call(progressToken: 1), id: 7), HttpCompletionOption.ResponseHeadersRead);
        using var stream = new StreamReader(await call.Content.ReadAsStreamAsync());
        var id = (await McpWire.FirstEventAsync(stream)).GetProperty("job_id").GetGuid();

        // The answer says nothing of what happened: to a notification there is none, and a session of another caller is refused.
        using var _ = await system.As(canceler).SendAsync(McpWire.InSession("a-session", "notifications/cancelled", new JsonObject { ["requestId"] = 7 }, id: null));
        Assert.Equal(isCanceled, await IsCanceledAsync(system, id));
    }

    [Theory]
    [InlineData(JobStatus.Completed, null, "completed")]
    [InlineData(JobStatus.Failed, "over_limit", "completed")]
    [InlineData(JobStatus.Failed, "poison", "failed")]
    [InlineData(JobStatus.Failed, "internal_error", "failed")]
    [InlineData(JobStatus.Canceled, null, "cancelled")]
    [InlineData(JobStatus.Running, null, "working")]
    public void ATaskFailsOnlyWithItsEngine(JobStatus status, string? code, string expected)
    {
        var snapshot = new JobSnapshot
        {
            JobId = Guid.NewGuid(),
            Status = status,
            Error = code is null ? null : new JobErrorEvent(code, "What went wrong."),
            EndedAt = status == JobStatus.Running ? null : DateTimeOffset.UnixEpoch,
        };
        var task = McpTaskResult.Detailed(snapshot, "", TimeSpan.FromDays(1), 1000);
        Assert.Equal((expected, expected == "completed", expected == "failed"), (task.Status, task.Result is not null, task.Error is not null));
        Assert.Equal(status == JobStatus.Failed && expected == "completed", task.Result is { } result && result.TryGetProperty("isError", out var error) && error.GetBoolean());
    }

    private static Task<AuthSystem> SystemAsync() => AuthSystem.WithKeysAsync(
        ("Diagnostics:Enabled", "true"),
        ("Auth:Keys:7:Name", "carol"),
        ("Auth:Keys:7:Subject", "carol"),
        ("Auth:Keys:7:Hash", AspireStreaming.Edge.Auth.ApiKey.HashOf(AuthSystem.KeyOf("carol"))),
        ("Auth:Keys:7:Tenant", "acme"),
        ("Auth:Keys:7:Scopes:0", "jobs:start"),
        ("Auth:Keys:7:Scopes:1", "jobs:read"));

    private static JsonObject Call(int? progressToken = null)
    {
        var call = new JsonObject { ["name"] = "diagnostics", ["arguments"] = JsonSerializer.SerializeToNode(Browser.Diagnostics.Endless.Request) };
        if (progressToken is not null)
        {
            call["_meta"] = new JsonObject { ["progressToken"] = progressToken };
        }

        return call;
    }

    private static JsonObject Named(string task) => new() { ["taskId"] = task };

    private static int? ErrorOf(JsonElement answer) => answer.TryGetProperty("error", out var error) ? error.GetProperty("code").GetInt32() : null;

    private static async Task<string> StartAsync(AuthSystem system, string caller)
    {
        var created = await system.As(caller).AskAsync(McpWire.Modern("tools/call", Call(), tasks: true));
        return created.GetProperty("result").GetProperty("taskId").GetString()!;
    }

    /// <summary>Whether somebody has asked for the end of the job, which no job of these tests has by itself.</summary>
    private static async Task<bool> IsCanceledAsync(AuthSystem system, Guid id) =>
        await system.Store.GetAsync(id, default) is { } job && (job.CancelRequested || job.Status == JobStatus.Canceled);
}
