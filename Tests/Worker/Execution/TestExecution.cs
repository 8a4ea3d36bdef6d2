using System.Text.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;
using AspireStreaming.Streaming.Execution;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AspireStreaming.Tests.Worker.Execution;

/// <summary>Jobs of one pipeline, executed in this process by the real executor over a real store.</summary>
internal sealed class TestExecution(TestStore store, Func<JobContext, Task<JsonElement?>> run, string pipeline = "test") : IPipeline
{
    public PipelineDescriptor Descriptor { get; } = new(pipeline, "", ["one", "two"], default, default);

    private WorkerSlots? _slots;
    private RunningJobs? _running;

    public RunningJobs Running => _running ??= new RunningJobs([this], Microsoft.Extensions.Options.Options.Create(store.Options));

    /// <summary>The slots of the worker, with the options of the first use.</summary>
    public WorkerSlots Slots => _slots ??= new WorkerSlots(
        Microsoft.Extensions.Options.Options.Create(Options), Running, TimeProvider.System, NullLogger<WorkerSlots>.Instance);

    public ILogger<JobExecutor> Log { get; init; } = NullLogger<JobExecutor>.Instance;

    /// <summary>Trace context of the request that starts the jobs.</summary>
    public string? Traceparent { get; init; }

    /// <summary>The worker that the log names.</summary>
    public NodeIdentity Node { get; } = new(new HostingEnvironment { ApplicationName = "worker" }, new ConfigurationBuilder().Build(), TimeProvider.System);

    public WorkerOptions Options { get; } = new() { StepRetries = 0, RetryDelay = TimeSpan.FromMilliseconds(1) };

    public Task<JsonElement?> RunAsync(JobContext job) => run(job);

    public async Task<Guid> StartAsync()
    {
        var job = new TestJob(pipeline: pipeline);
        Assert.True(await store.Jobs.CreateAsync(job.New(TimeProvider.System.GetUtcNow()) with { Traceparent = Traceparent }, default));
        await store.Queue.EnqueueAsync(job.Id, default);
        return job.Id;
    }

    public async Task<QueueClaim> ClaimAsync(string worker) => Assert.Single(await store.Queue.ClaimAsync(worker, 5, default));

    /// <summary>Executes as a worker would.</summary>
    public Task ExecuteAsync(QueueClaim claim, IJobStore? through = null, CancellationToken stopping = default)
    {
        var executor = new JobExecutor(
            through ?? store.Jobs, store.Log, store.Queue, store.Control, [this], Running, Slots,
            Microsoft.Extensions.Options.Options.Create(Options), Microsoft.Extensions.Options.Options.Create(store.Options), Node,
            store.Nodes, TimeProvider.System, Log);
        return executor.ExecuteAsync(claim, stopping).WaitAsync(TimeSpan.FromSeconds(60), CancellationToken.None);
    }

    /// <summary>Starts and executes one job.</summary>
    public async Task<IReadOnlyList<JobEvent>> RunOneAsync(IJobStore? through = null)
    {
        var id = await StartAsync();
        await ExecuteAsync(await ClaimAsync("a"), through);
        return await store.Log.AllAsync(id);
    }

    public static IReadOnlyList<T> Of<T>(IEnumerable<JobEvent> log)
        where T : EventPayload => [.. log.Select(EventEncoder.Decode).OfType<T>()];
}
