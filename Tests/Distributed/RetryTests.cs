using System.Net;
using System.Text.Json;
using AspireStreaming.Bench.Processes;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Distributed;

/// <summary>A job that fails for a reason that an operator removes.</summary>
[Collection(RestartedSystem.Name)]
public sealed class RetryTests(RunningSystem system)
{
    [Fact]
    public async Task ARetryContinuesFromTheFailedStepWithAllFinishedWork()
    {
        foreach (var worker in system.App.Workers)
        {
            await worker.StopAsync();
        }

        Guid failedId;
        List<SseFrame> failed;
        await using (var worker = LowLimit())
        {
            worker.Start();
            failedId = await system.Apis[0].StartAsync(Work.Short.Request);
            failed = await system.Apis[1].ReadAsync(failedId);
            await worker.StopAsync();
        }

        WholeLog.Check(failed);
        Assert.Equal("failed", WholeLog.Status(failed));
        Assert.Equal("over_limit", Assert.Single(failed, e => e.Name == EventTypes.JobError).Json.GetProperty("code").GetString());
        Assert.Equal(Work.Short.Items, failed.Count(Work.IsItem));

        await system.App.WaitHealthyAsync(CancellationToken.None);
        var (status, started) = await system.Apis[0].PostAsync($"/api/jobs/{failedId}/retry");
        Assert.Equal((HttpStatusCode.Accepted, failedId), (status, started.GetProperty("retry_of").GetGuid()));
        var id = started.GetProperty("job_id").GetGuid();
        Assert.NotEqual(failedId, id);

        var events = await system.Apis[1].ReadAsync(id);
        await Work.CheckAsync(Work.Short, events);
        Assert.DoesNotContain(events.SkipWhile(e => e.Event.Id.Attempt == 0), e => e.Data.Contains("hashing", StringComparison.Ordinal) || Work.IsItem(e));
        var snapshot = WholeLog.Fold(id, events);
        Assert.Equal(failedId, snapshot.RetryOf);
        Assert.Null(snapshot.Error);
        Assert.Equal(["hashing", "sealing"], snapshot.Steps.Select(s => s.Step));
        Assert.All(snapshot.Steps, s => Assert.Equal(StepStatus.Completed, s.Status));
        Assert.Equal(JsonSerializer.Serialize(WholeLog.Fold(failedId, failed).Metrics), JsonSerializer.Serialize(snapshot.Metrics));

        // The failed job is unchanged, and a completed job can't be retried.
        WholeLog.Same(failed, await system.Apis[1].ReadAsync(failedId));
        var (conflict, problem) = await system.Apis[1].PostAsync($"/api/jobs/{id}/retry");
        Assert.Equal(HttpStatusCode.Conflict, conflict);
        Assert.True(problem.GetProperty("errors").TryGetProperty("job_id", out _));
        Assert.Equal(HttpStatusCode.NotFound, (await system.Apis[1].PostAsync($"/api/jobs/{Guid.NewGuid()}/retry")).Status);
    }

    /// <summary>A worker that allows enough rounds for the items, but not for the seal.</summary>
    private ServerProcess LowLimit() => new(
        Executable.DotNet,
        ["exec", Path.Combine(AppContext.BaseDirectory, "Worker.dll")],
        new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{FreePort.Next()}",
            ["ConnectionStrings__redis"] = system.App.RedisConnectionString,
            ["Diagnostics__Enabled"] = "true",
            ["Diagnostics__MaxRounds"] = $"{Work.Short.Rounds}",
        });
}
