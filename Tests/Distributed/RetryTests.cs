using System.Net;
using System.Text.Json;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Distributed;

/// <summary>A job that fails for a reason that an operator removes.</summary>
public sealed class RetryTests(RetryTests.LowLimit lowLimit) : IClassFixture<RetryTests.LowLimit>
{
    [Fact]
    public async Task ARetryContinuesFromTheFailedStepWithAllFinishedWork()
    {
        var failedId = await lowLimit.Apis[0].StartAsync(Work.Short.Request);
        var failed = await lowLimit.Apis[1].ReadAsync(failedId);
        WholeLog.Check(failed);
        Assert.Equal("failed", WholeLog.Status(failed));
        Assert.Equal("over_limit", Assert.Single(failed, e => e.Name == EventTypes.JobError).Json.GetProperty("code").GetString());
        Assert.Equal(Work.Short.Items, failed.Count(Work.IsItem));

        foreach (var worker in lowLimit.App.Workers)
        {
            await worker.StopAsync();
        }

        var highLimit = new HighLimit(lowLimit.App.RedisConnectionString);
        try
        {
            await highLimit.InitializeAsync();
            var (status, started) = await highLimit.Apis[0].PostAsync($"/api/jobs/{failedId}/retry");
            Assert.Equal((HttpStatusCode.Accepted, failedId), (status, started.GetProperty("retry_of").GetGuid()));
            var id = started.GetProperty("job_id").GetGuid();
            Assert.NotEqual(failedId, id);

            // The job is watched in the system where it failed, and runs in the other one.
            var events = await lowLimit.Apis[0].ReadAsync(id);
            await Work.CheckAsync(Work.Short, events);
            Assert.DoesNotContain(events.SkipWhile(e => e.Event.Id.Attempt == 0), e => e.Data.Contains("hashing", StringComparison.Ordinal) || Work.IsItem(e));
            var snapshot = WholeLog.Fold(id, events);
            Assert.Equal(failedId, snapshot.RetryOf);
            Assert.Null(snapshot.Error);
            Assert.Equal(["hashing", "sealing"], snapshot.Steps.Select(s => s.Step));
            Assert.All(snapshot.Steps, s => Assert.Equal(StepStatus.Completed, s.Status));
            Assert.Equal(JsonSerializer.Serialize(WholeLog.Fold(failedId, failed).Metrics), JsonSerializer.Serialize(snapshot.Metrics));

            // The failed job is unchanged, and a completed job can't be retried.
            WholeLog.Same(failed, await highLimit.Apis[1].ReadAsync(failedId));
            var (conflict, problem) = await highLimit.Apis[1].PostAsync($"/api/jobs/{id}/retry");
            Assert.Equal(HttpStatusCode.Conflict, conflict);
            Assert.True(problem.GetProperty("errors").TryGetProperty("job_id", out _));
            Assert.Equal(HttpStatusCode.NotFound, (await highLimit.Apis[1].PostAsync($"/api/jobs/{Guid.NewGuid()}/retry")).Status);
        }
        finally
        {
            await highLimit.DisposeAsync();
        }
    }

    /// <summary>Its workers allow enough rounds for the items, but not for the seal.</summary>
    public sealed class LowLimit : RunningSystem
    {
        protected override long MaxRounds => Work.Short.Rounds;
    }

    private sealed class HighLimit(string redis) : RunningSystem
    {
        protected override string? Redis => redis;
    }
}
