using System.Net;
using System.Text.Json;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Distributed;

/// <summary>A job that fails for a reason that an operator removes.</summary>
public sealed class RetryTests(RetryTests.Strict strict) : IClassFixture<RetryTests.Strict>
{
    [Fact]
    public async Task RetryGoesOnFromTheFailedStepWithAllThatWasFinished()
    {
        var failedId = await strict.Apis[0].StartAsync(Work.Short.Request);
        var failed = await strict.Apis[1].ReadAsync(failedId);
        WholeLog.Check(failed);
        Assert.Equal("failed", WholeLog.Status(failed));
        Assert.Equal("over_limit", Assert.Single(failed, e => e.Name == EventTypes.JobError).Json.GetProperty("code").GetString());
        Assert.Equal(Work.Short.Items, failed.Count(Work.IsItem));

        foreach (var worker in strict.App.Workers)
        {
            await worker.StopAsync();
        }

        var generous = new Generous(strict.App.RedisConnectionString);
        try
        {
            await generous.InitializeAsync();
            var (status, started) = await generous.Apis[0].PostAsync($"/api/jobs/{failedId}/retry");
            Assert.Equal((HttpStatusCode.Accepted, failedId), (status, started.GetProperty("retry_of").GetGuid()));
            var id = started.GetProperty("job_id").GetGuid();
            Assert.NotEqual(failedId, id);

            // Watched where it failed, run where it can be.
            var events = await strict.Apis[0].ReadAsync(id);
            await Work.CheckAsync(Work.Short, events);
            Assert.DoesNotContain(events.SkipWhile(e => e.Event.Id.Attempt == 0), e => e.Data.Contains("hashing", StringComparison.Ordinal) || Work.IsItem(e));
            var snapshot = WholeLog.Fold(id, events);
            Assert.Equal(failedId, snapshot.RetryOf);
            Assert.Null(snapshot.Error);
            Assert.Equal(["hashing", "sealing"], snapshot.Steps.Select(s => s.Step));
            Assert.All(snapshot.Steps, s => Assert.Equal(StepStatus.Completed, s.Status));
            Assert.Equal(JsonSerializer.Serialize(WholeLog.Fold(failedId, failed).Metrics), JsonSerializer.Serialize(snapshot.Metrics));

            // The failed one stays as it was, and what has completed can't be retried.
            WholeLog.Same(failed, await generous.Apis[1].ReadAsync(failedId));
            var (conflict, problem) = await generous.Apis[1].PostAsync($"/api/jobs/{id}/retry");
            Assert.Equal(HttpStatusCode.Conflict, conflict);
            Assert.True(problem.GetProperty("errors").TryGetProperty("job_id", out _));
            Assert.Equal(HttpStatusCode.NotFound, (await generous.Apis[1].PostAsync($"/api/jobs/{Guid.NewGuid()}/retry")).Status);
        }
        finally
        {
            await generous.DisposeAsync();
        }
    }

    /// <summary>Its workers grant enough for the items, and not for the seal.</summary>
    public sealed class Strict : RunningSystem
    {
        protected override long MaxRounds => Work.Short.Rounds;
    }

    private sealed class Generous(string redis) : RunningSystem
    {
        protected override string? Redis => redis;
    }
}
