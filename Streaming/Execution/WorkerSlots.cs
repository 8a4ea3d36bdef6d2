using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Streaming.Execution;

/// <summary>
/// The slots of this worker that are taken without a job. Code that ignores its token can't be stopped: the slot of its job stays taken
/// until the code ends, and is lost when that takes longer than <see cref="WorkerOptions.AbandonAfter"/>.
/// </summary>
internal sealed class WorkerSlots
{
    private readonly WorkerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<WorkerSlots> _logger;
    private int _taken;
    private int _lost;

    public WorkerSlots(IOptions<WorkerOptions> options, RunningJobs running, TimeProvider time, ILogger<WorkerSlots> logger)
    {
        (_options, _time, _logger) = (options.Value, time, logger);
        JobMetrics.ObserveSlots(() => running.Running.Count, () => Lost, () => Math.Max(0, Total - running.Running.Count - Taken));
    }

    public int Total => _options.Concurrency;

    /// <summary>Slots whose job has ended while its code goes on. Includes the lost ones.</summary>
    public int Taken => Volatile.Read(ref _taken);

    public int Lost => Volatile.Read(ref _lost);

    /// <summary>Whether no slot is left that could ever execute a job.</summary>
    public bool AllLost => Lost >= Total;

    /// <summary>Holds a slot until the code of an ended job ends. Never fails.</summary>
    public async Task HoldAsync(Guid jobId, Task code)
    {
        if (code.IsCompleted)
        {
            return;
        }

        Interlocked.Increment(ref _taken);
        await Task.WhenAny(code, Task.Delay(_options.AbandonAfter, _time));
        if (!code.IsCompleted)
        {
            Interlocked.Increment(ref _lost);
            _logger.LogError("The code of job {JobId} ignores its token: {Lost} of {Total} slots are lost", jobId, Lost, Total);
            await Task.WhenAny(code);
            Interlocked.Decrement(ref _lost);
            _logger.LogWarning("The code of job {JobId} has ended: {Lost} of {Total} slots are lost", jobId, Lost, Total);
        }

        Interlocked.Decrement(ref _taken);
    }
}
