using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Distributed;

/// <summary>Apis that are stopped and started while they have watchers.</summary>
[Collection(ApisAlone.Name)]
public sealed class DeployTests(ApisAlone system)
{
    [Fact]
    public async Task ARollingDeployIsNoErrorToAnyWatcher()
    {
        var jobs = new List<TestJob>();
        for (int i = 0; i < 5; i++)
        {
            jobs.Add(await TestJob.StartAsync(system.Store));
        }

        FaithfulWatcher[] watchers = [.. Enumerable.Range(0, 60).Select(i => new FaithfulWatcher(system.Apis, jobs[i % 5].Id, i))];
        var watching = watchers.Select(w => w.RunAsync()).ToList();
        using var deployed = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            while (!deployed.IsCancellationRequested)
            {
                foreach (var job in jobs)
                {
                    await job.AppendAsync(system.Store, job.Metrics(1));
                }

                await Task.Delay(5);
            }
        });

        foreach (var api in system.App.Apis)
        {
            await Logs.EventuallyAsync(async () => await system.WatchersAsync() >= watchers.Length / 2, "the watchers don't come");
            await api.StopAsync();
            Assert.Equal(0, api.ExitCode);
            await system.App.WaitHealthyAsync(Logs.Deadline(60));
        }

        await deployed.CancelAsync();
        await writing;
        foreach (var job in jobs)
        {
            await job.AppendAsync(system.Store, job.Done());
        }

        for (int i = 0; i < watchers.Length; i++)
        {
            var events = await watching[i]; // fails on any answer that would close a browser's stream
            WholeLog.Check(events);
            Assert.Equal(jobs[i % 5].Log.Lines(), events.Select(e => e.Event).Lines());
        }

        Assert.True(watchers.Sum(w => w.Connects) > 2 * watchers.Length, "nobody was sent away: nothing was tried");
    }

    [Fact]
    public Task OpenStreamsEndCleanlyAndTheProcessExitsByItself() => StopAsync(streams: 1000);

    [Fact]
    [Trait("Category", "Long")]
    public Task FiveThousandOpenStreamsEndCleanlyAndTheProcessExitsByItself() => StopAsync(streams: 5000);

    private async Task StopAsync(int streams)
    {
        var jobs = new List<TestJob>();
        for (int i = 0; i < 20; i++)
        {
            jobs.Add(await TestJob.StartAsync(system.Store));
            await jobs[i].AppendAsync(system.Store, jobs[i].Metrics(5));
        }

        var api = system.App.Apis[0];
        var open = new List<(TestJob Job, RawStream Stream, Task Reading)>();
        try
        {
            for (int i = 0; i < streams; i++)
            {
                var job = jobs[i % jobs.Count];
                var stream = await RawStream.SendAsync(new Uri($"{system.App.ApiUrls[0]}/api/jobs/{job.Id}/stream"));
                open.Add((job, stream, stream.ReadToEndAsync()));
            }

            foreach (var (job, stream, _) in open)
            {
                await stream.WaitForAsync($"id: {job.Last}");
            }

            await api.StopAsync(); // kills a process that does not end by itself: its exit code shows that
            Assert.Equal(0, api.ExitCode);
            foreach (var (_, stream, reading) in open)
            {
                await reading; // no connection was broken
                Assert.True(stream.Response().EndedCleanly);
            }

            foreach (var job in jobs)
            {
                await job.AppendAsync(system.Store, job.Metrics(5));
                await job.AppendAsync(system.Store, job.Done());
            }

            await system.App.WaitHealthyAsync(Logs.Deadline(60));
            await Parallel.ForEachAsync(open, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (one, _) =>
            {
                var events = RawStream.Events(one.Stream.Response().Body);
                events.AddRange(await system.Apis[0].ReadAsync(one.Job.Id, events[^1].Id));
                WholeLog.Check(events);
                Assert.Equal(EventTypes.Done, events[^1].Name);
            });
        }
        finally
        {
            open.ForEach(one => one.Stream.Dispose());
        }
    }

    [Fact]
    public async Task ClientsThatDontReadDontBlockTheExitOfTheProcess()
    {
        var job = await TestJob.StartAsync(system.Store);
        for (int i = 0; i < 16; i++)
        {
            await job.AppendAsync(system.Store, job.Next([.. Enumerable.Range(0, 64).Select(k => new TokenEvent("t", new string('x', 8192), 0))]));
        }

        var api = system.App.Apis[^1];
        var open = new List<RawStream>();
        try
        {
            for (int i = 0; i < 20; i++)
            {
                open.Add(await RawStream.SendAsync(new Uri($"{system.App.ApiUrls[1]}/api/jobs/{job.Id}/stream"), receiveBuffer: 4096));
                Assert.Equal(200, await open[i].StatusAsync());
            }

            await api.StopAsync();
            Assert.Equal(0, api.ExitCode); // not 134: the host gave up waiting
        }
        finally
        {
            open.ForEach(stream => stream.Dispose());
        }

        await system.App.WaitHealthyAsync(Logs.Deadline(60));
    }
}
