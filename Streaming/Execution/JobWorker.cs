using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Streaming.Execution;

/// <summary>Claims jobs and executes them, as many at a time as <see cref="WorkerOptions.Concurrency"/> allows.</summary>
internal sealed class JobWorker : BackgroundService
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    private readonly IJobQueue _queue;
    private readonly INodeRegistry _registry;
    private readonly JobExecutor _executor;
    private readonly IReadOnlyList<IPipeline> _pipelines;
    private readonly NodeIdentity _identity;
    private readonly WorkerSlots _slots;
    private readonly WorkerDrain _drain;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly TimeProvider _time;
    private readonly ILogger<JobWorker> _logger;
    private readonly bool _exitWithoutSlots;
    private readonly TimeSpan _lease;

    public JobWorker(
        IJobQueue queue,
        INodeRegistry registry,
        JobExecutor executor,
        IEnumerable<IPipeline> pipelines,
        NodeIdentity identity,
        WorkerSlots slots,
        WorkerDrain drain,
        IHostApplicationLifetime lifetime,
        IOptions<WorkerOptions> options,
        IOptions<StreamingOptions> streaming,
        TimeProvider time,
        ILogger<JobWorker> logger)
    {
        (_queue, _registry, _executor, _pipelines) = (queue, registry, executor, [.. pipelines]);
        (_identity, _slots, _drain, _lifetime, _time, _logger) = (identity, slots, drain, lifetime, time, logger);
        (_exitWithoutSlots, _lease) = (options.Value.ExitWithoutSlots, streaming.Value.Lease);
    }

    /// <summary>Whether the pipelines are registered. Until then this worker is not ready.</summary>
    public bool Registered { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        JobMetrics.Begin(_pipelines.Select(pipeline => pipeline.Descriptor.Name));
        await RegisterAsync(stoppingToken);
        bool idle = false; // a slot was free and no job was there
        var executions = new List<Task>();
        long swept = _time.GetTimestamp();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (_slots.AllLost && _exitWithoutSlots)
                {
                    _logger.LogCritical("All {Total} slots are lost to code that ignores its token: the process ends, so that another worker replaces it", _slots.Total);
                    Environment.ExitCode = 1;
                    _lifetime.StopApplication();
                    break;
                }

                int free = _drain.IsDraining ? 0 : Math.Max(0, _slots.Total - _slots.Taken - executions.Count); // a job that is being settled may hold its slot twice
                var claims = free > 0 ? await _drain.ClaimAsync(() => _queue.ClaimAsync(_identity.Id, free, stoppingToken), stoppingToken) : [];
                Measure(claims, idle);
                idle = claims.Count < free;
                executions.AddRange(claims.Select(claim => ExecuteAsync(claim, stoppingToken)));
                if (claims.Count < free || free == 0)
                {
                    await WaitAsync(executions, free > 0, stoppingToken);
                }

                if (_time.GetElapsedTime(swept) > _lease)
                {
                    swept = _time.GetTimestamp();
                    int again = await _queue.SweepAsync(stoppingToken);
                    if (again > 0)
                    {
                        _logger.LogWarning("{Count} jobs were missing from the queue and were queued again", again);
                    }
                }
            }
            catch (StoreUnavailableException e)
            {
                _logger.LogWarning("No jobs can be claimed: {Reason}", e.Message);
                await Task.Delay(Backoff.Delay(0, PollInterval, PollInterval), _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }

            executions.RemoveAll(e => e.IsCompleted);
        }

        await Task.WhenAll(executions);
    }

    /// <param name="idle">A slot was free when the jobs were offered.</param>
    private static void Measure(IReadOnlyList<QueueClaim> claims, bool idle)
    {
        foreach (var claim in claims)
        {
            JobMetrics.Claims.Add(1, JobMetrics.Offer(claim.TakenOver ? "again" : idle ? "first" : "later"));
        }
    }

    private async Task RegisterAsync(CancellationToken stoppingToken)
    {
        for (int failures = 0; !Registered; failures++)
        {
            try
            {
                foreach (var pipeline in _pipelines)
                {
                    await _registry.RegisterAsync(pipeline.Descriptor, stoppingToken);
                }

                Registered = true;
            }
            catch (StoreUnavailableException e)
            {
                _logger.LogWarning("The pipelines can't be registered yet: {Reason}", e.Message);
                await Task.Delay(Backoff.Delay(failures, TimeSpan.FromMilliseconds(200), PollInterval), _time, stoppingToken);
            }
        }
    }

    private async Task WaitAsync(List<Task> executions, bool mayClaim, CancellationToken stoppingToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        List<Task> either = [.. executions];
        either.Add(mayClaim ? _queue.WaitAsync(PollInterval, waiting.Token) : Task.Delay(PollInterval, _time, waiting.Token));
        await Task.WhenAny(either);
        await waiting.CancelAsync();
        await either[^1].ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task ExecuteAsync(QueueClaim claim, CancellationToken stoppingToken)
    {
        try
        {
            await _executor.ExecuteAsync(claim, stoppingToken);
        }
        catch (Exception e)
        {
            // The claim is no longer renewed, so another worker claims the job after the lease.
            _logger.LogError("Executing job {JobId} ended with an error: {Error}", claim.JobId, e.Outline());
        }
    }
}
