using System.Net;
using System.Text.Json;
using AspireStreaming.Bench.Processes;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Distributed;

/// <summary>Workers whose slots are lost, one after the other, to jobs that ignore their cancel.</summary>
[Collection(FewSlots.Name)]
public sealed class StuckWorkerTests(FewSlots system)
{
    [Fact]
    public async Task AJobThatIgnoresItsCancelEndsAndAWorkerWithoutSlotsIsReplaced()
    {
        var first = await LoseASlotAsync();
        using var http = new HttpClient();
        await Logs.EventuallyAsync(
            async () => await http.GetStringAsync(first.HealthUrl) is { } report && report.Contains("degraded", StringComparison.Ordinal), "the lost slot is not reported");
        using (var report = JsonDocument.Parse(await http.GetStringAsync(first.HealthUrl)))
        {
            Assert.Equal("degraded", report.RootElement.GetProperty("status").GetString());
            var checks = report.RootElement.GetProperty("checks");
            Assert.Equal("1 of 2 slots are lost to code that ignores its token.", checks.GetProperty("worker").GetProperty("reason").GetString());
            Assert.Equal("healthy", checks.GetProperty("self").GetProperty("status").GetString());
        }

        for (int lost = 1; lost < FewSlots.SlotsPerWorker * system.App.Workers.Count; lost++)
        {
            await LoseASlotAsync();
        }

        foreach (var worker in system.App.Workers)
        {
            await Logs.EventuallyAsync(() => Task.FromResult(worker.ExitCode is not null), $"{worker.Name} did not end");
            Assert.Equal(1, worker.ExitCode);
            await worker.StartAsync();
        }

        await Work.CheckAsync(Work.Short, await system.Apis[0].ReadAsync(await system.Apis[1].StartAsync(Work.Short.Request)));
    }

    private async Task<RunningProcess> LoseASlotAsync()
    {
        var id = await system.Apis[0].StartAsync(new { items = 1, stuck = true });
        using var stream = await system.Apis[1].WatchAsync(id);
        var events = await stream.EventsAsync(Work.IsHashing);
        var worker = await system.WorkerAtWorkAsync(id);
        await Logs.EventuallyAsync(
            () => Task.FromResult(worker.Output.Any(line => line.Contains($"Job {id} is stuck", StringComparison.Ordinal))), "the job is not stuck");
        Assert.Equal(HttpStatusCode.Accepted, (await system.Apis[0].PostAsync($"/api/jobs/{id}/cancel")).Status);
        events.AddRange(await stream.EventsAsync());
        WholeLog.Check(events);
        Assert.Equal("canceled", WholeLog.Status(events));
        return worker;
    }
}
